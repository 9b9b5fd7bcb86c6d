"""Tables of percentiles as files, which ``steersman diagnose --cohort`` reads."""

from pathlib import Path

import polars as pl

from steersman.cohort.analysis.percentiles import PERCENTILES, Reference
from steersman.cohort.columns import SYNTHETIC
from steersman.files.cohort_scores import PERCENTILE, firms_of


def reference_table(found: Reference) -> pl.DataFrame:
    """Return a row per percentile, a factor's score empty where too few firms lie beyond it."""
    table = pl.DataFrame({PERCENTILE: [round(100 * level) for level in PERCENTILES]})
    for factor, scores in found.factors.items():
        by_level = dict(zip(scores.levels.tolist(), scores.scores.tolist(), strict=True))
        values = [by_level.get(level) for level in PERCENTILES]
        table = table.with_columns(
            pl.Series(factor, values, dtype=pl.Float64),
            pl.lit(scores.firms).alias(firms_of(factor)),
        )
    shown = table.filter(pl.any_horizontal(pl.col(*found.factors).is_not_null()))
    return shown.with_columns(pl.lit(value=True).alias(SYNTHETIC)) if found.synthetic else shown


def write_reference(path: Path, found: Reference) -> None:
    """Write a table of percentiles, as Parquet or CSV by the ending of its name."""
    table = reference_table(found)
    if path.suffix == ".parquet":
        table.write_parquet(path)
    else:
        table.write_csv(path)
