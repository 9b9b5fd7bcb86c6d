"""Candidate research and development projects."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from steersman.dossier.ranges import MoneyRange, Range
from steersman.dossier.record import ZERO, Record, money, quantity, share

ProjectKind = Literal["new_product", "improvement", "process", "platform", "standard"]
ModeKind = Literal["alone", "partner", "licence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillDemand(Record):
    """How many full-time people with a skill at a level or above a stage needs throughout."""

    skill: str
    level: int = quantity("level", minimum=1, maximum=3, default=1)
    fte: float = quantity("FTE", minimum=0.1, maximum=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Record):
    """A part of a project with one duration, one team and one outcome.

    ``success`` is the chance that it succeeds technically; a failure stops the project, or the
    stage is done again. ``modes`` names the ways of doing the project it belongs to; empty means
    all of them.
    """

    id: str
    name: str = ""
    after: tuple[str, ...] = ()
    duration: Range = quantity("months", minimum=0.1, maximum=240)
    success: float = share(default=1.0)
    on_failure: Literal["stop", "repeat"] = "stop"
    cost: Decimal = money(default=ZERO)
    modes: tuple[str, ...] = ()
    skills: tuple[SkillDemand, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode(Record):
    """A way to do the project: alone, with a partner, or by licensing in.

    Factors multiply the stages' cost, duration and chance; ``payoff_share`` is what is left to the
    firm.
    """

    id: str
    kind: ModeKind = "alone"
    upfront_cost: Decimal = money(default=ZERO)
    cost_factor: float = quantity("factor", minimum=0, maximum=10, default=1.0)
    staff_factor: float = quantity("factor", minimum=0, maximum=10, default=1.0)
    duration_factor: float = quantity("factor", minimum=0.1, maximum=10, default=1.0)
    success_factor: float = quantity("factor", minimum=0, maximum=10, default=1.0)
    payoff_share: float = share(default=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payoff(Record):
    """What a finished project earns: yearly margin at its peak, after a ramp, over a life.

    After ``target_month`` each month of delay loses ``delay_erosion`` of the margin. A competitor
    enters with ``entry_chance`` a year, counted from the dossier's date; from then on
    ``entry_loss`` of the margin is lost.
    """

    peak_margin: MoneyRange = money()
    ramp_months: int = quantity("months", minimum=0, maximum=240, default=12)
    life_months: int = quantity("months", minimum=1, maximum=600, default=60)
    target_month: int | None = quantity("months", minimum=0, maximum=600, default=None)
    delay_erosion: float = share(default=0.0)
    entry_chance: float = quantity("share per year", minimum=0, maximum=0.99, default=0.0)
    entry_loss: float = share(default=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengthening(Record):
    """A project that raises another's chance of success in every stage, once it has succeeded."""

    target: str
    success_factor: float = quantity("factor", minimum=1, maximum=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Record):
    """A project the firm could do, beginning ``not_before`` a date if one is given."""

    id: str
    name: str = ""
    summary: str = ""
    kind: ProjectKind = "new_product"
    key: bool = True
    not_before: date | None = None
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    patents: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    payoff: Payoff | None = None
    stages: tuple[Stage, ...] = ()
    modes: tuple[Mode, ...] = ()
    strengthens: tuple[Strengthening, ...] = ()
