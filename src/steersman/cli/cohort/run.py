"""``steersman cohort run``: the first three stages over a table of firms."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from steersman.cli.cohort.tables import hand_over, table_file, writing_tables
from steersman.cli.console import (
    BAD_INPUT,
    FINDINGS,
    language_option,
    messages_of,
    output,
    progress_bar,
    refuse,
    show_problems,
)
from steersman.cli.running import day_option, seed_option
from steersman.cohort.question import COHORT_STAGES, DRAWS, Question

if TYPE_CHECKING:
    from steersman.cohort.engines import Engine
    from steersman.cohort.mapping import Mapping
    from steersman.cohort.results import Results
    from steersman.cohort.running import OnProgress, Request
    from steersman.messages import Messages

HELP = """Run identify, diagnose and choose over all firms of TABLE.

\b
steersman cohort run firms.parquet --out results
steersman cohort run survey.csv --map survey.yaml --out results --language zh_CN
steersman cohort run firms.csv --out results --workers 4
steersman cohort run firms.csv --out results --scheduler tcp://cluster:8786
steersman cohort run postgresql+psycopg://user@host/db --table firms --out results

\b
TABLE has one row a firm: Parquet, CSV (packed by gzip or not), or a PostgreSQL database
with --table. Its columns bear the cohort's names, or --map says where they come from.
A run that was cut off goes on when the same command is given again. Rows that cannot be
used are set aside with their reasons; exit code 1 says that there are some.
"""
INTERRUPTED = 130
USUAL = "cn"
"""Country whose rules are asked where nothing else is said."""
SECONDS_BETWEEN_LINES = 5.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where to work.

    Attributes:
        threads: Threads in this process.
        workers: Processes of a Dask cluster on this machine, 0 for none.
        scheduler: Address of a Dask scheduler, None for none.
    """

    threads: int
    workers: int
    scheduler: str | None

    @property
    def here(self) -> bool:
        """Whether this process does the work itself."""
        return self.scheduler is None and not self.workers


@click.command("run", help=HELP)
@click.argument("source", metavar="TABLE")
@click.option(
    "--out", "folder", required=True, type=click.Path(path_type=Path), help="Folder of results."
)
@click.option(
    "--map", "map_file", type=click.Path(path_type=Path), help="File that says what columns mean."
)
@click.option("--keep", multiple=True, metavar="COLUMN", help="Keep it beside; several times.")
@click.option("--table", metavar="NAME", help="Table of the database that TABLE is the address of.")
@click.option("--to", metavar="ADDRESS", help="PostgreSQL database that gets the results as well.")
@click.option("--to-table", metavar="NAME", default="steersman_results", show_default=True)
@click.option(
    "--replace", "overwrite", is_flag=True, help="Replace the table that --to-table names."
)
@click.option("--rules", multiple=True, help="Rule, or all of a country (cn); several times.")
@click.option("--stage", "stages", multiple=True, type=click.Choice(COHORT_STAGES), help="Only it.")
@click.option("--order", help="Criteria from the most important on, separated by commas.")
@click.option("--draws", type=click.IntRange(20, 100_000), default=DRAWS, show_default=True)
@click.option("--part-rows", type=click.IntRange(min=100), default=50_000, show_default=True)
@click.option("--threads", type=click.IntRange(min=1), help="All cores if left out.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes of a local Dask cluster.")
@click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler to work on.")
@day_option("Day whose law counts; the mapping's, or today, if left out.")
@seed_option
@language_option
def run_command(
    source: str,
    folder: Path,
    map_file: Path | None,
    keep: tuple[str, ...],
    table: str | None,
    to: str | None,
    to_table: str,
    overwrite: bool,  # noqa: FBT001  click
    rules: tuple[str, ...],
    stages: tuple[str, ...],
    order: str | None,
    draws: int,
    part_rows: int,
    threads: int | None,
    workers: int | None,
    scheduler: str | None,
    as_of: datetime | None,
    seed: int,
    language: str,
) -> None:
    """Run a cohort and say what came of it."""
    if workers and scheduler:
        raise click.UsageError("--workers and --scheduler exclude each other")
    messages = messages_of(language)
    mapping = _keeping(_mapping(map_file, messages), keep)
    asked = Question(
        as_of=as_of.date() if as_of else (mapping and mapping.as_of) or _day_begun(folder),
        rules=_rules(rules, mapping),
        seed=seed,
        draws=draws,
        criteria_order=_order(order, mapping),
        stages=tuple(stage for stage in COHORT_STAGES if not stages or stage in stages),
    )
    place = Place(threads or os.cpu_count() or 1, workers or 0, scheduler)
    with (
        writing_tables(messages, folder),
        table_file(source, table, folder, messages) as (file, name),
    ):
        from steersman.cohort.running import Request

        request = Request(file, name, mapping, asked, part_rows, place.threads if place.here else 1)
        results = _run(request, folder, place, messages)
    if to:
        hand_over(results, to, to_table, messages, replace=overwrite)
    _tell(results, messages)


