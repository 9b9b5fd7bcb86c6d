"""Rules of jp."""
