"""Folders of results for tests, in the form that a run writes."""

from datetime import date
from pathlib import Path

import polars as pl

from steersman.choose.strategies import load_strategies
from steersman.cohort import columns
from steersman.cohort.results import (
    MANIFEST,
    RESULTS,
    SET_ASIDE,
    Manifest,
    Results,
    manifest_text,
    open_results,
)
from tests.cohort.population import RULE, made_up

RELIEF = "cn/rd-super-deduction"


def results_table(firms: int = 1200) -> pl.DataFrame:
    """Return made-up results with all stages."""
    table = made_up(firms)
    number = pl.int_range(pl.len())
    names = [strategy.id for strategy in load_strategies()]
    return table.with_columns(
        *(pl.lit(1 / len(names)).alias(columns.best_of(name)) for name in names),
        pl.lit(names[0]).alias(columns.STRATEGY),
        (number % 60).cast(pl.Float64).alias(f"{RULE}.low"),
        (number % 60 + 30).cast(pl.Float64).alias(f"{RULE}.high"),
        pl.when(number % 4 == 0).then(pl.lit("unknown")).otherwise(pl.lit("yes")).alias(RELIEF),
        pl.lit(1e6).alias(f"{RELIEF}.amount.low"),
        pl.when(number % 8 == 0).then(float("inf")).otherwise(2e6).alias(f"{RELIEF}.amount.high"),
        pl.format("Secret firm {}", number).alias("owner"),
    )


def write_results(folder: Path, table: pl.DataFrame | None = None) -> Results:
    """Write results into a folder and open them."""
    table = results_table() if table is None else table
    for name in (RESULTS, SET_ASIDE):
        (folder / name).mkdir(parents=True)
    table.write_parquet(folder / RESULTS / "part-00000.parquet")
    lines = {
        "row": [*range(1, 13), 20],
        "firm": [f"Set aside {n}" for n in range(13)],
        "column": ["staff"] * 12 + ["sales"],
        "value": [f"secret {n}" for n in range(13)],
        "code": ["cohort-not-a-number"] * 13,
    }
    pl.DataFrame(lines).write_parquet(folder / SET_ASIDE / "part-00000.parquet")
    manifest = Manifest(
        version="0", seed=1, as_of=date(2026, 6, 30), draws=500, rules=(RULE, RELIEF),
        criteria_order=(), source="firms.csv", source_sha256="0", synthetic=True,
        kept=("product", "growth", "owner"), ignored=("colour",), rows=table.height + 13,
        firms=table.height, set_aside=13,
    )  # fmt: skip
    (folder / MANIFEST).write_text(manifest_text(manifest), encoding="utf-8")
    return open_results(folder)
