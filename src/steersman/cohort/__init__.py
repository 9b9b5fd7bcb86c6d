"""Many firms: the first three stages over a table, and what a population shows."""
