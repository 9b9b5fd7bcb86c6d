"""A folder of results of a cohort: what was run, the firms, the rows set aside."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

MANIFEST, RESULTS, SET_ASIDE = "manifest.json", "results", "set_aside"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run was made from and how far it came; the same manifest gives the same results.

    Attributes:
        version: Version of the software.
        seed: Seed of all randomness.
        as_of: Day whose law counts.
        draws: Draws for intervals and chances.
        rules: Ids of the rules that were asked.
        criteria_order: Criteria from the most important on; empty for no preference.
        source: Name of the table.
        source_sha256: Digest of the table, or of what is known of it without reading all.
        synthetic: Whether any firm was made up.
        kept: Columns that no stage looks at but results hold.
        ignored: Columns of the table that were not used.
        rows: Rows read.
        firms: Rows that have results.
        set_aside: Rows that could not be used.
    """

    version: str
    seed: int
    as_of: date
    draws: int
    rules: tuple[str, ...]
    criteria_order: tuple[str, ...]
    source: str
    source_sha256: str
    synthetic: bool
    kept: tuple[str, ...]
    ignored: tuple[str, ...]
    rows: int
    firms: int
    set_aside: int


@dataclass(frozen=True, slots=True)
class Results:
    """Results of a cohort, in a folder."""

    folder: Path
    manifest: Manifest

    def firms(self) -> pl.LazyFrame:
        """Return a row for each firm; see :mod:`steersman.cohort.columns`."""
        return pl.scan_parquet(self.folder / RESULTS / "*.parquet")

    def set_aside(self) -> pl.LazyFrame:
        """Return a row for each thing that kept a row from being used.

        Columns: ``row`` (counted from 1 for the first firm), ``firm``, ``column``, ``value``,
        ``code`` (of a ``Problem``).
        """
        return pl.scan_parquet(self.folder / SET_ASIDE / "*.parquet")


def open_results(folder: Path) -> Results:
    """Open the results of a run that has ended.

    Raises:
        FileNotFoundError: If the folder holds no manifest.
    """
    return Results(folder, manifest_from(json.loads((folder / MANIFEST).read_text("utf-8"))))


def manifest_from(values: dict[str, Any]) -> Manifest:
    """Return a manifest from its JSON values."""
    lists = {name: tuple(values[name]) for name in ("rules", "criteria_order", "kept", "ignored")}
    return Manifest(**{**values, **lists, "as_of": date.fromisoformat(values["as_of"])})


def manifest_text(manifest: Manifest) -> str:
    """Return a manifest as JSON."""
    values = {**asdict(manifest), "as_of": manifest.as_of.isoformat()}
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"