def _day_begun(folder: Path) -> date:
    """Return the day of the run that goes on, or today."""
    from steersman.cohort.running import day_of_run

    return day_of_run(folder) or datetime.now().astimezone().date()


def _mapping(file: Path | None, messages: Messages) -> Mapping | None:
    if file is None:
        return None
    from steersman.cohort.mapping import read_mapping

    mapping, problems = read_mapping(file)
    show_problems(problems, messages)
    if mapping is None:
        raise SystemExit(BAD_INPUT)
    return mapping


def _keeping(mapping: Mapping | None, columns: tuple[str, ...]) -> Mapping | None:
    """Return a mapping that keeps some columns more."""
    from steersman.cohort.fields import known_fields
    from steersman.cohort.formulas import Column, Formula
    from steersman.cohort.mapping import KEPT_NAME, Mapping

    if not columns:
        return mapping
    for name in columns:
        if KEPT_NAME.fullmatch(name) is None or name in known_fields():
            raise click.BadParameter(f"cannot be kept: {name}", param_hint="--keep")
    held = mapping or Mapping()
    return replace(held, keep={**held.keep, **{name: Formula(Column(name)) for name in columns}})


def _rules(named: tuple[str, ...], mapping: Mapping | None) -> tuple[str, ...]:
    from steersman.rulebook import JURISDICTIONS, rule_ids

    if not named:
        return (mapping and mapping.rules) or rule_ids((USUAL,))
    known = rule_ids()
    found: dict[str, None] = {}
    for name in named:
        if name not in JURISDICTIONS and name not in known:
            raise click.BadParameter(f"no such rule or country: {name}", param_hint="--rules")
        found |= dict.fromkeys(rule_ids((name,)) if name in JURISDICTIONS else (name,))
    return tuple(found)


def _order(text: str | None, mapping: Mapping | None) -> tuple[str, ...]:
    from steersman.choose.strategies import load_criteria

    if text is None:
        return mapping.criteria_order if mapping else ()
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    known = {criterion.id for criterion in load_criteria()}
    for name in names:
        if name not in known or names.count(name) > 1:
            raise click.BadParameter(f"no criterion, or named twice: {name}", param_hint="--order")
    return names


@contextmanager
def _progress(messages: Messages) -> Iterator[tuple[Callable[[int], None], OnProgress]]:
    """Give what is told of rows read and of rows done; a line now and then without a screen."""
    with progress_bar() as progress:
        task = progress.add_task(messages.text("progress.cohort_reading"), total=None, detail="")
        said = monotonic()

        def line(text: str) -> None:
            nonlocal said
            if not progress.console.is_terminal and monotonic() - said > SECONDS_BETWEEN_LINES:
                progress.console.print(text)
                said = monotonic()

        def on_reading(rows: int) -> None:
            text = messages.text("progress.cohort_read", rows=messages.number(rows))
            progress.update(task, detail=text)
            line(text)

        def on_progress(done: int, rows: int) -> None:
            text = messages.text(
                "progress.cohort_done", done=messages.number(done), rows=messages.number(rows)
            )
            description = messages.text("progress.cohort")
            progress.update(task, description=description, completed=done, total=rows, detail=text)
            line(text)

        yield on_reading, on_progress


@contextmanager
def _engine(place: Place, messages: Messages) -> Iterator[Engine]:
    from steersman.cohort.engines import HereEngine, dask_engine

    if place.here:
        yield HereEngine()
        return
    address = place.scheduler or ""
    with ExitStack() as stack:
        try:
            engine = stack.enter_context(dask_engine(place.scheduler, place.workers))
        except ImportError:
            refuse(messages, "cohort-no-dask", address or "--workers")
        except OSError as error:
            refuse(messages, "cohort-no-scheduler", address, value=address, detail=str(error))
        yield engine


def _run(request: Request, folder: Path, place: Place, messages: Messages) -> Results:
    from steersman.cohort.engines import WorkLostError
    from steersman.cohort.running import run_cohort
    from steersman.cohort.staging import TableError

    try:
        with _engine(place, messages) as engine, _progress(messages) as (reading, progress):
            return run_cohort(request, folder, engine, reading, progress)
    except TableError as error:
        show_problems(error.problems, messages)
        raise SystemExit(BAD_INPUT) from error
    except WorkLostError as error:
        refuse(messages, "cohort-work-lost", place.scheduler or "--workers", detail=error.detail)
    except KeyboardInterrupt:
        click.echo(messages.text("cohort.interrupted", folder=str(folder)), err=True)
        raise SystemExit(INTERRUPTED) from None


def _tell(results: Results, messages: Messages) -> None:
    from steersman.cohort.report.run import run_blocks
    from steersman.report.terminal import print_blocks

    print_blocks(run_blocks(results, messages), output())
    if results.manifest.set_aside:
        raise SystemExit(FINDINGS)
