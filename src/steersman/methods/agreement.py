"""How far respondents agree: r_wg, intraclass correlation, Krippendorff's alpha."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import t as t_distribution

from steersman.methods.arrays import FloatArray, IntArray

Level = Literal["nominal", "ordinal", "interval", "ratio"]


def within_group_agreement(answers: FloatArray, options: int) -> float | None:
    """Return r_wg(j), agreement over several items (James, Demaree & Wolf 1984).

    The mean item variance is compared with that of answers spread evenly over the options; negative
    values are set to zero, as is usual.

    Args:
        answers: Shape (respondents, items); missing answers are skipped item by item.
        options: Number of answer options, e.g. 5.

    Returns:
        None with fewer than two respondents on every item.
    """
    answered = (~np.isnan(answers)).sum(axis=0)
    usable = answers[:, answered > 1]
    if usable.shape[1] == 0:
        return None
    even_spread = (options**2 - 1) / 12
    ratio = float(np.nanvar(usable, axis=0, ddof=1).mean()) / even_spread
    items: int = usable.shape[1]
    if ratio >= 1:
        return 0.0
    return items * (1 - ratio) / (items * (1 - ratio) + ratio)


@dataclass(frozen=True, slots=True)
class IntraclassCorrelation:
    """Shrout & Fleiss's (1979) six coefficients, of one judge and of the mean of k judges."""

    one_way: float
    two_way_random: float
    two_way_fixed: float
    one_way_mean: float
    two_way_random_mean: float
    two_way_fixed_mean: float


def intraclass_correlation(ratings: FloatArray) -> IntraclassCorrelation:
    """Return intraclass correlations of a complete table.

    Args:
        ratings: Shape (targets, judges), at least two of each, without gaps.
    """
    targets, judges = ratings.shape
    grand = ratings.mean()
    rows = judges * float(((ratings.mean(axis=1) - grand) ** 2).sum())
    columns = targets * float(((ratings.mean(axis=0) - grand) ** 2).sum())
    total = float(((ratings - grand) ** 2).sum())
    between = rows / (targets - 1)
    within = (total - rows) / (targets * (judges - 1))
    by_judge = columns / (judges - 1)
    error = (total - rows - columns) / ((targets - 1) * (judges - 1))
    return IntraclassCorrelation(
        one_way=_ratio(between - within, between + (judges - 1) * within),
        two_way_random=_ratio(
            between - error,
            between + (judges - 1) * error + judges * (by_judge - error) / targets,
        ),
        two_way_fixed=_ratio(between - error, between + (judges - 1) * error),
        one_way_mean=_ratio(between - within, between),
        two_way_random_mean=_ratio(between - error, between + (by_judge - error) / targets),
        two_way_fixed_mean=_ratio(between - error, between),
    )


@dataclass(frozen=True, slots=True)
class GroupCorrelation:
    """ICC(1) of one member and ICC(2) of the mean of a group of middling size (Bliese 2000)."""

    one_member: float
    group_mean: float


def group_correlation(values: FloatArray, groups: IntArray) -> GroupCorrelation | None:
    """Return intraclass correlations of groups that need not be of one size, by one-way variances.

    ICC(1) uses the adjusted group size of Searle, Casella & McCulloch (1992), which is the group
    size where all groups are alike.

    Args:
        values: One per respondent, not a number where missing.
        groups: Group of each respondent.

    Returns:
        None with fewer than two groups, no group of two, or no variance at all.
    """
    known = ~np.isnan(values)
    values, (_, groups) = values[known], np.unique(groups[known], return_inverse=True)
    sizes = np.bincount(groups)
    count, people = len(sizes), len(values)
    if count < 2 or people <= count:
        return None
    means = np.bincount(groups, weights=values) / sizes
    between = float((sizes * (means - values.mean()) ** 2).sum()) / (count - 1)
    within = float(((values - means[groups]) ** 2).sum()) / (people - count)
    if between == 0 and within == 0:
        return None
    size = (people - float((sizes**2).sum()) / people) / (count - 1)
    return GroupCorrelation(
        _ratio(between - within, between + (size - 1) * within), _ratio(between - within, between)
    )


def _ratio(above: float, below: float) -> float:
    return above / below if below else float("nan")


@dataclass(frozen=True, slots=True)
class KrippendorffAlpha:
    """Krippendorff's alpha with a jackknife interval, which keeps its promise in small samples."""

    value: float
    low: float
    high: float
    units: int


def krippendorff_alpha(
    ratings: FloatArray, level: Level = "ordinal", confidence: float = 0.95
) -> KrippendorffAlpha | None:
    """Return Krippendorff's alpha (Krippendorff 2004), interval by jackknife over units.

    A bootstrap over units covers too seldom in small samples, the jackknife about as promised
    (Hughes 2022).

    Args:
        ratings: Shape (units, coders), not a number where a coder left a unit out.
        level: What differences between values mean.
        confidence: Coverage of the interval.

    Returns:
        None with fewer than two units rated twice.
    """
    usable = ratings[(~np.isnan(ratings)).sum(axis=1) >= 2]
    count = len(usable)
    if count < 2:
        return None
    categories = np.unique(usable[~np.isnan(usable)])
    tables = np.stack([(usable == value).sum(axis=1) for value in categories], axis=1).astype(float)
    whole = _alpha(tables, categories, level)
    parts = [_alpha(np.delete(tables, unit, axis=0), categories, level) for unit in range(count)]
    pseudo = count * whole - (count - 1) * np.array(parts)
    reach = (
        t_distribution.ppf((1 + confidence) / 2, count - 1) * pseudo.std(ddof=1) / np.sqrt(count)
    )
    return KrippendorffAlpha(whole, float(whole - reach), float(min(whole + reach, 1.0)), count)


def _alpha(tables: FloatArray, categories: FloatArray, level: Level) -> float:
    """Return alpha from counts by unit and category, shape (units, categories)."""
    raters = tables.sum(axis=1)
    coincidence = (tables / (raters - 1)[:, None]).T @ tables
    coincidence -= np.diag((tables / (raters - 1)[:, None]).sum(axis=0))
    marginal = coincidence.sum(axis=1)
    distance = _distances(categories, marginal, level)
    expected = float((np.outer(marginal, marginal) * distance).sum()) / (marginal.sum() - 1)
    observed = float((coincidence * distance).sum())
    return 1 - observed / expected if expected > 0 else 1.0


def _distances(categories: FloatArray, marginal: FloatArray, level: Level) -> FloatArray:
    """Return squared differences between categories, shape (categories, categories)."""
    if level == "nominal":
        return 1.0 - np.eye(len(categories))
    difference = categories[:, None] - categories[None, :]
    if level == "interval":
        return difference**2
    if level == "ratio":
        total = categories[:, None] + categories[None, :]
        return (difference / np.where(total == 0, 1.0, total)) ** 2
    upto = np.cumsum(marginal)
    low = np.minimum(*np.indices((len(categories), len(categories))))
    high = np.maximum(*np.indices((len(categories), len(categories))))
    inside = upto[high] - upto[low] + marginal[low]
    return np.where(low == high, 0.0, inside - (marginal[low] + marginal[high]) / 2) ** 2
