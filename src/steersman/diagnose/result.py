"""Types of what the diagnose stage finds out."""

from dataclasses import dataclass, field
from typing import Literal

from steersman.methods.arrays import FloatArray

Claim = Literal["solid", "indicative", "open"]


@dataclass(frozen=True, slots=True)
class SurveyEvidence:
    """What respondents said about a factor.

    Attributes:
        points: Mean from 0 to 100, None if nobody answered.
        respondents: People who answered at least one item.
        by_group: Mean points by group of respondents.
        alpha: Cronbach's alpha and its 95 % interval, None where it cannot be worked out.
        agreement: r_wg(j) over all respondents.
    """

    points: float | None
    respondents: int
    by_group: dict[str, float]
    alpha: tuple[float, float, float] | None
    agreement: float | None


@dataclass(frozen=True, slots=True)
class IndicatorEvidence:
    """A hard figure and the points it gives, None where the dossier does not have it."""

    id: str
    value: float | None
    points: float | None


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
        priority: Mean of effect times gap, scaled so that all factors add up to 100.
        first: Chance that it is the best factor to mend first.
        among_three: Chance that it is among the best three.
        path: Strongest chain of factors by which it acts on the goal.
        given: Influence exerted on other factors (DEMATEL D).
        received: Influence received from them (DEMATEL R).
    """

    factor: str
    effect: float
    gap: float
    priority: float
    first: float
    among_three: float
    path: tuple[str, ...]
    given: float
    received: float


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What holds the firm back.

    Attributes:
        scores: One per factor, in the order of the tree.
        levers: Factors from the best to mend first.
        strengths: Factors worth building on: surely above 60.
        respondents: Number of people who answered the survey.
        draws: Possible scores, shape (draws, factors); left out of JSON.
    """

    scores: tuple[FactorScore, ...]
    levers: tuple[Lever, ...]
    strengths: tuple[str, ...]
    respondents: int
    draws: FloatArray = field(repr=False, compare=False, metadata={"json": False})

    def score(self, factor: str) -> FactorScore:
        """Return the score of a factor."""
        return next(score for score in self.scores if score.factor == factor)
