"""Types of what is found out about assessment, bonus and packages."""

from dataclasses import dataclass, field

from steersman.methods.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class PersonGoal:
    """What the plan asks of a person: to finish a stage with others.

    Attributes:
        person: Who.
        project: Project.
        stage: Stage.
        fte: Their time on it.
        start: Planned month of its start.
        likely: Month by which it is as likely done as not.
        late: Month by which it is done in nine of ten scenarios in which it ends.
        exploration: Whether the goal is to find out: the stage fails too often for its success to
            be the measure.
    """

    person: str
    project: str
    stage: str
    fte: float
    start: float
    likely: float
    late: float
    exploration: bool


@dataclass(frozen=True, slots=True)
class PersonScore:
    """A person's assessment once raters are put on one scale.

    Attributes:
        person: Who.
        score: On the scale of the ratings.
        low: Lower end of the 90 % interval.
        high: Upper end.
        plain: Mean of the ratings as given.
        raters: Number of raters.
        band: People in the same band are too close to call; zero is the best.
        for_pay: Whether it may decide pay: at least two raters.
        contested: What the person says against it.
    """

    person: str
    score: float
    low: float
    high: float
    plain: float
    raters: int
    band: int
    for_pay: bool
    contested: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RaterSeverity:
    """How much lower than the others a rater scores, with its 90 % interval."""

    rater: str
    severity: float
    low: float
    high: float
    ratings: int


@dataclass(frozen=True, slots=True)
class AssessmentRound:
    """The latest assessment.

    Attributes:
        period: Which.
        people: Everybody assessed, the best first.
        raters: Every rater, the strictest first.
        reliability: Share of the variance of one rating that is the person's.
        raters_needed: Raters whose mean would have a reliability of .8; None where it cannot be.
        pairs_decided: Share of pairs of people of whom one is surely better.
    """

    period: str
    people: tuple[PersonScore, ...]
    raters: tuple[RaterSeverity, ...]
    reliability: float
    raters_needed: float | None
    pairs_decided: float


@dataclass(frozen=True, slots=True)
class PoolYear:
    """The bonus pool of a year of the plan.

    Attributes:
        year: From one.
        mean: Expected pool.
        quantiles: Pools not exceeded with a chance of 5, 50, 95 %.
        zero: Chance that there is none.
        capped: Chance that the cap cuts it.
        withheld: Chance that cash does not allow all of it.
    """

    year: int
    mean: float
    quantiles: dict[str, float]
    zero: float
    capped: float
    withheld: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a person contributes to the plan's value by the Shapley value, with sampling error."""

    person: str
    worth: float
    error: float
    share: float


@dataclass(frozen=True, slots=True)
class ProjectBonus:
    """What a person's bonus over the horizon is if a project succeeds and if it fails."""

    project: str
    success: float
    failure: float


@dataclass(frozen=True, slots=True)
class PersonBonus:
    """A person's bonus over the horizon.

    Attributes:
        person: Who.
        mean: Expected sum.
        quantiles: Sums not exceeded with a chance of 5, 50, 95 %.
        parts: Expected sum by part: ``exploration``, ``team``, ``individual``.
        projects: What decides it, the strongest first.
    """

    person: str
    mean: float
    quantiles: dict[str, float]
    parts: dict[str, float]
    projects: tuple[ProjectBonus, ...]


@dataclass(frozen=True, slots=True)
class DeductionCheck:
    """Whether deductions from pay stay within the law.

    Attributes:
        limit: Most that the law allows of a month's pay; None where we know no rule.
        planned: Most that the firm's own rules allow.
        lawful: Whether the rules keep the limit; None where we know no rule.
        below_minimum: People whose pay after the greatest deduction would be below the minimum.
        source: The rule.
    """

    limit: float | None
    planned: float
    lawful: bool | None
    below_minimum: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Incentives:
    """Assessment, bonus pool and who gets what.

    Attributes:
        goals: Goals of people from the plan, by start.
        assessment: The latest assessment; None without one that can be worked out.
        assessment_missing: Why there is none, as a message code; empty where there is one.
        pool: The pool by year; empty without rules.
        contributions: What people contribute, the most first.
        contributions_exact: Whether every coalition was looked at.
        bonuses: Everybody's bonus, the largest first.
        left_over: Expected part of the pool that nobody's cap lets through or nobody earns.
        short_term_only: Whether the rules reward nothing but margin already earned.
        deductions: Limits on deductions; None without rules.
    """

    goals: tuple[PersonGoal, ...]
    assessment: AssessmentRound | None
    assessment_missing: str
    pool: tuple[PoolYear, ...]
    contributions: tuple[Contribution, ...]
    contributions_exact: bool
    bonuses: tuple[PersonBonus, ...]
    left_over: float
    short_term_only: bool
    deductions: DeductionCheck | None


@dataclass(frozen=True, slots=True)
class Package:
    """All that a person gets over the horizon: pay, bonus, equity after tax and dilution.

    Attributes:
        person: Who.
        pay: Expected pay until the horizon or leaving.
        bonus: Expected bonus.
        equity: Expected equity after tax.
        quantiles: Totals not exceeded with a chance of 5, 25, 50, 75, 95 %.
        equity_zero: Chance that the equity brings nothing; None where there is none.
        market_gap: What the same work is paid more elsewhere, as share of today's pay; None where
            it is not known.
        totals: Total in every draw; left out of JSON.
    """

    person: str
    pay: float
    bonus: float
    equity: float
    quantiles: dict[str, float]
    equity_zero: float | None
    market_gap: float | None
    totals: FloatArray = field(repr=False, compare=False, metadata={"json": False})
