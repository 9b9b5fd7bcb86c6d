"""How much tests try: a little each time, more where all is run for a release."""

import os

FULL = os.environ.get("STEERSMAN_FULL_TESTS") == "1"


def examples(quick: int, full: int) -> int:
    """Return how many examples a property is tried with."""
    return full if FULL else quick
