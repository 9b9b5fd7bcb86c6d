"""``steersman cohort convert``: dossiers as a table of firms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from steersman.cli.cohort.tables import write_table, writing_tables
from steersman.cli.console import (
    FINDINGS,
    language_option,
    messages_of,
    output,
    progress_bar,
    read_dossier,
    refuse,
    show_problems,
)
from steersman.cli.running import as_of_option

if TYPE_CHECKING:
    from steersman.cohort.conversion import Cell
    from steersman.dossier import Problem
    from steersman.messages import Messages

HELP = """Convert dossiers into a table of firms, one row each.

\b
steersman cohort convert dossiers --out firms.parquet
steersman cohort convert firm-a firm-b.xlsx --out firms.csv --as-of 2025-06-30

\b
A FOLDER is a dossier, or holds dossiers: folders and workbooks. A firm is called after its
folder or workbook. Means of answers are written where three people or more answered, never
a single person's. Dossiers with errors are left out and shown; exit code 1 says that there
are some.
"""


@click.command("convert", help=HELP)
@click.argument(
    "places", metavar="FOLDER...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Parquet or CSV file.")
@as_of_option
@language_option
def convert_command(
    places: tuple[Path, ...], out: Path, as_of: datetime | None, language: str
) -> None:
    """Write the table."""
    from steersman.cohort.conversion import dossiers_in, table_of

    messages = messages_of(language)
    if out.suffix.lower() not in {".parquet", ".csv"}:
        refuse(messages, "cohort-unknown-ending", "--out", value=str(out))
    paths = [path for place in places for path in dossiers_in(place)]
    rows: list[dict[str, Cell]] = []
    aside: list[tuple[Problem, ...]] = []
    for found in _converted(paths, as_of, messages):
        if isinstance(found, dict):
            rows.append(found)
        else:
            aside.append(found)
            show_problems(found, messages)
    if not rows:
        refuse(messages, "cohort-no-dossier", str(places[0]))
    table = table_of(rows)
    with writing_tables(messages, out):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_table(table, out)
    numbers = {"firms": messages.number(len(rows)), "aside": messages.number(len(aside))}
    output().print(messages.text("cohort.converted", file=str(out), **numbers), markup=False)
    raise SystemExit(FINDINGS if aside else 0)


def _converted(
    paths: list[Path], as_of: datetime | None, messages: Messages
) -> Iterator[dict[str, Cell] | tuple[Problem, ...]]:
    """Yield the row of each dossier, or why it has none."""
    from steersman.cohort.conversion import row_of
    from steersman.dossier import Problem

    day, seen = as_of and as_of.date(), set[str]()
    with progress_bar() as progress:
        task = progress.add_task(messages.text("cohort.converting"), total=len(paths), detail="")
        for path in paths:
            read, name = read_dossier(path), path.stem if path.is_file() else path.resolve().name
            progress.update(task, advance=1, detail=name)
            if read.dossier is None or read.errors:
                yield _reasons(path, read.problems)
            elif name in seen:
                yield (Problem("cohort-firm-twice", (), {"value": name}, place=str(path)),)
            else:
                seen.add(name)
                yield row_of(name, read.dossier, day)


def _reasons(path: Path, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return the errors of a dossier, each with the dossier in its place."""
    folder = path if path.is_dir() else path.parent
    return tuple(
        problem
        if problem.place.startswith(str(path))
        else replace(problem, place=str(folder / problem.place))
        for problem in problems
        if problem.severity == "error"
    )
