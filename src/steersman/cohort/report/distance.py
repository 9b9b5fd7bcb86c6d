"""How many points firms lack for a status that is given by points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from steersman.cohort.analysis.fields import weight_of
from steersman.diagnose.comparison import LEAST_FIRMS
from steersman.methods.arrays import FloatArray
from steersman.rulebook import load_rule

STEPS = (0, 10, 20, 30)
"""Points missing: none, then up to ten, twenty, thirty, and more."""


@dataclass(frozen=True, slots=True)
class Distance:
    """How far the firms that do not have a status for sure are from its points.

    Attributes:
        rule: The status.
        needed: Points it needs.
        share: Share of all firms that do not have it for sure.
        firms: Their number.
        at_best: Shares of them that miss none, up to 10, 20, 30 points and more, if what is not
            known turns out well.
        at_worst: The same if it turns out badly.
    """

    rule: str
    needed: float
    share: float
    firms: int
    at_best: tuple[float, ...]
    at_worst: tuple[float, ...]


def distances(firms: pl.LazyFrame, rules: Sequence[str], as_of: date) -> tuple[Distance, ...]:
    """Return the distances to each status of some rules that is given by points.

    Args:
        firms: Results.
        rules: Rules that were asked.
        as_of: Day of the law.
    """
    schema = firms.collect_schema()
    found = []
    for name in rules:
        needed = load_rule(name, as_of).pass_score
        if needed is not None and f"{name}.low" in schema:
            distance = _distance(firms.with_columns(weight_of(schema).alias("|w")), name, needed)
            if distance.firms >= LEAST_FIRMS:
                found.append(distance)
    return tuple(found)


def _distance(firms: pl.LazyFrame, rule: str, needed: float) -> Distance:
    without = pl.col(rule).cast(pl.String) != "yes"
    ends = [_step(needed - pl.col(f"{rule}.{end}")).alias(end) for end in ("high", "low")]
    table = (
        firms.group_by(without.alias("without"), *ends)
        .agg(pl.col("|w").sum(), pl.len())
        .collect(engine="streaming")
    )
    away = table.filter(pl.col("without"))
    weight = float(away["|w"].sum())
    at_best, at_worst = (
        tuple((_by_step(away, end) / (weight or 1.0)).tolist()) for end in ("high", "low")
    )
    share = weight / (float(table["|w"].sum()) or 1.0)
    return Distance(rule, needed, share, int(away["len"].sum()), at_best, at_worst)


def _by_step(table: pl.DataFrame, end: str) -> FloatArray:
    counted: FloatArray = np.bincount(
        table[end].to_numpy(), table["|w"].to_numpy(), len(STEPS) + 1
    ).astype(np.float64)
    return counted


def _step(missing: pl.Expr) -> pl.Expr:
    """Return the number of the step that points missing fall into."""
    return pl.sum_horizontal((missing > step).cast(pl.Int32) for step in STEPS)
