"""Means, shares and quantiles of a population from a sample with unequal weights.

Weights are inverse probabilities of being drawn. Variances are linearised (Taylor): with strata,
firms are drawn from each without replacement; without, with replacement, which is on the safe side
(Lohr 2021, Sampling: Design and Analysis, chapters 3, 7 and 9). A group of firms is a domain: its
size is as random as the sample's.

Everything comes from sums by stratum, so that a table too large for memory needs one pass. The last
axis of arrays is the stratum, any axes before it are groups.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import beta, t

from steersman.methods.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Design:
    """How firms were drawn.

    Attributes:
        firms: Firms drawn from each stratum, of whatever group, shape (strata,).
        population: Sum of their weights.
        replaced: Whether to reckon as if drawn with replacement, as where there are no strata.
    """

    firms: FloatArray
    population: FloatArray
    replaced: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over the firms of a group in each stratum, each of shape (..., strata).

    Attributes:
        firms: Their number.
        w: Weights.
        wy: Weights times values.
        ww: Squared weights.
        wwy: Squared weights times values.
        wwyy: Squared weights times squared values.
    """

    firms: FloatArray
    w: FloatArray
    wy: FloatArray
    ww: FloatArray
    wwy: FloatArray
    wwyy: FloatArray


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimated mean for each group.

    Attributes:
        value: The mean, not a number where a group has no firms.
        error: Its standard error.
        firms: Firms of the group.
        freedom: Degrees of freedom: firms less strata, at least one.
        effective: Firms that would tell as much if all weighed the same (Kish 1965).
        certain: Whether every firm of the population was asked, so that there is nothing to err in.
    """

    value: FloatArray
    error: FloatArray
    firms: FloatArray
    freedom: FloatArray
    effective: FloatArray
    certain: BoolArray


def design_of(weights: FloatArray, strata: IntArray | None) -> Design:
    """Return the design of firms with given weights and numbers of strata."""
    if strata is None:
        return Design(np.array([float(len(weights))]), np.array([weights.sum()]), replaced=True)
    firms = np.bincount(strata).astype(np.float64)
    population: FloatArray = np.bincount(strata, weights).astype(np.float64)
    return Design(firms, population, replaced=False)


def sums_of(
    values: FloatArray, weights: FloatArray, strata: IntArray | None, design: Design
) -> Sums:
    """Return the sums of one group of firms, shape (strata,)."""
    of = np.zeros(len(values), np.int64) if strata is None else strata

    def by_stratum(amounts: FloatArray) -> FloatArray:
        if len(design.firms) == 1:
            return np.array([float(amounts.sum())])
        return np.bincount(of, amounts, minlength=len(design.firms)).astype(np.float64)

    wy, ww = weights * values, weights**2
    return Sums(
        by_stratum(np.ones(len(values))),
        by_stratum(weights),
        by_stratum(wy),
        by_stratum(ww),
        by_stratum(weights * wy),
        by_stratum(wy**2),
    )


def mean_of(design: Design, sums: Sums) -> Estimate:
    """Return weighted means with linearised errors (Lohr 2021, 4.3 and 9.1).

    A stratum with one firm is held against the mean of all, since it has no spread of its own.
    """
    whole = sums.w.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = sums.wy.sum(axis=-1) / whole
        left = np.where(
            design.replaced, 1.0, np.clip(1 - design.firms / design.population, 0.0, 1.0)
        )
        centre, scale = value[..., None], whole[..., None]
        first = (sums.wy - centre * sums.w) / scale
        second = (sums.wwyy - 2 * centre * sums.wwy + centre**2 * sums.ww) / scale**2
        several = design.firms > 1
        drawn = np.where(several, design.firms, 2.0)
        spread = np.where(several, drawn / (drawn - 1) * (second - first**2 / drawn), second)
        variance = (left * np.maximum(spread, 0.0)).sum(axis=-1)
        effective = whole**2 / sums.ww.sum(axis=-1)
    firms = sums.firms.sum(axis=-1)
    freedom = np.maximum(firms - (sums.firms > 0).sum(axis=-1), 1.0)
    certain = np.asarray((left * sums.firms).sum(axis=-1) == 0)
    return Estimate(value, np.sqrt(variance), firms, freedom, effective, certain)


def mean_interval(found: Estimate, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Return the ends of the interval of a mean by Student's t."""
    width = t.ppf((1 + confidence) / 2, found.freedom) * found.error
    return found.value - width, found.value + width


def share_interval(found: Estimate, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Return the ends of the interval of a share (Korn & Graubard 1998).

    Clopper and Pearson's exact interval for the number of firms that, drawn at random, would tell
    as much; so it stays within 0 and 1 and is not empty at their ends. There, where the data show
    no spread, the number is Kish's. Where strata take degrees of freedom, the number shrinks by the
    squared ratio of Student's quantiles, those of all firms over those that are left.
    """
    share = np.clip(found.value, 0.0, 1.0)
    tail = (1 - confidence) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        as_good = share * (1 - share) / found.error**2
        as_good = np.where(found.error > 0, as_good, found.effective)
        simple = np.maximum(found.firms - 1, 1.0)
        as_good = as_good * (t.ppf(tail, simple) / t.ppf(tail, found.freedom)) ** 2
        yes, no = share * as_good, (1 - share) * as_good
        low = np.where(yes > 0, beta.ppf(tail, yes, no + 1), 0.0)
        high = np.where(no > 0, beta.ppf(1 - tail, yes + 1, no), 1.0)
    return np.where(found.certain, share, low), np.where(found.certain, share, high)


@dataclass(frozen=True, slots=True)
class Quantile:
    """The value below which a share ``level`` of a population lies, with an interval."""

    level: float
    value: float
    low: float
    high: float


def weighted_quantiles(
    values: FloatArray,
    weights: FloatArray,
    strata: IntArray | None,
    design: Design,
    levels: tuple[float, ...],
    confidence: float = 0.95,
) -> tuple[Quantile, ...]:
    """Return quantiles of one group of firms with Woodruff's intervals (Woodruff 1952).

    A quantile is the smallest value with at least its share at or below. Its interval runs between
    the quantiles at the ends of the interval of that share.

    Args:
        values: Known values of the group, at least one.
        weights: Weights of the same firms.
        strata: Numbers of their strata.
        design: Design of the whole sample.
        levels: Shares between 0 and 1.
        confidence: Coverage of the intervals.
    """
    order = np.argsort(values, kind="stable")
    ordered, weighed = values[order], weights[order]
    of = np.zeros(len(values), np.int64) if strata is None else strata[order]
    carried = np.cumsum(weighed)
    whole = carried[-1]
    everyone = sums_of(np.ones(len(values)), weighed, of, design)

    def at(level: float) -> float:
        place = np.searchsorted(carried, level * whole * (1 - 1e-12))
        return float(ordered[min(int(place), len(ordered) - 1)])

    found = []
    for level in levels:
        value = at(level)
        upto = int(np.searchsorted(ordered, value, side="right"))
        below = sums_of(np.ones(upto), weighed[:upto], of[:upto], design)
        share = mean_of(design, replace(everyone, wy=below.w, wwy=below.ww, wwyy=below.ww))
        width = float(t.ppf((1 + confidence) / 2, share.freedom) * share.error)
        found.append(Quantile(level, value, at(max(level - width, 0)), at(min(level + width, 1))))
    return tuple(found)
