"""Rules of ie."""
