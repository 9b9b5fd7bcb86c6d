"""Which alternative wins in which share of draws, for many subjects at once.

One pass over a subject's draws, with nothing kept but who leads; the loops over draws are such that
the compiler turns them into vector instructions.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from steersman.methods.arrays import FloatArray

HIGHEST, MIDDLE = 100.0, 50.0
MUST_FAILED = -1000.0
"""Value of an alternative with a must that is not met: behind all others."""
_compiled: Any = njit(cache=True, nogil=True, error_model="numpy")


def widest_gaps(worth: FloatArray, levels: FloatArray) -> FloatArray:
    """Return in which share of draws closing each gap to 100 is worth most.

    Args:
        worth: Worth of a point of each gap, shape (gaps, draws).
        levels: Levels reached, shape (subjects, gaps, draws).

    Returns:
        Shape (subjects, gaps); of equal ones the first wins.
    """
    shares = np.zeros(levels.shape[:2])
    _widest_gaps(worth, levels, shares)
    return shares


@_compiled
def _widest_gaps(worth, levels, shares):
    subjects, gaps, draws = levels.shape
    most, leader = np.empty(draws), np.empty(draws, np.int64)
    for subject in range(subjects):
        most[:] = -np.inf
        for gap in range(gaps):
            level, rate = levels[subject, gap], worth[gap]
            for draw in range(draws):
                value = rate[draw] * (HIGHEST - level[draw])
                ahead = value > most[draw]
                most[draw] = value if ahead else most[draw]
                leader[draw] = gap if ahead else leader[draw]
        for draw in range(draws):
            shares[subject, leader[draw]] += 1
    shares /= draws


@dataclass(frozen=True, slots=True)
class DrivenValues:
    """Alternatives whose values move with the levels that a subject has reached.

    A criterion's value is clipped to 0 to 100 after the levels have moved it; the fit of an
    alternative is the share of its needs that is met. All of this is the same for all subjects.

    Attributes:
        positions: Value on each criterion at levels of 50, shape (alternatives, criteria, draws).
        weights: Weight of each criterion, shape (criteria, draws).
        slopes: Points by which a level above 50 moves a criterion, shape (alternatives, criteria,
            levels).
        fit: Place of the criterion that is the fit, -1 where there is none.
        needs: Level that an alternative needs, 0 for none, shape (alternatives, levels).
        musts: Level below which an alternative cannot be taken, 0 for none, shape (alternatives,
            levels).
    """

    positions: FloatArray
    weights: FloatArray
    slopes: FloatArray
    fit: int
    needs: FloatArray
    musts: FloatArray


def best_shares(model: DrivenValues, levels: FloatArray) -> FloatArray:
    """Return in which share of draws each alternative is best (first rank acceptability index).

    Args:
        model: The alternatives; it may have several draws for each draw of the levels, in a row.
        levels: Levels reached, shape (subjects, levels, draws).

    Returns:
        Shape (subjects, alternatives). An alternative with a must that is not met is behind all
        others in that draw; of equal ones the first is best.
    """
    sharing = model.weights.shape[1] // levels.shape[2]
    moved = np.asarray(model.slopes.any(axis=0))
    # For each criterion the levels that move it, then minus one.
    driver = np.full((len(moved), moved.shape[1] + 1), -1, np.int64)
    for place in range(len(moved)):
        levels_of = np.flatnonzero(moved[place])
        driver[place, : len(levels_of)] = levels_of
    shares = np.zeros((len(levels), len(model.positions)))
    _best_shares(
        model.positions, model.weights, model.slopes, driver, model.fit, model.needs, model.musts,
        sharing, levels, shares,
    )  # fmt: skip
    return shares


@_compiled
def _best_shares(
    positions, weights, slopes, driver, fit, needs, musts, sharing, levels, shares
):  # fmt: skip
    alternatives, criteria, draws = positions.shape
    count = levels.shape[1]
    most, leader = np.empty(draws), np.empty(draws, np.int64)
    total, value = np.empty(draws), np.empty(draws)
    level = np.empty((count, draws))
    for subject in range(len(levels)):
        for place in range(count):
            for draw in range(levels.shape[2]):
                for copy in range(sharing):
                    level[place, draw * sharing + copy] = levels[subject, place, draw]
        most[:] = -np.inf
        for alternative in range(alternatives):
            total[:] = 0.0
            for criterion in range(criteria):
                if criterion == fit and needs[alternative].any():
                    _fit(needs[alternative], level, value)
                else:
                    value[:] = positions[alternative, criterion]
                    for at in driver[criterion]:
                        if at < 0:
                            break
                        slope, moving = slopes[alternative, criterion, at], level[at]
                        for draw in range(draws):
                            value[draw] += slope * (moving[draw] - MIDDLE)
                weight = weights[criterion]
                for draw in range(draws):
                    points = value[draw] if value[draw] > 0.0 else 0.0
                    points = points if points < HIGHEST else HIGHEST
                    total[draw] += weight[draw] * points
            for place in range(count):
                must = musts[alternative, place]
                if must > 0:
                    reached = level[place]
                    for draw in range(draws):
                        total[draw] = total[draw] if reached[draw] >= must else MUST_FAILED
            for draw in range(draws):
                ahead = total[draw] > most[draw]
                most[draw] = total[draw] if ahead else most[draw]
                leader[draw] = alternative if ahead else leader[draw]
        for draw in range(draws):
            shares[subject, leader[draw]] += 1
    shares /= draws


@_compiled
def _fit(needs, level, value):
    value[:] = 0.0
    for place in range(len(needs)):
        need = needs[place]
        if need > 0:
            reached = level[place]
            for draw in range(len(value)):
                value[draw] += reached[draw] if reached[draw] < need else need
    scale = HIGHEST / needs.sum()
    for draw in range(len(value)):
        value[draw] *= scale
