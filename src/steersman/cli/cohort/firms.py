"""Firms for commands that go on from a run: its folder of results, or a table of firms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from steersman.cli.cohort.analysing import results_of
from steersman.cli.console import refuse
from steersman.cohort.columns import FIRM, SYNTHETIC, WEIGHT
from steersman.cohort.results import MANIFEST
from steersman.rulebook import fact_catalogue

if TYPE_CHECKING:
    from steersman.messages import Messages


@dataclass(frozen=True, slots=True)
class Firms:
    """Firms as a command gets them.

    Attributes:
        table: One row a firm.
        as_of: Day of the run, None for a table.
        rules: Rules that the run asked; empty for a table.
        synthetic: Whether the run says that firms are made up.
    """

    table: pl.LazyFrame
    as_of: date | None
    rules: tuple[str, ...]
    synthetic: bool


def open_firms(source: Path, messages: Messages) -> Firms:
    """Open a folder of results, or a Parquet or CSV table with the cohort's own column names."""
    if (source / MANIFEST).is_file():
        results = results_of(source, messages)
        manifest = results.manifest
        return Firms(results.firms(), manifest.as_of, manifest.rules, manifest.synthetic)
    if not source.is_file():
        refuse(messages, "cohort-no-firms", str(source), value=str(source))
    try:
        scan = pl.scan_csv if ".csv" in source.suffixes else pl.scan_parquet
        table = scan(source)
        schema = table.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        detail = str(error).splitlines()[0]
        refuse(messages, "cohort-table-unreadable", str(source), detail=detail)
    _check(source, schema, messages)
    if table.head(1).collect().is_empty():
        refuse(messages, "cohort-no-rows", str(source))
    return Firms(table, None, (), synthetic=False)


def _check(source: Path, schema: pl.Schema, messages: Messages) -> None:
    """Refuse a table without a column of firms, or with facts that are not of their kind."""
    if FIRM not in schema:
        refuse(messages, "cohort-no-column", str(source), value=FIRM)
    wanted = {name: info.kind for name, info in fact_catalogue().items()} | {
        WEIGHT: "number",
        SYNTHETIC: "truth",
    }
    for name, kind in schema.items():
        asked = wanted.get(name.removesuffix("_low").removesuffix("_high"), "")
        fits = {"truth": kind == pl.Boolean, "choice": kind in {pl.String, pl.Categorical}}
        if asked and not fits.get(asked, kind.is_numeric()) and kind != pl.Null:
            refuse(messages, "cohort-column-kind", str(source), column=name, kind=str(kind))
