"""How work is rewarded: the bonus pool's rules, and what is done so that people stay."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from steersman.dossier.ranges import Range
from steersman.dossier.record import ZERO, Record, money, quantity, share

PeopleFunction = Literal[
    "", "management", "research", "production", "sales", "administration",
]  # fmt: skip
Driver = Literal["pay", "prospects", "recognition", "workload", "learning", "independence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusRules(Record):
    """The bonus pool: where its money comes from, who gets it, what limits it.

    ``margin_share`` of the margin of launched projects goes into the pool, once a year's margin
    exceeds ``threshold``, up to ``payroll_cap`` of the yearly payroll; nothing is paid that would
    leave less than ``cash_months`` of costs above the reserve. ``exploration_share`` of it is for
    learning goals; of the rest ``team_share`` goes by contribution to projects, what is left by
    assessment. One person gets ``person_cap`` months of pay at most. Paid bonuses may be asked back
    for ``clawback_months``. ``penalty_limit`` is the most that may be deducted from a month's pay,
    which must not fall below ``minimum_wage``.
    """

    margin_share: float = quantity("share", minimum=0, maximum=0.9, default=0.0)
    threshold: Decimal = money(default=ZERO)
    payroll_cap: float = share(default=0.25)
    cash_months: float = quantity("months", minimum=0, maximum=36, default=1.0)
    exploration_share: float = share(default=0.2)
    team_share: float = share(default=0.6)
    person_cap: float = quantity("months", minimum=0, maximum=60, default=6.0)
    clawback_months: int = quantity("months", minimum=0, maximum=60, default=12)
    penalty_limit: float = share(default=0.0)
    minimum_wage: Decimal = money(default=ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionMeasure(Record):
    """Something that makes people stay.

    It works on ``people``, or on all of a ``function``, or on everybody where neither is given.
    ``leaving_left`` is the share of the chance of leaving that remains with it. The plan reckons
    with measures that are ``adopted``; the others are looked at.
    """

    id: str
    title: str = ""
    driver: Driver = "pay"
    people: tuple[str, ...] = ()
    function: PeopleFunction = ""
    monthly_cost: Decimal = money(default=ZERO)
    cost: Decimal = money(default=ZERO)
    leaving_left: Range = quantity("share", minimum=0, maximum=1)
    adopted: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewards(Record):
    """All of it; ``monthly_cost`` of a measure is for all it works on together."""

    bonus: BonusRules | None = None
    retention: tuple[RetentionMeasure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Record):
    """One rater's view of one person on one criterion, from 1 (poor) to 5 (outstanding).

    ``contested`` holds what the person says against it; ``for_pay`` tells that pay depends on it.
    """

    period: str
    person: str
    rater: str
    criterion: str
    score: float = quantity("points", minimum=1, maximum=5)
    for_pay: bool = True
    comment: str = ""
    contested: str = ""
