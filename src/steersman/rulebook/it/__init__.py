"""Rules of it."""
