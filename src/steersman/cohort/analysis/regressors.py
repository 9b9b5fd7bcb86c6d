"""Tables of results as regressors and outcomes of regressions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from scipy.linalg import qr

from steersman.cohort import columns
from steersman.cohort.analysis.fields import (
    RefusedAnalysisError,
    check_columns,
    check_numbers,
    weight_of,
)
from steersman.cohort.analysis.sampling import W
from steersman.cohort.columns import score_of
from steersman.diagnose.comparison import LEAST_FIRMS
from steersman.diagnose.factors import load_indicators
from steersman.dossier import Problem
from steersman.methods.arrays import BoolArray, FloatArray, IntArray

Kind = Literal["yes-no", "amount", "count"]
"""What an outcome is: whether something is so, a number, or how many times."""
MOST_CASES = 100_000
"""Firms that a model is fitted to at most; of a larger table every firm has the same chance."""
LOGARITHM = "log:"
"""What a control's name begins with whose logarithm (of the number and one) is taken."""
SCORE_STEP = 10.0
"""Points of a score that an effect is for."""
PER_DEVIATION = 3.2897072539
"""Standard deviations between the 5 % and the 95 % quantile of a normal distribution."""
REDUNDANT = 1e-8


@dataclass(frozen=True, slots=True)
class Regressor:
    """What may go with an outcome.

    Attributes:
        column: Its column.
        means: Value of each case, not a number where unknown.
        spreads: Standard deviation of what is not known of it.
        step: Size of the change that an effect is for.
    """

    column: str
    means: FloatArray
    spreads: FloatArray
    step: float


@dataclass(frozen=True, slots=True)
class Cases:
    """Firms as cases of regressions.

    Attributes:
        table: The columns that are needed, a row per firm.
        weights: Firms that each stands for.
        controls: Columns of what is held constant, a constant in front; shape (cases, columns).
        known: Cases whose controls are known.
        clusters: Number of each case's cluster; None where firms stand on their own.
        strata: Number of each case's stratum; None where there are none.
    """

    table: pl.DataFrame
    weights: FloatArray
    controls: FloatArray
    known: BoolArray
    clusters: IntArray | None
    strata: IntArray | None


def cases_of(
    firms: pl.LazyFrame,
    wanted: Sequence[str],
    controls: Sequence[str],
    cluster: str | None = None,
    strata: str | None = None,
    most: int = MOST_CASES,
) -> Cases:
    """Read the firms of regressions.

    Args:
        firms: Results.
        wanted: Columns of outcomes and regressors.
        controls: Columns to hold constant: texts as groups, numbers as they are, or ``log:NAME``.
        cluster: Column that tells which firms hang together.
        strata: Column of the strata that firms were drawn from.
        most: Firms to read at most, or thereabouts.

    Raises:
        RefusedAnalysisError: If there is no such column, or no number to take a logarithm of.
    """
    schema = firms.collect_schema()
    plain = [name.removeprefix(LOGARITHM) for name in controls]
    logs = [name.removeprefix(LOGARITHM) for name in controls if name.startswith(LOGARITHM)]
    check_numbers(schema, logs)
    marks = [name for name in (cluster, strata) if name]
    check_columns(schema, (*wanted, *plain, *marks))
    ends = [end for name in wanted for end in _ends(name) if end in schema]
    needed = list(dict.fromkeys([*wanted, *ends, *plain, *marks]))
    weighed = firms.with_columns(weight_of(schema).alias(W)).filter(pl.col(W) > 0)
    table = _at_most(weighed, most).select(*needed, W).collect(engine="streaming")
    held, known = _controls(table, controls)
    return Cases(
        table,
        table[W].to_numpy(),
        held,
        known,
        _numbered(table, cluster) if cluster else None,
        _numbered(table, strata) if strata else None,
    )


def _at_most(firms: pl.LazyFrame, most: int) -> pl.LazyFrame:
    """Return every firm, or some by the hash of their names, so the same ones each time."""
    whole = int(firms.select(pl.len()).collect(engine="streaming").item())
    if whole <= most or columns.FIRM not in firms.collect_schema():
        return firms
    part = int(most / whole * 2**32)
    return firms.filter(pl.col(columns.FIRM).hash(seed=0) % 2**32 < part)


def _numbered(table: pl.DataFrame, name: str) -> IntArray:
    values = table[name].cast(pl.String).fill_null("")
    return values.rank("dense").to_numpy().astype(np.int64) - 1


def _controls(table: pl.DataFrame, controls: Sequence[str]) -> tuple[FloatArray, BoolArray]:
    """Return independent columns of controls with a constant, and where all are known."""
    parts = [np.ones((table.height, 1))]
    known = np.ones(table.height, np.bool_)
    for name in controls:
        if name.startswith(LOGARITHM):
            raw = table[name.removeprefix(LOGARITHM)].cast(pl.Float64)
            values = np.log1p(np.maximum(raw.to_numpy().astype(np.float64), 0.0))
        elif table[name].dtype.is_numeric():
            values = table[name].cast(pl.Float64).to_numpy().astype(np.float64)
        else:
            parts.append(_dummies(table[name].cast(pl.String).fill_null("")))
            continue
        there = ~np.isnan(values)
        known &= there
        parts.append(np.where(there, values, 0.0)[:, None])
    return np.column_stack(parts), known


