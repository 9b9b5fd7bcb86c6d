"""Rules of de."""
