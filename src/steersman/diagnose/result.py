"""Types of what the diagnose stage finds out."""

from dataclasses import dataclass, field
from typing import Literal

from steersman.methods.arrays import FloatArray

Claim = Literal["solid", "indicative", "open"]
CarelessReason = Literal["straight_line", "too_fast", "copy"]
AssumptionName = Literal[
    "answers", "figures", "missing", "weights", "compensation", "influence", "effort"
]
EvidenceKind = Literal["answers", "figure", "influence", "effort"]


@dataclass(frozen=True, slots=True)
class SurveyEvidence:
    """What respondents said about a factor.

    Attributes:
        points: Mean from 0 to 100, None if fewer than three answered.
        respondents: People who answered at least one item.
        by_group: Mean points by group of respondents, groups too small to be shown left out.
        alpha: Cronbach's alpha and its 95 % interval, None where it cannot be worked out.
        omega: McDonald's omega, None where it cannot be worked out.
        agreement: r_wg(j) over all respondents.
        group_share: ICC(1) of groups, None where it cannot be worked out.
        weak_items: Items that do not go with the others; only asked with eight respondents or more.
    """

    points: float | None
    respondents: int
    by_group: dict[str, float]
    alpha: tuple[float, float, float] | None
    omega: float | None
    agreement: float | None
    group_share: float | None
    weak_items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CarelessResponse:
    """A response left out because the questions cannot have been read."""

    group: str
    respondent: str
    reason: CarelessReason


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """A factor that leaders see surely better (above zero) or worse than research staff, points."""

    factor: str
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SurveyQuality:
    """What the survey as a whole is worth.

    Attributes:
        respondents: People whose answers count.
        careless: Responses left out.
        same_pattern: Krippendorff's alpha (interval) over items with its 95 % jackknife interval:
            whether respondents see the same pattern of strong and weak points.
        differences: Where leaders and research staff surely disagree.
    """

    respondents: int
    careless: tuple[CarelessResponse, ...]
    same_pattern: tuple[float, float, float] | None
    differences: tuple[GroupDifference, ...]


@dataclass(frozen=True, slots=True)
class IndicatorEvidence:
    """A hard figure, the points it gives, and the chance that it still holds at its age.

    Figure and points are None where the dossier does not have it.
    """

    id: str
    value: float | None
    points: float | None
    freshness: float


@dataclass(frozen=True, slots=True)
class FactorScore:
    """How strong a factor is, from 0 (holds back) to 100 (carries).

    Attributes:
        factor: Its id.
        mean: Mean of the draws.
        low: 5 % quantile.
        high: 95 % quantile.
        claim: What may be said: solid, indicative, or open.
        survey: Evidence from answers.
        indicators: Evidence from figures.
    """

    factor: str
    mean: float
    low: float
    high: float
    claim: Claim
    survey: SurveyEvidence
    indicators: tuple[IndicatorEvidence, ...]


@dataclass(frozen=True, slots=True)
class Lever:
    """A factor as something to mend.

    Attributes:
        factor: Its id.
        effect: Total effect on the goal, direct and through other factors.
        gap: What is missing to 100, mean points.
        effort: Mean months of one person's work to close half of the gap.
        priority: Mean of effect times gap by effort, scaled so that all factors add up to 100.
        first: Chance that it is the best factor to mend first.
        among_three: Chance that it is among the best three.
        path: Strongest chain of factors by which it acts on the goal.
        given: Influence exerted on other factors (DEMATEL D).
        received: Influence received from them (DEMATEL R).
    """

    factor: str
    effect: float
    gap: float
    effort: float
    priority: float
    first: float
    among_three: float
    path: tuple[str, ...]
    given: float
    received: float


@dataclass(frozen=True, slots=True)
class Assumption:
    """How much an assumption moves the ranking of levers, as shares of its variance.

    Attributes:
        name: The assumption.
        alone: First Sobol index.
        alone_span: Its 90 % interval; near zero an estimate may fall below it.
        together: Total Sobol index: with all its interplay.
    """

    name: AssumptionName
    alone: float
    alone_span: tuple[float, float]
    together: float


@dataclass(frozen=True, slots=True)
class Dispute:
    """A pair of factors on which experts disagree: the lowest and the highest rating, 0 to 4."""

    source: str
    target: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something worth finding out.

    Attributes:
        kind: Ask staff, find a figure, talk over what drives what, or estimate the effort.
        name: Factor or indicator.
        gain: By how much knowing it would raise the expected gain of the best lever, as a share.
    """

    kind: EvidenceKind
    name: str
    gain: float


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What holds the firm back.

    Attributes:
        scores: One per factor, in the order of the tree.
        levers: Factors from the best to mend first.
        strengths: Factors worth building on: surely above 60.
        goal: What levers are to move: a factor, or ``goal`` for innovation performance.
        survey: What the survey as a whole is worth.
        assumptions: What moves the ranking of levers, the strongest first.
        questions: What is worth finding out, the most worth first.
        disputes: Pairs on which the firm's experts disagree most.
        draws: Possible scores, shape (draws, factors); left out of JSON.
    """

    scores: tuple[FactorScore, ...]
    levers: tuple[Lever, ...]
    strengths: tuple[str, ...]
    goal: str
    survey: SurveyQuality
    assumptions: tuple[Assumption, ...]
    questions: tuple[OpenQuestion, ...]
    disputes: tuple[Dispute, ...]
    draws: FloatArray = field(repr=False, compare=False, metadata={"json": False})

    def score(self, factor: str) -> FactorScore:
        """Return the score of a factor."""
        return next(score for score in self.scores if score.factor == factor)

    @property
    def respondents(self) -> int:
        """Number of people whose answers count."""
        return self.survey.respondents
