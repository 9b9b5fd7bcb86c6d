"""Where tables of firms come from and where results go besides their folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import polars as pl

from steersman.cli.console import refuse, writing
from steersman.cli.databases import telling, without_password

if TYPE_CHECKING:
    from steersman.cohort.results import Results
    from steersman.messages import Messages

FETCHED = "fetched.csv"
"""The table of a database as a file, for as long as a run takes."""
OF_DISK = re.compile(r"([^:]*)(?: \(os error \d+\)|transport error)")
"""How the library that writes tables tells of trouble with the disk."""


@contextmanager
def writing_tables(messages: Messages, target: Path) -> Iterator[None]:
    """Turn trouble with the disk into a message and exit code 2, that of tables included."""
    with writing(messages, target):
        try:
            yield
        except pl.exceptions.PolarsError as error:
            trouble = OF_DISK.search(str(error))
            if trouble is None:
                raise
            raise OSError(trouble.group().strip()) from error


def write_table(table: pl.DataFrame, target: Path) -> None:
    """Write a table as CSV if its file's name ends so, else as Parquet."""
    if target.suffix.lower() == ".csv":
        table.write_csv(target)
    else:
        table.write_parquet(target)


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
        if file.is_dir():
            refuse(messages, "cohort-table-is-folder", source, value=source)
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
    from steersman.cohort.results import RESULTS
    from steersman.store.cohorts import write_table

    parts = sorted((results.folder / RESULTS).glob("*.parquet"))
    with telling(messages, address):
        rows = write_table(address, table, map(pl.read_parquet, parts), replace=replace)
    place = without_password(address)
    click.echo(
        messages.text("cohort.handed_over", rows=messages.number(rows), table=table, place=place)
    )
