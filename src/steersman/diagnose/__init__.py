"""Stage 2: what holds us back, how sure are we, and what to mend first."""

from datetime import date

import numpy as np

from steersman.diagnose.factors import factor_ids, load_factors, load_indicators
from steersman.diagnose.indicators import indicator_values
from steersman.diagnose.levers import rank_levers
from steersman.diagnose.problems import check_names
from steersman.diagnose.result import Claim, Diagnosis, FactorScore, IndicatorEvidence, Lever
from steersman.diagnose.scores import draw_scores
from steersman.diagnose.survey import survey_evidence
from steersman.dossier import Dossier
from steersman.methods.arrays import FloatArray

__all__ = [
    "Diagnosis", "FactorScore", "IndicatorEvidence", "Lever", "check_names", "diagnose",
    "factor_ids",
]  # fmt: skip

DRAWS = 4000
SOLID_WIDTH, INDICATIVE_WIDTH = 30, 50
STRENGTH_ABOVE = 60


def diagnose(
    dossier: Dossier, as_of: date, generator: np.random.Generator, draws: int = DRAWS
) -> Diagnosis:
    """Score every factor with its uncertainty and rank what to mend first.

    Args:
        dossier: The firm.
        as_of: Day on which figures and the age of evidence are taken.
        generator: Source of randomness.
        draws: Number of draws for intervals and chances.
    """
    values = indicator_values(dossier, as_of)
    scores = draw_scores(generator, dossier.survey, values, draws)
    levers = rank_levers(generator, scores, dossier.influence)
    factors = tuple(
        _factor_score(dossier, factor_id, scores[:, place], values)
        for place, factor_id in enumerate(factor_ids())
    )
    ordered = sorted(factors, key=lambda score: -score.mean)
    strengths = tuple(score.factor for score in ordered if score.low > STRENGTH_ABOVE)
    survey = dossier.survey
    respondents = len(survey.leaders) + len(survey.research_staff) + len(survey.others)
    return Diagnosis(factors, levers, strengths, respondents, scores)


def _factor_score(
    dossier: Dossier, factor_id: str, drawn: FloatArray, values: dict[str, float | None]
) -> FactorScore:
    factor = next(factor for factor in load_factors() if factor.id == factor_id)
    indicators = tuple(
        IndicatorEvidence(rule.id, value, None if value is None else rule.points(value))
        for rule in load_indicators()
        if rule.factor == factor_id
        for value in [values[rule.id]]
    )
    low, high = (float(bound) for bound in np.quantile(drawn, [0.05, 0.95]))
    survey = survey_evidence(dossier.survey, factor)
    return FactorScore(
        factor_id, float(drawn.mean()), low, high, _claim(high - low), survey, indicators
    )


def _claim(width: float) -> Claim:
    if width <= SOLID_WIDTH:
        return "solid"
    return "indicative" if width <= INDICATIVE_WIDTH else "open"
