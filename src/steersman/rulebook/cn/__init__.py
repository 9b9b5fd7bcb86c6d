"""Rules of China."""
