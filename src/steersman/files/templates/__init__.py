"""Templates of a new dossier, and the example rows of an empty workbook."""
