"""Types of what is found out about the course of a strategy: forecasts, records, changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from steersman.methods.earned_value import EarnedValue
from steersman.methods.estimate_correction import Correction
from steersman.methods.forecast_quality import BrierScore, Coverage

MeasureStatus = Literal[
    "done", "failed", "late", "at_risk", "behind", "not_begun", "on_course", "unknown",
]  # fmt: skip
DANGER: tuple[MeasureStatus, ...] = ("failed", "late", "at_risk", "behind", "not_begun")
AdditionName = Literal["hires", "experts", "funding"]
ChangeKind = Literal["joins", "leaves", "moves"]


@dataclass(frozen=True, slots=True)
class DateSpan:
    """An uncertain date: 10 %, 50 % and 90 % quantile where it comes at all."""

    early: date
    median: date
    late: date


@dataclass(frozen=True, slots=True)
class StageForecast:
    """When a stage is planned, and when it will end.

    Attributes:
        project: Project id.
        stage: Stage id.
        start: Planned start.
        finish: Planned end, all going well.
        span: When it ends; None if it never does.
        reached: Chance that it is begun at all.
        team: Who is planned to work on it.
        done: Share of its time that has passed already.
    """

    project: str
    stage: str
    start: date
    finish: date
    span: DateSpan | None
    reached: float
    team: tuple[str, ...]
    done: float


@dataclass(frozen=True, slots=True)
class LaunchForecast:
    """Whether and when a project comes to its end."""

    project: str
    mode: str
    chance: float
    span: DateSpan | None


@dataclass(frozen=True, slots=True)
class DueForecast:
    """The chance that a measure or objective keeps its date, as far as its projects decide."""

    kind: Literal["measure", "objective"]
    id: str
    due: date
    chance: float


@dataclass(frozen=True, slots=True)
class CashForecast:
    """Cash at the end of a month: quantiles, and the chance of ruin up to then.

    Attributes:
        on: Last moment of the month looked at.
        low: 10 % quantile.
        middle: Median.
        high: 90 % quantile.
        ruin: Chance that cash has been below the reserve by then.
    """

    on: date
    low: float
    middle: float
    high: float
    ruin: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a plan leads to, simulated from one day.

    Attributes:
        made_on: That day.
        value: Expected value to the present owners over doing nothing.
        ruin_probability: Chance that cash ever falls below the reserve.
        stages: Every stage of the plan, in order of start.
        launches: Every project of the plan, the most urgent first.
        dues: Dates that projects decide.
        cash: By month; empty without finance data.
    """

    made_on: date
    value: float
    ruin_probability: float
    stages: tuple[StageForecast, ...]
    launches: tuple[LaunchForecast, ...]
    dues: tuple[DueForecast, ...]
    cash: tuple[CashForecast, ...]


@dataclass(frozen=True, slots=True)
class IndicatorForecast:
    """An indicator's value on a day: 10 %, 50 %, 90 % quantile, and the chance of its target."""

    indicator: str
    on: date
    low: float
    middle: float
    high: float
    chance: float | None


@dataclass(frozen=True, slots=True)
class AdoptedPlan:
    """What was decided, with dates.

    Attributes:
        projects: Pairs of project and mode, the most urgent first.
        hires: Roles, and the day from which they are looked for.
        experts: Experts, and the day from which.
        funding: Funding options, and the day of the money.
        cushion: Months of costs of the cash gate.
    """

    projects: tuple[tuple[str, str], ...]
    hires: Mapping[str, date]
    experts: Mapping[str, date]
    funding: Mapping[str, date]
    cushion: int | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was known, decided and foretold on one day, kept to look back at.

    Attributes:
        made_on: The day.
        firm: Name of the firm.
        adopted: Whether the leadership made the plan its own that day.
        by: Who did.
        why: On which evidence.
        version: Version of the software.
        dossier_sha256: Digest of the dossier.
        plan: The plan followed.
        forecast: What it was thought to lead to.
        indicators: Where indicators were thought to go.
        completion: Share done of each project.
        measures: Share done of each measure, as far as known.
        objectives: Progress of each objective, as far as known.
        progress: Progress of the whole.
        cash: Cash that day.
        strategy: The strategy that suited best.
        needs: The first needs of the diagnosis.
        findings: Fingerprints of the findings, those on one person's pay or assessment left out.
        facts: What was known to have happened, and what was decided.
    """

    made_on: date
    firm: str
    adopted: bool
    by: str
    why: str
    version: str
    dossier_sha256: str
    plan: AdoptedPlan
    forecast: Forecast
    indicators: tuple[IndicatorForecast, ...]
    completion: Mapping[str, float]
    measures: Mapping[str, float]
    objectives: Mapping[str, float]
    progress: float | None
    cash: float | None
    strategy: str
    needs: tuple[str, ...]
    findings: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeasureState:
    """Where a measure stands.

    Attributes:
        measure: Its id.
        status: In a word.
        done: Share done; None where nobody has said and no project tells.
        spent: Money recorded.
        value: What its progress counts by.
        chance: Chance of keeping its date; None where no project tells.
        planned_chance: The same when the plan was adopted.
    """

    measure: str
    status: MeasureStatus
    done: float | None
    spent: float
    value: float
    chance: float | None
    planned_chance: float | None

    @property
    def in_danger(self) -> bool:
        """Whether it is lost, late, unlikely in time, behind, or not begun."""
        return self.status in DANGER


@dataclass(frozen=True, slots=True)
class ObjectiveState:
    """Where an objective stands.

    Attributes:
        objective: Its id.
        progress: Progress of its measures by value; None where none can be counted.
        share: Its share of the weight of all objectives.
        counted: Share of its measures' value that has a known progress.
        chance: Chance that its projects keep its date; None where no project tells.
    """

    objective: str
    progress: float | None
    share: float
    counted: float
    chance: float | None


@dataclass(frozen=True, slots=True)
class IndicatorState:
    """Where an indicator stands and goes.

    Attributes:
        indicator: Its id.
        readings: All readings, the baseline left out, in order.
        target: Value to reach.
        due: By when, from its objective.
        forecast: At that day; None with too few readings or no day.
    """

    indicator: str
    readings: tuple[tuple[date, float], ...]
    target: float | None
    due: date | None
    forecast: IndicatorForecast | None


@dataclass(frozen=True, slots=True)
class WorkDone:
    """Earned value since the plan was adopted, over measures with a budget.

    Attributes:
        figures: Budget, planned, earned and spent.
        elapsed: Months since the plan was adopted.
        earned_months: Months by which the work done was planned to be done.
        measures: Measures counted.
        left_out: Measures that cannot be counted: no budget, or none left at adoption, done then
            already, no project in the plan and no dates, or no word on how much is done.
    """

    figures: EarnedValue
    elapsed: float
    earned_months: float
    measures: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """A project's launch as it was planned and as it is forecast now, if it is launched at all.

    ``first`` is the median when a plan with it was first adopted, before any later adoption.
    """

    project: str
    first: date | None
    planned: date | None
    forecast: date | None
    planned_chance: float
    chance: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether past forecasts were right.

    Attributes:
        dates: Coverage of the ranges of stage ends whose late end has passed.
        numbers: Coverage of the ranges of cash and indicators.
        chances: Brier score of stated chances: keeping dates, succeeding.
    """

    dates: Coverage
    numbers: Coverage
    chances: BrierScore | None


