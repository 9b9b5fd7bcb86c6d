"""One document model and its renderers; charts as one function each."""
