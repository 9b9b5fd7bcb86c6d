"""Published and assumed margins of populations, one file each."""
