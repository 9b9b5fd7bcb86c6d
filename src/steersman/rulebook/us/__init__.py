"""Rules of us."""
