"""Write weighted margins of the Uruguayan innovation survey, for synthetic firms fitted to it.

usage: python tools/write_survey_margins.py eaii-2019-2021.csv.gz > innovation-survey-margins.toml

Only aggregates over at least ten firms are written; smaller cells are counted under ``withheld``.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl
from scipy.stats import rankdata

from steersman.cohort.intake import intake
from steersman.cohort.mapping import read_mapping
from steersman.diagnose.comparison import LEAST_FIRMS

MAPPING = Path(__file__).parents[1] / "examples" / "cohort" / "innovation-survey.yaml"
GROUPINGS = (("sector",), ("region",), ("size",), ("size_class_uy",), ("sector", "size"))
OUTCOMES = ("innovating", "product_innovation", "process_innovation", "in_house_rd")
TRUTHS = (*OUTCOMES, "exporter", "foreign_capital", "in_group", "cooperation", "network")
AMOUNTS = ("staff", "sales", "rd_spending", "science_staff", "age_years")
OBSTACLES = (
    "obstacle_finance", "obstacle_cost", "obstacle_personnel", "obstacle_knowledge",
    "obstacle_market", "obstacle_organisation", "obstacle_property", "obstacle_pandemic",
)  # fmt: skip
WEIGHT = pl.col("weight")


def survey_firms(source: Path) -> pl.DataFrame:
    """Return the firms of the survey as a cohort."""
    mapping, problems = read_mapping(MAPPING)
    if mapping is None:
        raise SystemExit(str(problems))
    return intake(pl.read_csv(source, infer_schema=False), mapping, 1).firms


def share_of(column: str) -> pl.Expr:
    """Return the weighted share of firms for which a truth holds."""
    return (WEIGHT * pl.col(column)).sum() / WEIGHT.sum()


def margin_lines(firms: pl.DataFrame, columns: Sequence[str]) -> Iterator[str]:
    """Yield the weighted shares of the cells of some columns."""
    total = firms["weight"].sum()
    cells = firms.group_by(columns).agg(share=WEIGHT.sum() / total, firms=pl.len()).sort(columns)
    shown = cells.filter(pl.col("firms") >= LEAST_FIRMS)
    yield "[[margins]]"
    yield f"columns = {list(columns)!r}".replace("'", '"')
    yield "cells = ["
    for *levels, share, count in shown.rows():
        names = ", ".join(f'"{level}"' for level in levels)
        yield f"  [{names}, {share:.4f}, {count}],"
    yield "]"
    yield f"withheld = {cells.height - shown.height}"
    yield ""


def amount_lines(firms: pl.DataFrame, column: str) -> Iterator[str]:
    """Yield the share of zeros, and mean and deviation of the logarithm of the rest, by size."""
    yield f"[amounts.{column}]"
    for (size,), group in sorted(firms.drop_nulls(column).group_by("size")):
        positive = group.filter(pl.col(column) > 0)
        if positive.height < LEAST_FIRMS:
            continue
        logs, weights = np.log(positive[column].to_numpy()), positive["weight"].to_numpy()
        mean = float(np.average(logs, weights=weights))
        spread = float(np.sqrt(np.average((logs - mean) ** 2, weights=weights)))
        zero = group.select((WEIGHT * (pl.col(column) == 0)).sum() / WEIGHT.sum()).item()
        yield (
            f"{size} = {{ zero = {zero:.4f}, centre = {np.exp(mean):.4g}, spread = {spread:.3f}, "
            f"firms = {positive.height} }}"
        )
    yield ""


def truth_lines(firms: pl.DataFrame, column: str) -> Iterator[str]:
    """Yield the share of firms for which a truth holds: of all, by size, by sector.

    Groups in which it holds for fewer than ten firms are left out.
    """
    yield f"[truths.{column}]"
    yield f"all = {firms.select(share_of(column)).item():.4f}"
    for by in ("size", "sector"):
        groups = firms.group_by(by).agg(share=share_of(column), firms=pl.col(column).sum()).sort(by)
        kept = groups.filter(pl.col("firms") >= LEAST_FIRMS)
        inside = ", ".join(f'"{level}" = {share:.4f}' for level, share, _ in kept.rows())
        yield f"{by} = {{ {inside} }}"
    yield ""


def level_lines(firms: pl.DataFrame, column: str) -> Iterator[str]:
    """Yield the weighted shares of the points of an obstacle, 0 irrelevant to 100 high."""
    total = firms["weight"].sum()
    levels = firms.group_by(column).agg(share=WEIGHT.sum() / total, firms=pl.len()).sort(column)
    shown = levels.filter(pl.col("firms") >= LEAST_FIRMS)
    inside = ", ".join(f"[{points:.1f}, {share:.4f}]" for points, share, _ in shown.rows())
    yield f"{column} = [{inside}]"


def correlation_lines(firms: pl.DataFrame) -> Iterator[str]:
    """Yield the weighted rank correlations (Spearman) of obstacles, staff and R&D intensity."""
    names = [*OBSTACLES, "staff", "rd_intensity"]
    complete = firms.select(*names, "weight").drop_nulls()
    ranks = np.array([rankdata(complete[name].to_numpy()) for name in names])
    found = np.cov(ranks, aweights=complete["weight"].to_numpy())
    scale = np.sqrt(np.diag(found))
    matrix = found / np.outer(scale, scale)
    yield "correlations = ["
    for place, first in enumerate(names):
        for other, second in enumerate(names[:place]):
            yield f'  ["{second}", "{first}", {matrix[place, other]:.2f}],'
    yield "]"
    yield ""


def lines(firms: pl.DataFrame) -> Iterator[str]:
    """Yield the whole file."""
    yield "# Weighted margins of the innovation survey of Uruguay 2019-2021 (EAII), written by"
    yield "# tools/write_survey_margins.py. Aggregates over at least ten firms; no firm is here."
    yield "# `size` is the EU's class by staff, `size_class_uy` the official one."
    yield "# Of amounts: share of zeros; of the rest median (`centre`), deviation of the logarithm."
    yield f"firms = {firms.height}"
    yield f"population = {firms['weight'].sum():.0f}"
    yield from correlation_lines(firms)
    yield "[obstacles]"
    for column in OBSTACLES:
        yield from level_lines(firms, column)
    yield ""
    for columns in GROUPINGS:
        yield from margin_lines(firms, columns)
    for column in AMOUNTS:
        yield from amount_lines(firms, column)
    for column in TRUTHS:
        yield from truth_lines(firms, column)


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines(survey_firms(Path(sys.argv[1])))))
