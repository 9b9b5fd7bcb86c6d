"""What a population of firms shows: pure functions from tables of results to records."""
