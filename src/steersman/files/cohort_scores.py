"""Scores of a cohort of firms: a CSV or Parquet table with a column per factor.

Either a row per firm, or, where a column ``percentile`` says so, a row per percentile, with the
number of firms in columns ``FACTOR.firms``; such a table tells on nobody.
"""

from pathlib import Path

import numpy as np
import polars as pl

from steersman.diagnose import factor_ids
from steersman.diagnose.comparison import LEAST_FIRMS, Cohort, ReferenceScores
from steersman.dossier import Problem
from steersman.methods.arrays import FloatArray

LOWEST, HIGHEST = 0.0, 100.0
PERCENTILE = "percentile"
"""Column that tells a table of quantiles from one of firms."""


def firms_of(factor: str) -> str:
    """Return the column of how many firms' scores of a factor are behind quantiles."""
    return f"{factor}.firms"


def read_cohort_scores(path: Path) -> tuple[Cohort, tuple[Problem, ...]]:
    """Return what a table says of scores by factor, and what is wrong with it.

    Columns that are not factors are left alone. Nothing is returned where anything is wrong.
    """
    try:
        table = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        values = {"value": str(path), "detail": str(error).splitlines()[0]}
        return {}, (Problem("cohort-unreadable", (), values, place=str(path)),)
    known = [factor for factor in factor_ids() if factor in table.columns]
    if not known:
        known_names = {"value": path.name, "known": list(factor_ids())}
        return {}, (Problem("cohort-without-factor", (), known_names, place=str(path)),)
    scores, problems = {}, []
    for factor in known:
        column, wrong = _scores(table, factor, path)
        scores[factor] = column
        problems += wrong
    if problems:
        return {}, tuple(problems)
    if PERCENTILE in table.columns:
        return _quantiles(table, scores, path)
    return _enough(scores, path)


def _scores(table: pl.DataFrame, factor: str, path: Path) -> tuple[FloatArray, list[Problem]]:
    """Return a column of scores, and what is wrong with it."""
    place = f"{path.name} ({factor})"
    if table[factor].dtype != pl.String and not table[factor].dtype.is_numeric():
        values = {"value": str(table[factor].dtype)}
        return np.empty(0), [Problem("cohort-score", (), values, place=place)]
    column = table[factor].cast(pl.Float64, strict=False)
    wrong = (column.is_null() & table[factor].is_not_null()) | ~column.fill_null(LOWEST).is_between(
        LOWEST, HIGHEST
    )
    problems = [
        Problem(
            "cohort-score",
            (),
            {"value": str(table[factor][row])},
            place=f"{path.name}:{row + 2} ({factor})",
        )
        for row in wrong.arg_true().to_list()[:3]
    ]
    return column.to_numpy().astype(np.float64), problems


def _enough(scores: dict[str, FloatArray], path: Path) -> tuple[Cohort, tuple[Problem, ...]]:
    most = max(int((~np.isnan(column)).sum()) for column in scores.values())
    if most < LEAST_FIRMS:
        counted = {"value": most, "least": LEAST_FIRMS}
        return {}, (Problem("cohort-too-small", (), counted, place=str(path)),)
    return scores, ()


def _quantiles(
    table: pl.DataFrame, scores: dict[str, FloatArray], path: Path
) -> tuple[Cohort, tuple[Problem, ...]]:
    """Return scores by percentile; they must rise, and say how many firms are behind them."""
    levels = _numbers(table, PERCENTILE) / 100
    if not (_rising(levels, strictly=True) and levels.min() > 0 and levels.max() < 1):
        return {}, (Problem("cohort-percentiles", (), {"value": PERCENTILE}, place=path.name),)
    found, problems = {}, []
    for factor, column in scores.items():
        there = ~np.isnan(column)
        counts = _numbers(table, firms_of(factor))
        firms = int(np.nanmin(counts)) if (~np.isnan(counts)).any() else 0
        if not there.any() or firms < LEAST_FIRMS:
            continue
        if not _rising(column[there]):
            values = {"value": factor}
            problems.append(Problem("cohort-percentiles", (), values, place=path.name))
        found[factor] = ReferenceScores(levels[there], column[there], firms)
    if not found:
        counted = {"value": 0, "least": LEAST_FIRMS}
        problems.append(Problem("cohort-too-small", (), counted, place=str(path)))
    return ({}, tuple(problems)) if problems else (found, ())


def _numbers(table: pl.DataFrame, name: str) -> FloatArray:
    if name not in table.columns or table[name].dtype.is_nested():
        return np.full(table.height, np.nan)
    return table[name].cast(pl.Float64, strict=False).to_numpy().astype(np.float64)


def _rising(values: FloatArray, *, strictly: bool = False) -> bool:
    steps = np.diff(values)
    return len(values) > 0 and bool((steps > 0 if strictly else steps >= 0).all())
