"""The policy laboratory: synthetic populations, changed rules, programmes and budgets."""
