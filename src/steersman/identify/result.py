"""Types of what the identify stage finds out."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from steersman.identify.margins import Margin
from steersman.identify.path import Path
from steersman.identify.payments import ReliefPayment
from steersman.identify.questions import Question
from steersman.identify.worth import Worth
from steersman.methods.interval import Answer, Interval
from steersman.rulebook import Evaluation

SizeClass = Literal["micro", "small", "medium", "large", "not_sme", "unknown"]


@dataclass(frozen=True, slots=True)
class NextBand:
    """The next better band of a criterion that gives points.

    Attributes:
        criterion: The criterion.
        facts: The facts of the value: one, or part and whole of a ratio.
        bound: Lower bound of the band, included.
        points: Points the band gives.
        gain: Points gained over what is reached now.
    """

    criterion: str
    facts: tuple[str, ...]
    bound: float
    points: float
    gain: float


@dataclass(frozen=True, slots=True)
class YearStatus:
    """EU status of a year: within the ceilings that year, and after the two-year rule."""

    year: int
    within_ceilings: Answer
    is_sme: Answer


@dataclass(frozen=True, slots=True)
class Status:
    """An official status and how the firm stands towards it.

    Attributes:
        rule: Id of the rule.
        in_force: Whether the rule applies on the day asked for.
        evaluation: Verdict, score and every criterion.
        answer: The verdict, after rules that look at several years.
        unmet: Criteria that make the answer no.
        held: Whether the firm holds the status already; None where holding is no question.
        warnings: Why the answer needs a second look, see :func:`.freshness.warnings_of`.
        next_bands: For each criterion with points, the next better band.
        years: EU status by year, empty for other rules.
        size_class: Size class, ``unknown`` for rules without classes.
        margins: How far figures may be wrong before the verdict turns.
        paths: Cheapest sets of changes that reach the status.
        yearly_benefit: What holding the status saves in a year; None where it is not known.
    """

    rule: str
    in_force: bool
    evaluation: Evaluation
    answer: Answer
    unmet: tuple[str, ...]
    held: Answer | None
    warnings: tuple[str, ...]
    next_bands: tuple[NextBand, ...]
    years: tuple[YearStatus, ...]
    size_class: SizeClass
    margins: tuple[Margin, ...]
    paths: tuple[Path, ...]
    yearly_benefit: float | None


@dataclass(frozen=True, slots=True)
class ContradictoryFacts:
    """Two facts that cannot both be true: the part exceeds the whole."""

    part: str
    whole: str
    part_value: Interval
    whole_value: Interval


@dataclass(frozen=True, slots=True)
class Identification:
    """What the firm is, officially, as of a day.

    Attributes:
        as_of: Day for which the firm's facts are taken.
        law_on: Day for which the law is taken.
        figures_of_year: Year of the accounts that count, None if there are none.
        statuses: Official statuses, in the order of the ladder.
        worth: What reliefs are worth.
        questions: Facts worth asking for, best first.
        contradictions: Facts that cannot both be true.
        research_subsidy: Share of one more unit of research that the tax reliefs bear, None where
            the tax is not known.
        payments: New money of reliefs that the firm does not claim yet, by year.
    """

    as_of: date
    law_on: date
    figures_of_year: int | None
    statuses: tuple[Status, ...]
    worth: Worth
    questions: tuple[Question, ...]
    contradictions: tuple[ContradictoryFacts, ...]
    research_subsidy: float | None
    payments: tuple[ReliefPayment, ...]

    def status(self, rule: str) -> Status:
        """Return the status that a rule gives."""
        return next(status for status in self.statuses if status.rule == rule)
