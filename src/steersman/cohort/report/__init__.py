"""What is told of a cohort: chapters of the population report, summaries on the screen."""
