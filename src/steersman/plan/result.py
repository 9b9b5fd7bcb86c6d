"""Types of what the plan stage finds out; months count from the dossier's date."""

from dataclasses import dataclass, field
from typing import Literal

from steersman.methods.arrays import FloatArray
from steersman.plan.problem import PlanningProblem
from steersman.plan.scenarios import Candidate

LeftOutReason = Literal[
    "no-stages", "no-skill", "lowers-value", "raises-risk", "excluded", "needs-missing",
    "cannot-start", "not-examined", "finished", "failed",
]  # fmt: skip

DriverKind = Literal["success", "margin", "entry", "business", "funding", "hire"]


@dataclass(frozen=True, slots=True)
class Span:
    """An uncertain month: 10 %, 50 % and 90 % quantile over the scenarios in which it happens."""

    early: float
    median: float
    late: float


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """A stage of a chosen project.

    Attributes:
        project: Project id.
        stage: Stage id.
        start: Planned start, durations at their mean and all going well.
        finish: Planned end.
        start_span: When it really starts, over the scenarios; None if it never does.
        finish_span: When it really ends.
        reached: Chance that it is started at all.
        team: People and their FTE on it.
        latest_start: Month after which it is not worth beginning, None if it is to the horizon.
        latest_start_entered: The same once a competitor has entered.
    """

    project: str
    stage: str
    start: float
    finish: float
    start_span: Span | None
    finish_span: Span | None
    reached: float
    team: dict[str, float]
    latest_start: float | None
    latest_start_entered: float | None


@dataclass(frozen=True, slots=True)
class ChosenProject:
    """A project in the plan.

    Attributes:
        project: Its id.
        mode: Id of the way it is done, ``alone`` where the dossier names none.
        launch_chance: Chance that it succeeds within the horizon.
        launch: When it is launched, if it is.
        worth: Expected value lost if it alone were dropped.
        risk_added: Change of the ruin probability it brings.
    """

    project: str
    mode: str
    launch_chance: float
    launch: Span | None
    worth: float
    risk_added: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A project not in the plan, and what adding it would do."""

    project: str
    reason: LeftOutReason
    detail: str
    value_change: float
    ruin_probability: float


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """A plan no other examined plan beats in value, risk and number of projects at once."""

    projects: tuple[str, ...]
    hires: tuple[str, ...]
    experts: tuple[str, ...]
    funding: tuple[str, ...]
    value: float
    ruin_probability: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class Addition:
    """A hire, expert or funding option of the plan, and its month."""

    id: str
    month: int


@dataclass(frozen=True, slots=True)
class Driver:
    """Something that decides how the plan turns out.

    Attributes:
        kind: Whether a project succeeds, its margin, a competitor's entry, the existing
            business, a funding option, or a hire.
        subject: Id of the project, option or role; empty for the existing business.
        value_bad: Expected value where it turns out badly (does not happen, or worst quarter).
        value_good: Expected value where it turns out well.
        ruin_bad: Ruin probability where it turns out badly.
        ruin_good: Ruin probability where it turns out well.
    """

    kind: DriverKind
    subject: str
    value_bad: float
    value_good: float
    ruin_bad: float
    ruin_good: float


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A skill of which more would help: what one more person is worth, and the change of risk."""

    skill: str
    worth: float
    risk_change: float


@dataclass(frozen=True, slots=True)
class CashOutlook:
    """Cash at the end of each month: quantiles over scenarios, and chance of ruin up to then."""

    quantiles: dict[str, tuple[float, ...]]
    ruin_by_month: tuple[float, ...]
    reserve: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan chosen, and what speaks for it.

    Attributes:
        horizon_months: Months looked at.
        ruin_limit: Highest acceptable chance that cash falls below the reserve.
        feasible: Whether the plan keeps that limit.
        value: Expected net present value to the present owners, over doing no project.
        value_error: Monte Carlo standard error of the value.
        value_span: 5 % and 95 % quantile of the value.
        ruin_probability: Chance that cash ever falls below the reserve.
        ruin_without: The same without any project, hire or new money.
        scenarios: Number of scenarios.
        evaluations: Number of candidate plans examined.
        interrupted: Whether the search was stopped early; the result then depends on the machine.
        moved: Share of the previous plan's coming starts that this plan moves; None without one.
        projects: Projects in the plan, the most urgent first.
        hires: Roles to hire for, and the month to begin the search.
        experts: Experts to contract, and the month from which.
        funding: Funding options to apply for, and the month in which the money comes.
        cushion: Months of costs that cash must exceed the reserve by for a project to be begun;
            None where projects are begun whatever the cash.
        least_cash: The same as an amount of cash.
        stages: Every stage of the chosen projects, in order of start.
        loading: Planned share of each person's research time by month.
        left_out: Projects not in the plan.
        frontier: Plans on the frontier of value, risk and focus.
        cash: Cash outlook, None without finance data.
        bound: Expected value that no plan can exceed, even with perfect foresight.
        drivers: What moves the value most, the strongest first.
        bottlenecks: Skills of which more would help, the most valuable first.
        missing: What the dossier lacks for a surer plan, as message codes.
        values: Value in every scenario; left out of JSON.
        problem: What could be decided about; left out of JSON.
        decision: What was decided; left out of JSON.
    """

    horizon_months: int
    ruin_limit: float
    feasible: bool
    value: float
    value_error: float
    value_span: tuple[float, float]
    ruin_probability: float
    ruin_without: float
    scenarios: int
    evaluations: int
    interrupted: bool
    moved: float | None
    projects: tuple[ChosenProject, ...]
    hires: tuple[Addition, ...]
    experts: tuple[Addition, ...]
    funding: tuple[Addition, ...]
    cushion: int | None
    least_cash: float | None
    stages: tuple[PlannedStage, ...]
    loading: dict[str, tuple[float, ...]]
    left_out: tuple[LeftOut, ...]
    frontier: tuple[FrontierPoint, ...]
    cash: CashOutlook | None
    bound: float
    drivers: tuple[Driver, ...]
    bottlenecks: tuple[Bottleneck, ...]
    missing: tuple[str, ...]
    values: FloatArray = field(repr=False, compare=False, metadata={"json": False})
    problem: PlanningProblem = field(repr=False, compare=False, metadata={"json": False})
    decision: Candidate = field(repr=False, compare=False, metadata={"json": False})
