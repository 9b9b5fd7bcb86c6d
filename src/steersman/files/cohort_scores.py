"""Scores of a cohort of firms: a CSV or Parquet table with a row per firm, a column per factor."""

from pathlib import Path

import numpy as np
import polars as pl

from steersman.diagnose import factor_ids
from steersman.diagnose.comparison import LEAST_FIRMS
from steersman.dossier import Problem
from steersman.methods.arrays import FloatArray

LOWEST, HIGHEST = 0.0, 100.0


def read_cohort_scores(path: Path) -> tuple[dict[str, FloatArray], tuple[Problem, ...]]:
    """Return scores by factor, not a number where empty, and what is wrong with the table.

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
        if table[factor].dtype != pl.String and not table[factor].dtype.is_numeric():
            values = {"value": str(table[factor].dtype)}
            problems.append(Problem("cohort-score", (), values, place=f"{path.name} ({factor})"))
            continue
        column = table[factor].cast(pl.Float64, strict=False)
        wrong = (column.is_null() & table[factor].is_not_null()) | ~column.fill_null(
            LOWEST
        ).is_between(LOWEST, HIGHEST)
        for row in wrong.arg_true().to_list()[:3]:
            place = f"{path.name}:{row + 2} ({factor})"
            problems.append(
                Problem("cohort-score", (), {"value": str(table[factor][row])}, place=place)
            )
        scores[factor] = column.to_numpy().astype(np.float64)
    most = max((int((~np.isnan(column)).sum()) for column in scores.values()), default=0)
    if most < LEAST_FIRMS and not problems:
        counted = {"value": most, "least": LEAST_FIRMS}
        problems.append(Problem("cohort-too-small", (), counted, place=str(path)))
    return ({}, tuple(problems)) if problems else (scores, ())
