"""Who works in the firm, who could be hired, which experts could be contracted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from steersman.dossier.ranges import Range
from steersman.dossier.record import ZERO, Record, money, quantity, share

Function = Literal["management", "research", "production", "sales", "administration"]

Sharing = Literal["tenths", "one_place"]

SKILL_LEVELS = {"minimum": 1, "maximum": 3, "unit": "level"}
"""1 can do it under guidance, 2 does it alone, 3 leads others in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """One employee. ``monthly_cost`` is the whole cost to the firm, charges included.

    ``email`` is where the person's digest goes; ``monthly_pay`` is the pay before tax, where the
    law asks for it; ``market_cost`` is what the same work costs elsewhere; ``reports_to`` names the
    one who leads the person. ``sharing`` tells whether the person works on several stages at once,
    in tenths of full time, or on one at a time; ``leaving_chance`` is the chance a year of leaving
    the firm for good, the firm's own record where it is left out.
    """

    id: str
    name: str = ""
    email: str = ""
    role: str = ""
    function: Function = "research"
    leader: bool = False
    science_staff: bool = False
    skills: Mapping[str, int] = field(default_factory=dict, metadata=SKILL_LEVELS)
    fte: float = quantity("FTE", minimum=0, maximum=1, default=1.0)
    rd_share: float = share(default=0.0)
    monthly_cost: Decimal = money(default=ZERO)
    monthly_pay: Decimal | None = money(default=None)
    market_cost: Decimal | None = money(default=None)
    bonus_share: float = share(default=0.0)
    equity_share: float = share(default=0.0)
    joined: date | None = None
    sharing: Sharing = "tenths"
    most_projects: int | None = quantity("projects", minimum=1, maximum=100, default=None)
    leaving_chance: float | None = quantity("share per year", minimum=0, maximum=0.99, default=None)
    reports_to: str = ""
    assessment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence(Record):
    """A time during which a person does not work for the firm, from the first to the last day."""

    person: str
    start: date
    end: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HireOption(Record):
    """A role that could be hired; the search succeeds with ``chance`` after ``months_to_hire``.

    ``equity_share`` is the share of the firm that the person is to be granted in options.
    """

    id: str
    role: str = ""
    skills: Mapping[str, int] = field(default_factory=dict, metadata=SKILL_LEVELS)
    fte: float = quantity("FTE", minimum=0, maximum=1, default=1.0)
    monthly_cost: Decimal = money()
    hiring_cost: Decimal = money(default=ZERO)
    equity_share: float = share(default=0.0)
    months_to_hire: Range = quantity("months", minimum=0)
    chance: float = share(default=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertOption(Record):
    """An outside expert, or a partner's people, who could be contracted for some months."""

    id: str
    name: str = ""
    kind: Literal["expert", "partner"] = "expert"
    skills: Mapping[str, int] = field(default_factory=dict, metadata=SKILL_LEVELS)
    fte: float = quantity("FTE", minimum=0, maximum=1, default=1.0)
    monthly_cost: Decimal = money()
    from_month: int = quantity("months", minimum=0, default=0)
    months: int = quantity("months", minimum=1, default=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingOption(Record):
    """A way to bring a person to a level of a skill; ``fte`` is the time it takes from work."""

    id: str
    person: str
    skill: str
    level: int = quantity("level", minimum=1, maximum=3, default=2)
    months: int = quantity("months", minimum=1, maximum=60, default=6)
    fte: float = quantity("FTE", minimum=0, maximum=1, default=0.1)
    cost: Decimal = money(default=ZERO)
    chance: float = share(default=0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hiring(Record):
    """All ways to add skills."""

    roles: tuple[HireOption, ...] = ()
    experts: tuple[ExpertOption, ...] = ()
    training: tuple[TrainingOption, ...] = ()
