"""Stage 2: what holds us back, how sure are we, and what to mend first."""

from datetime import date

import numpy as np

from steersman.diagnose.assumptions import Pool, assumptions
from steersman.diagnose.careless import careless_responses, without
from steersman.diagnose.factors import GOAL, factor_ids, goal_place, load_factors, load_indicators
from steersman.diagnose.indicators import Figure, indicator_figures
from steersman.diagnose.levers import disputes, draw_levers, expert_view, rank_levers
from steersman.diagnose.questions import open_questions
from steersman.diagnose.result import (
    Claim,
    Diagnosis,
    FactorScore,
    IndicatorEvidence,
    SurveyQuality,
)
from steersman.diagnose.scores import draw_blocks, draw_evidence, scores_of
from steersman.diagnose.survey import group_differences, group_scores, same_pattern, survey_evidence
from steersman.dossier import Dossier, Survey
from steersman.methods.arrays import FloatArray
from steersman.methods.respondents import pooled_means

DRAWS = 10_000
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
    figures = indicator_figures(dossier, as_of)
    careless = careless_responses(dossier.survey)
    survey = without(dossier.survey, careless)
    means = pooled_means(group_scores(survey))
    blocks = draw_blocks(generator, draws)
    evidence = draw_evidence(blocks, means, figures)
    scores = scores_of(blocks, evidence)
    goal = goal_place(dossier.strategy.preferences.goal)
    strengths = expert_view(dossier.influence)
    levers = draw_levers(generator, draws, strengths, dossier.strategy.efforts, goal)
    priorities = levers.priorities(scores)
    unknown = [figures[rule.id].value is None for rule in load_indicators()]
    missing = np.concatenate([np.isnan(means.mean), unknown])
    factors = tuple(
        _factor_score(survey, factor_id, scores[:, place], figures)
        for place, factor_id in enumerate(factor_ids())
    )
    ordered = sorted(factors, key=lambda score: -score.mean)
    return Diagnosis(
        scores=factors,
        levers=rank_levers(levers, scores, strengths, goal),
        strengths=tuple(score.factor for score in ordered if score.low > STRENGTH_ABOVE),
        goal=(*factor_ids(), GOAL)[goal],
        survey=SurveyQuality(
            respondents=len(survey.leaders) + len(survey.research_staff) + len(survey.others),
            careless=careless,
            same_pattern=same_pattern(survey),
            differences=group_differences(survey),
        ),
        assumptions=assumptions(
            generator, Pool(blocks, evidence, levers), priorities.mean(axis=0), missing
        ),
        questions=open_questions(evidence, levers, priorities),
        disputes=disputes(dossier.influence),
        draws=scores,
    )


def _factor_score(
    survey: Survey, factor_id: str, drawn: FloatArray, figures: dict[str, Figure]
) -> FactorScore:
    factor = next(factor for factor in load_factors() if factor.id == factor_id)
    indicators = tuple(
        IndicatorEvidence(
            rule.id,
            figure.value,
            None if figure.value is None else rule.points(figure.value),
            figure.freshness,
        )
        for rule in load_indicators()
        if rule.factor == factor_id
        for figure in [figures[rule.id]]
    )
    low, high = (float(bound) for bound in np.quantile(drawn, [0.05, 0.95]))
    answers = survey_evidence(survey, factor)
    return FactorScore(
        factor_id, float(drawn.mean()), low, high, _claim(high - low), answers, indicators
    )


def _claim(width: float) -> Claim:
    if width <= SOLID_WIDTH:
        return "solid"
    return "indicative" if width <= INDICATIVE_WIDTH else "open"
