"""Where tables of firms come from and where results go besides their folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import polars as pl

from steersman.cli.console import refuse
from steersman.cli.databases import telling, without_password

if TYPE_CHECKING:
    from steersman.cohort.results import Results
    from steersman.messages import Messages

FETCHED = "fetched.csv"
"""The table of a database as a file, for as long as a run takes."""


def is_address(source: str) -> bool:
    """Whether a source is the address of a database."""
    return "://" in source


@contextmanager
def table_file(
    source: str, table: str | None, folder: Path, messages: Messages
) -> Iterator[tuple[Path, str]]:
    """Give the file that holds a table, and what the table is called.

    A table of a database is fetched once; a run that was cut off goes on with what was fetched.
    """
    if not is_address(source):
        file = Path(source)
        if not file.is_file():
            refuse(messages, "no-such-file", source, value=source)
        yield file, file.name
        return
    if table is None:
        raise click.UsageError("the address of a database needs --table")
    fetched = folder.with_name(f"{folder.name}-{FETCHED}")
    if not fetched.exists():
        from steersman.store.cohorts import save_table

        half = fetched.with_name(f"{fetched.name}.part")
        with telling(messages, source):
            save_table(source, table, half)
        half.replace(fetched)
    yield fetched, f"{without_password(source)} {table}"
    fetched.unlink()


def hand_over(
    results: Results, address: str, table: str, messages: Messages, *, replace: bool
) -> None:
    """Write the results into a table of a database as well."""
    from steersman.store.cohorts import write_table

    parts = sorted((results.folder / "results").glob("*.parquet"))
    with telling(messages, address):
        rows = write_table(address, table, map(pl.read_parquet, parts), replace=replace)
    place = without_password(address)
    click.echo(
        messages.text("cohort.handed_over", rows=messages.number(rows), table=table, place=place)
    )