def _dummies(values: pl.Series) -> FloatArray:
    """Return a column for each group but the largest; small ones are one group together."""
    counts = values.value_counts(sort=True)
    names, sizes = counts[values.name].to_list(), counts["count"].to_list()
    large = [name for name, size in zip(names, sizes, strict=True) if size >= LEAST_FIRMS]
    apart = [values.eq(name).to_numpy() for name in large[1:]]
    small = ~values.is_in(large).to_numpy()
    if small.sum() >= LEAST_FIRMS:
        apart.append(small)
    if not apart:
        return np.empty((len(values), 0))
    return np.column_stack(apart).astype(np.float64)


def independent(design: FloatArray) -> FloatArray:
    """Return the columns that no others make up, the first of those that say the same kept."""
    scale = np.sqrt((design**2).mean(axis=0))
    design = design[:, scale > 0]
    kept: list[int] = []
    for column in range(design.shape[1]):
        tried = design[:, [*kept, column]] / scale[scale > 0][[*kept, column]]
        triangle = qr(tried, mode="r")[0]
        if abs(triangle[len(kept), len(kept)]) > REDUNDANT * np.sqrt(len(design)):
            kept.append(column)
    return design[:, kept]


def _ends(column: str) -> list[str]:
    """Return the columns of the quantiles of a firm's score."""
    factor, _, tail = column.rpartition(".")
    return [columns.low_of(factor), columns.high_of(factor)] if tail == "score" else []


def regressor_of(cases: Cases, column: str) -> Regressor:
    """Return a column as a regressor; a score with its spread.

    An effect is for ten points of a score with quantiles, for yes against no, or for one standard
    deviation.

    Raises:
        RefusedAnalysisError: If the column holds no numbers and no yes and no.
    """
    series = _yes_no(cases.table[column])
    if series is None:
        raise RefusedAnalysisError(Problem("column-without-numbers", (), {"value": column}))
    means = series.cast(pl.Float64).to_numpy().astype(np.float64)
    ends = _ends(column)
    if ends and set(ends) <= set(cases.table.columns):
        low, high = (cases.table[end].cast(pl.Float64).to_numpy() for end in ends)
        spreads = np.nan_to_num((high - low) / PER_DEVIATION).clip(min=0.0)
        return Regressor(column, means, spreads, SCORE_STEP)
    known = means[~np.isnan(means)]
    two = set(np.unique(known)) <= {0.0, 1.0}
    step = 1.0 if two or not len(known) else float(known.std())
    return Regressor(column, means, np.zeros(len(means)), step)


def is_built_in(outcome: str, column: str) -> bool:
    """Whether an outcome is a figure that a factor's score is made from."""
    makes = {rule.id: score_of(rule.factor) for rule in load_indicators()}
    return makes.get(outcome) == column


def _yes_no(series: pl.Series) -> pl.Series | None:
    """Return numbers as they are and answers as ones and zeros, open ones empty."""
    if series.dtype.is_numeric() or series.dtype == pl.Boolean:
        numbers = series.cast(pl.Float64)
        return numbers.set(~numbers.is_finite(), None)
    texts = series.cast(pl.String)
    if not set(texts.drop_nulls().unique()) <= {"yes", "no", "unknown", "judgement"}:
        return None
    return texts.replace_strict({"yes": 1.0, "no": 0.0}, default=None, return_dtype=pl.Float64)


def outcome_of(cases: Cases, column: str, kind: Kind | None) -> tuple[FloatArray, Kind]:
    """Return an outcome, not a number where unknown, and what it is.

    Args:
        cases: The firms.
        column: Its column.
        kind: What it is; None to tell from its values.

    Raises:
        RefusedAnalysisError: If it holds no numbers and no yes and no, or is of another kind.
    """
    series = _yes_no(cases.table[column])
    if series is None:
        raise RefusedAnalysisError(Problem("column-without-numbers", (), {"value": column}))
    values = series.to_numpy().astype(np.float64)
    found = _kind_of(values)
    wrong = {"yes-no": found != "yes-no", "count": found == "amount"}
    if kind and wrong.get(kind):
        named = {"value": column, "expected": f"outcome_{kind}"}
        raise RefusedAnalysisError(Problem("outcome-of-another-kind", (), named))
    return values, kind or found


def _kind_of(values: FloatArray) -> Kind:
    known = values[~np.isnan(values)]
    if set(np.unique(known)) <= {0.0, 1.0}:
        return "yes-no"
    whole = bool((known == np.round(known)).all() and known.min(initial=0.0) >= 0)
    return "count" if whole else "amount"
