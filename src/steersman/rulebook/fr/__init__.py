"""Rules of fr."""
