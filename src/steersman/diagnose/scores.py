"""Possible scores of every factor: answers, figures, weights and aggregation all uncertain.

Every uncertain part of a score is a block of random numbers, so that blocks can be exchanged one at
a time to see which of them moves the diagnosis.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtrit

from steersman.diagnose.factors import factor_ids, load_indicators
from steersman.diagnose.indicators import Figure
from steersman.methods.arrays import FloatArray
from steersman.methods.power_means import LEAST_POINTS
from steersman.methods.respondents import GroupMeans
from steersman.methods.weights import around

SURVEY_SHARE = 0.5
"""Weight of the answers against the figures, on average."""
CONCENTRATION = 12.0
"""How closely weights stay around their average; 12 lets a half range from 0.27 to 0.73."""
LEAST_POWER = 0.05
"""Between the arithmetic mean (1) and nearly the geometric one (0.05): how far what is weak can be
made up for by what is strong is itself not known."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Random numbers behind the scores, each block of shape (draws, ...).

    Attributes:
        answers: Uniform numbers for what the whole staff thinks, (draws, factors).
        figures: Uniform numbers for how well figures stand for factors, (draws, indicators).
        ageing: Uniform numbers for whether figures still hold, (draws, indicators).
        unknown: Uniform numbers for what is not known, (draws, factors + indicators).
        weights: Weights of answers and figures within factors, (draws, factors, parts).
        power: Exponent of the mean, (draws,).
    """

    answers: FloatArray
    figures: FloatArray
    ageing: FloatArray
    unknown: FloatArray
    weights: FloatArray
    power: FloatArray


def draw_blocks(generator: np.random.Generator, draws: int) -> Blocks:
    """Draw all blocks."""
    factors, indicators = len(factor_ids()), len(load_indicators())
    counts = [_figures_of(factor) for factor in factor_ids()]
    weights = np.zeros((draws, factors, 1 + max(map(len, counts))))
    for place, places in enumerate(counts):
        share = (1 - SURVEY_SHARE) / len(places)
        centre = np.array([SURVEY_SHARE, *[share] * len(places)])
        weights[:, place, : len(centre)] = around(generator, draws, centre, CONCENTRATION)
    return Blocks(
        answers=generator.random((draws, factors)),
        figures=generator.random((draws, indicators)),
        ageing=generator.random((draws, indicators)),
        unknown=generator.random((draws, factors + indicators)),
        weights=weights,
        power=generator.uniform(LEAST_POWER, 1.0, draws),
    )


def _figures_of(factor: str) -> list[int]:
    return [place for place, rule in enumerate(load_indicators()) if rule.factor == factor]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Possible points of every part of every factor.

    Attributes:
        answers: From the survey, shape (draws, factors).
        figures: From the indicators, shape (draws, indicators).
    """

    answers: FloatArray
    figures: FloatArray


def draw_evidence(blocks: Blocks, means: GroupMeans, figures: dict[str, Figure]) -> Evidence:
    """Turn random numbers into possible points of answers and figures.

    What is missing is spread evenly from 0 to 100, so that it widens the interval instead of
    pulling the score to the middle; a figure too old to hold any more counts as missing.

    Args:
        blocks: Random numbers.
        means: What the answers say.
        figures: Figures by indicator.
    """
    count = means.mean.size
    spread = stdtrit(means.freedom, blocks.answers)
    drawn = np.clip(means.mean + means.error * spread, 0, 100)
    unknown = 100 * blocks.unknown
    answers = np.where(np.isnan(means.mean), unknown[:, :count], drawn)
    columns = []
    for place, rule in enumerate(load_indicators()):
        figure = figures[rule.id]
        gap = unknown[:, count + place]
        if figure.value is None:
            columns.append(gap)
            continue
        noise = rule.spread * ndtri(blocks.figures[:, place])
        points = np.clip(rule.points(figure.value) + noise, 0, 100)
        columns.append(np.where(blocks.ageing[:, place] < figure.freshness, points, gap))
    return Evidence(answers, np.stack(columns, axis=1))


def scores_of(blocks: Blocks, evidence: Evidence) -> FloatArray:
    """Return possible scores from 0 to 100, shape (draws, factors)."""
    power = blocks.power[:, None]
    scores = np.empty_like(evidence.answers)
    for place, factor in enumerate(factor_ids()):
        parts = np.column_stack(
            [evidence.answers[:, place], evidence.figures[:, _figures_of(factor)]]
        )
        weights = blocks.weights[:, place, : parts.shape[1]]
        raised = np.maximum(parts, LEAST_POINTS) ** power
        scores[:, place] = (weights * raised).sum(axis=1) ** (1 / blocks.power)
    clipped: FloatArray = np.clip(scores, 0, 100)
    return clipped
