"""Rules of uk."""
