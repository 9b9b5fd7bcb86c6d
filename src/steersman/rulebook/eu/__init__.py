"""Rules of the European Union."""
