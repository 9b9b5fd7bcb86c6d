"""Three-point estimates."""

from dataclasses import dataclass
from decimal import Decimal

from steersman.dossier.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Range(Record):
    """A low, likely and high value of an uncertain number; units are those of the field."""

    low: float
    likely: float
    high: float

    @property
    def mean(self) -> float:
        """Mean of the triangular distribution on these three points."""
        return (self.low + self.likely + self.high) / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRange(Record):
    """A low, likely and high amount in the firm's currency."""

    low: Decimal
    likely: Decimal
    high: Decimal

    @property
    def mean(self) -> float:
        """Mean of the triangular distribution on these three points."""
        return float(self.low + self.likely + self.high) / 3
