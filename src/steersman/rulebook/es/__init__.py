"""Rules of es."""