@dataclass(frozen=True, slots=True)
class SignpostState:
    """A sign to watch for.

    Attributes:
        scenario: Scenario that it announces.
        switch_to: Strategy to go over to; empty where going on is best.
        gain: Points that going over saves.
        by: Day by which it will show.
        looked_on: Day on which somebody last looked; None if nobody did.
        seen: Whether it was seen.
    """

    scenario: str
    switch_to: str
    gain: float
    by: date | None
    looked_on: date | None
    seen: bool


@dataclass(frozen=True, slots=True)
class WorkChange:
    """What a new plan changes for one person on one project.

    Attributes:
        person: Person, role to hire or expert.
        project: The project.
        kind: Whether the person joins, leaves or works at another time.
        before: First and last day of work in the plan followed; None where there is none.
        after: The same in the new plan.
    """

    person: str
    project: str
    kind: ChangeKind
    before: tuple[date, date] | None
    after: tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class AdditionChange:
    """A hire, expert or funding option that comes, goes or moves: its day before and after."""

    kind: AdditionName
    id: str
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Revision:
    """What planning anew would change against going on.

    Attributes:
        gain: Expected value gained.
        gain_error: Its standard error, the same chances for both plans.
        ruin_change: Change of the ruin probability.
        moved: Share of the coming starts that move.
        added: Projects that come in.
        dropped: Projects that go out.
        modes: Projects done in another way: project, mode before, mode after.
        cushion: Months of costs of the cash gate before and after; None if it stays.
        work: Changes for each person.
        additions: Hires, experts and funding that change.
    """

    gain: float
    gain_error: float
    ruin_change: float
    moved: float
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    modes: tuple[tuple[str, str, str], ...]
    cushion: tuple[int | None, int | None] | None
    work: tuple[WorkChange, ...]
    additions: tuple[AdditionChange, ...]

    @property
    def changes(self) -> bool:
        """Whether anything changes at all."""
        parts = (self.added, self.dropped, self.modes, self.cushion, self.work, self.additions)
        return any(parts)

    @property
    def clear(self) -> bool:
        """Whether the gain is more than chance: above two standard errors."""
        return self.changes and self.gain > 2 * self.gain_error


@dataclass(frozen=True, slots=True)
class Course:
    """Whether the firm is on course.

    Attributes:
        today: Day of the dossier.
        adopted_on: Day on which the plan followed was adopted; None if none ever was.
        forecast: Where going on with that plan leads, or with today's plan if none was adopted.
        planned: Where it was thought to lead when it was adopted.
        measures: In the dossier's order.
        objectives: In the dossier's order.
        progress: Progress of all objectives by weight.
        completion: Share done of each project.
        indicators: In the dossier's order.
        work: Earned value; None without an adopted plan or anything to count.
        slips: Projects of the adopted plan.
        calibration: How right past forecasts were.
        correction: Factor on durations from the firm's own record; None without one.
        signposts: What to watch for.
        revision: What planning anew would change; None without an adopted plan.
        since: The snapshot before, if there is one.
    """

    today: date
    adopted_on: date | None
    forecast: Forecast
    planned: Forecast | None
    measures: tuple[MeasureState, ...]
    objectives: tuple[ObjectiveState, ...]
    progress: float | None
    completion: Mapping[str, float]
    indicators: tuple[IndicatorState, ...]
    work: WorkDone | None
    slips: tuple[Slip, ...]
    calibration: Calibration
    correction: Correction | None
    signposts: tuple[SignpostState, ...]
    revision: Revision | None
    since: Snapshot | None
