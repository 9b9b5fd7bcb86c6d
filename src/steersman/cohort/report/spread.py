"""How scores are spread over firms, from counts by whole points."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from steersman.cohort import columns
from steersman.cohort.analysis.distribution import LEVELS, levels_for
from steersman.cohort.analysis.fields import weight_of
from steersman.diagnose.comparison import LEAST_FIRMS
from steersman.methods.arrays import FloatArray

POINTS = 100
GROUP, POINT, W = "|group", "|point", "|w"
Spread = tuple[float | None, ...]
"""Scores below which the shares ``LEVELS`` of firms lie; None where fewer than ten are left."""
Spreads = Mapping[str, Mapping[str, Spread]]
"""Spreads by group and factor; the empty name stands for all firms where there are no groups."""


def score_spreads(firms: pl.LazyFrame, factors: Sequence[str], by: str | None) -> Spreads:
    """Return how the scores of factors are spread in each group.

    Args:
        firms: Results.
        factors: Factors with a score.
        by: What makes the groups; None for all firms together.
    """
    weight = weight_of(firms.collect_schema()).alias(W)
    group = (pl.lit("") if by is None else pl.col(by).cast(pl.String).fill_null("")).alias(GROUP)
    tables = pl.collect_all(
        [_points(firms, columns.score_of(factor), group, weight) for factor in factors],
        engine="streaming",
    )
    found: dict[str, dict[str, Spread]] = {}
    for factor, table in zip(factors, tables, strict=True):
        for (name,), part in table.group_by(GROUP):
            found.setdefault(str(name), {})[factor] = _spread(part)
    return found


def _points(firms: pl.LazyFrame, column: str, group: pl.Expr, weight: pl.Expr) -> pl.LazyFrame:
    """Return how many firms, and of which weight, have each whole number of points."""
    score = pl.col(column).cast(pl.Float64).fill_nan(None)
    point = score.floor().clip(0, POINTS - 1).cast(pl.Int32).alias(POINT)
    counted = firms.select(group, point, weight).drop_nulls(POINT).filter(pl.col(W) > 0)
    return counted.group_by(GROUP, POINT).agg(pl.col(W).sum(), pl.len().alias("firms"))


def _spread(part: pl.DataFrame) -> Spread:
    """Return quantiles; within a point firms are taken to lie evenly."""
    weights: FloatArray = np.zeros(POINTS)
    weights[part[POINT].to_numpy()] = part[W].to_numpy()
    firms: FloatArray = np.zeros(POINTS)
    firms[part[POINT].to_numpy()] = part["firms"].to_numpy()
    carried = np.concatenate([[0.0], np.cumsum(weights)])
    shown = levels_for(LEVELS, int(part["firms"].sum()))
    rising = np.concatenate([[True], np.diff(carried) > 0])
    edges = np.arange(POINTS + 1, dtype=np.float64)
    # A point without firms adds nothing to what is carried, so that its lower edge counts as well.
    starts = np.concatenate([weights > 0, [False]]) | rising
    found = (float(np.interp(level * carried[-1], carried[starts], edges[starts]))
             for level in LEVELS)  # fmt: skip
    return tuple(
        value if level in shown and _is_among_many(firms, value) else None
        for level, value in zip(LEVELS, found, strict=True)
    )


def _is_among_many(firms: FloatArray, value: float) -> bool:
    """Whether ten firms have a point or fewer, and ten as many or more, whatever they weigh."""
    point = min(int(value), POINTS - 1)
    return bool(min(firms[: point + 1].sum(), firms[point:].sum()) >= LEAST_FIRMS)
