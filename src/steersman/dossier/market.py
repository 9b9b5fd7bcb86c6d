"""What the firm knows of its market, with dates and sources."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from steersman.dossier.ranges import MoneyRange, Range
from steersman.dossier.record import Record, money, quantity, share


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment(Record):
    """A group of customers: its yearly size and growth, and the firm's share of it."""

    name: str
    size: MoneyRange | None = money(default=None)
    growth: Range | None = quantity("share per year", minimum=-1, maximum=5, default=None)
    our_share: float | None = share(default=None)
    source: str = ""
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Competitor(Record):
    """A rival and how strong it is, from 1 (weak) to 5 (dominant)."""

    name: str
    strength: int = quantity("points", minimum=1, maximum=5)
    note: str = ""
    source: str = ""
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendSignal(Record):
    """A sign of where technology or demand is going."""

    signal: str
    direction: Literal["helps", "hurts", "unclear"] = "unclear"
    source: str = ""
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFeedback(Record):
    """What a customer said, and how satisfied it is, from 1 to 5."""

    customer: str
    said: str = ""
    satisfaction: int | None = quantity("points", minimum=1, maximum=5, default=None)
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Market(Record):
    """Segments, rivals, trends and customers."""

    segments: tuple[Segment, ...] = ()
    competitors: tuple[Competitor, ...] = ()
    trends: tuple[TrendSignal, ...] = ()
    feedback: tuple[CustomerFeedback, ...] = ()
