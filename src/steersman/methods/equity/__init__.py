"""Exact mathematics of shares: vesting, rounds, anti-dilution, exit waterfalls."""
