"""Types of what the identify stage finds out."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from steersman.methods.interval import Answer
from steersman.rulebook import Evaluation

SizeClass = Literal["micro", "small", "medium", "not_sme", "unknown"]


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
        next_bands: For each criterion with points, the next better band.
        years: EU status by year, empty for other rules.
        size_class: EU size class of the last closed year, ``unknown`` for other rules.
    """

    rule: str
    in_force: bool
    evaluation: Evaluation
    answer: Answer
    next_bands: tuple[NextBand, ...]
    years: tuple[YearStatus, ...]
    size_class: SizeClass


@dataclass(frozen=True, slots=True)
class Identification:
    """What the firm is, officially, as of a day."""

    as_of: date
    figures_of_year: int | None
    statuses: tuple[Status, ...]

    def status(self, rule: str) -> Status:
        """Return the status that a rule gives."""
        return next(status for status in self.statuses if status.rule == rule)
