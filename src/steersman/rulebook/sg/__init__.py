"""Rules of sg."""
