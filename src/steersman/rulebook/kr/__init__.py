"""Rules of kr."""
