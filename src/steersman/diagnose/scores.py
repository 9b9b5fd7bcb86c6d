"""Possible scores of every factor: answers, figures, weights and value functions all uncertain."""

import numpy as np

from steersman.diagnose.factors import IndicatorRule, factor_ids, load_indicators
from steersman.diagnose.survey import group_scores
from steersman.dossier import Survey
from steersman.methods.arrays import FloatArray
from steersman.methods.respondents import draw_means, pooled_means
from steersman.methods.weights import around

SURVEY_SHARE = 0.5
"""Weight of the answers against the figures, on average."""
CONCENTRATION = 12.0
"""How closely weights stay around their average; 12 lets a half range from 0.27 to 0.73."""


def draw_scores(
    generator: np.random.Generator,
    survey: Survey,
    values: dict[str, float | None],
    draws: int,
) -> FloatArray:
    """Draw possible scores from 0 to 100, shape (draws, factors).

    A part of the evidence that is missing is drawn evenly from 0 to 100, so that what is not known
    widens the interval instead of pulling the score to the middle.

    Args:
        generator: Source of randomness.
        survey: The answers.
        values: Figures by indicator, None where not known.
        draws: Number of draws.
    """
    answers = draw_means(generator, pooled_means(group_scores(survey)), draws)
    scores = np.empty((draws, len(factor_ids())))
    for place, factor in enumerate(factor_ids()):
        rules = [rule for rule in load_indicators() if rule.factor == factor]
        figures = [_draw_points(generator, rule, values[rule.id], draws) for rule in rules]
        parts = np.stack([answers[:, place], *figures], axis=1)
        share = (1 - SURVEY_SHARE) / len(rules)
        centre = np.array([SURVEY_SHARE, *[share] * len(rules)])
        weights = around(generator, draws, centre, CONCENTRATION)
        scores[:, place] = (weights * parts).sum(axis=1)
    return scores


def _draw_points(
    generator: np.random.Generator, rule: IndicatorRule, value: float | None, draws: int
) -> FloatArray:
    if value is None:
        return generator.uniform(0, 100, draws)
    drawn: FloatArray = np.clip(generator.normal(rule.points(value), rule.spread, draws), 0, 100)
    return drawn
