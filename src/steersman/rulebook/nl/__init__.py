"""Rules of nl."""
