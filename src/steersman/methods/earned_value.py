"""Earned value (ANSI/EIA-748) and earned schedule (Lipke 2003): work done against work planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """Where work and its money stand on one day, in money.

    Attributes:
        budget: Budget at completion.
        planned: Budget of the work that should have been done by now.
        earned: Budget of the work that has been done.
        spent: What the work done has cost.
    """

    budget: float
    planned: float
    earned: float
    spent: float

    @property
    def schedule_index(self) -> float | None:
        """Work done over work planned; None before anything is planned."""
        return self.earned / self.planned if self.planned > 0 else None

    @property
    def cost_index(self) -> float | None:
        """Work done over what it has cost; None before anything is spent."""
        return self.earned / self.spent if self.spent > 0 else None

    @property
    def cost_at_completion(self) -> float | None:
        """Cost of everything if the rest costs as the work so far did; None if unknown yet."""
        return self.budget * self.spent / self.earned if min(self.earned, self.spent) > 0 else None


def earned_schedule(planned: Sequence[float], earned: float) -> float:
    """Return the time by which the work done now should have been done (Lipke 2003).

    Args:
        planned: Work planned up to the end of each period, never falling, in any unit.
        earned: Work done, in the same unit.

    Returns:
        Periods, whole ones plus a part of the next, interpolated.

    Raises:
        ValueError: If the planned work falls, or nothing is planned.
    """
    if not planned or any(later < earlier for earlier, later in pairwise(planned)):
        raise ValueError("planned work must be given and never fall")
    before = 0.0
    for period, value in enumerate(planned):
        if earned < value:
            return period + max(0.0, earned - before) / (value - before)
        before = value
    return float(next(place for place, value in enumerate(planned, 1) if value >= planned[-1]))
