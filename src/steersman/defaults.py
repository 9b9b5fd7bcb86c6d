"""How the stages run where nothing else is asked for."""

DEFAULT_SEED = 20260101
CANDIDATES = 600
"""Most plans to examine."""
