"""The firm's strategy as written: preferences, objectives, measures, indicators, decisions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from steersman.dossier.record import ZERO, Record, money, quantity, share

ActualKind = Literal[
    "stage_started", "stage_finished", "stage_failed", "money", "measure", "indicator", "signpost",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences(Record):
    """What the leadership cares about when choosing.

    ``criteria_order`` lists criteria from the most to the least important; criteria left out rank
    behind those named, in no order among themselves. With ``project_teams`` people stay with a
    project until it ends; ``switching_months`` are lost when a whole team comes from another
    project. ``fit_worth`` is what launching a project that fits the strategy fully is worth beyond
    its margin. ``stability`` is the share of its value by which a plan that moves everything must
    be better than the one before. ``goal`` is the factor that levers shall move, innovation
    performance if left empty; ``scenario_chances`` replaces our chances of scenarios. With
    ``plan_with_risks`` losses of the risk register strike the plan's cash too. With
    ``correct_estimates`` durations still to come are multiplied by what the firm's finished stages
    took over what they were estimated at. ``warning_chance`` is the chance of keeping a date or
    reaching a target below which a warning is given.
    """

    criteria_order: tuple[str, ...] = ()
    ruin_limit: float = share(default=0.05)
    focus: int | None = quantity("projects", minimum=1, maximum=100, default=None)
    project_teams: bool = False
    switching_months: float = quantity("months", minimum=0, maximum=12, default=0.0)
    fit_worth: Decimal = money(default=ZERO)
    stability: float = share(default=0.1)
    goal: str = ""
    plan_with_risks: bool = False
    correct_estimates: bool = True
    warning_chance: float = share(default=0.5)
    scenario_chances: Mapping[str, float] = field(
        default_factory=dict, metadata={"unit": "share", "minimum": 0, "maximum": 1}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceStatement(Record):
    """How much a criterion matters, as far as the leadership can say.

    ``range``: its share of all weight lies between ``low`` and ``high``. ``ratio``: it matters
    between ``low`` and ``high`` times as much as those in ``than`` together. ``swing``: going from
    worst to best on it is worth ``low`` to ``high`` points where going from worst to best on
    ``than`` is worth 100. ``pairwise``: a judgement on Saaty's scale of how many times more it
    matters than ``than``, in ``low``.
    """

    kind: Literal["range", "ratio", "swing", "pairwise"]
    criterion: str
    than: tuple[str, ...] = ()
    low: float | None = quantity("number", minimum=0, default=None)
    high: float | None = quantity("number", minimum=0, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCriterion(Record):
    """A criterion of the firm's own, and how strategies do on it, from 0 (worst) to 100 (best)."""

    id: str
    name: str = ""
    performance: Mapping[str, float] = field(
        default_factory=dict, metadata={"unit": "points", "minimum": 0, "maximum": 100}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStrategy(Record):
    """A strategy of the firm's own, or what the firm sees differently about one of ours.

    What is not given is taken from the strategy ``like``; the firm's own id may be one of ours,
    whose values are then replaced. With ``excluded`` the strategy is not looked at.
    """

    id: str
    name: str = ""
    summary: str = ""
    like: str = ""
    excluded: bool = False
    performance: Mapping[str, float] = field(
        default_factory=dict, metadata={"unit": "points", "minimum": 0, "maximum": 100}
    )
    needs: Mapping[str, float] = field(
        default_factory=dict, metadata={"unit": "points", "minimum": 0, "maximum": 100}
    )
    musts: Mapping[str, float] = field(
        default_factory=dict, metadata={"unit": "points", "minimum": 0, "maximum": 100}
    )
    projects: Mapping[str, float] = field(
        default_factory=dict, metadata={"unit": "share", "minimum": 0, "maximum": 1}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort(Record):
    """What the firm thinks it takes to mend a factor, in months of one person's work."""

    factor: str
    low: float = quantity("months", minimum=0.1, maximum=1200)
    high: float = quantity("months", minimum=0.1, maximum=1200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective(Record):
    """Something the firm wants to reach by a date."""

    id: str
    title: str
    indicator: str = ""
    due: date | None = None
    weight: float = quantity("weight", minimum=0, default=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Record):
    """Something the firm does for an objective: who, by when, with what money.

    ``value`` is what it is worth once done, by which its progress counts; its budget if left out.
    """

    id: str
    title: str
    objective: str = ""
    owner: str = ""
    start: date | None = None
    due: date | None = None
    budget: Decimal | None = money(default=None)
    value: Decimal | None = money(default=None)
    indicator: str = ""
    project: str = ""
    factors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Record):
    """A number that tells whether an objective is reached."""

    id: str
    name: str
    unit: str = ""
    baseline: float | None = None
    target: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Record):
    """What was decided, when, by whom and on which evidence."""

    date: date
    title: str
    by: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy(Record):
    """The strategy as it stands."""

    mission: str = ""
    chosen_strategy: str = ""
    preferences: Preferences = field(default_factory=Preferences)
    statements: tuple[PreferenceStatement, ...] = ()
    own_criteria: tuple[OwnCriterion, ...] = ()
    own_strategies: tuple[OwnStrategy, ...] = ()
    efforts: tuple[Effort, ...] = ()
    objectives: tuple[Objective, ...] = ()
    measures: tuple[Measure, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actual(Record):
    """Something that happened.

    ``stage_started``, ``stage_finished``, ``stage_failed`` refer to ``project/stage``; ``money``
    (spent) and ``measure`` (share done so far, 1 is all) to a measure; ``indicator`` (reading) to
    an indicator; ``signpost`` (1 the sign of a scenario was seen, 0 looked for and not seen) to a
    scenario.
    """

    date: date
    kind: ActualKind
    reference: str
    value: float | None = None
    note: str = ""
