"""A run over a cohort: part after part, each written when it is done, so that a run can go on."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from steersman import __version__
from steersman.cohort.engines import Engine, Task
from steersman.cohort.mapping import Mapping, table_problems
from steersman.cohort.partition import PartAnswer, PartInput, PartWork, repeated_rows
from steersman.cohort.question import Question
from steersman.cohort.results import (
    MANIFEST,
    RESULTS,
    SET_ASIDE,
    Manifest,
    Results,
    manifest_text,
    open_results,
)
from steersman.cohort.staging import (
    ROW,
    Part,
    StagedTable,
    TableError,
    digest_of_file,
    staged,
)
from steersman.dossier import Problem
from steersman.serialise import digest_of, to_json

RUN, TABLE = "run.json", "table"
PART_ROWS = 50_000
"""Rows of a part: enough to be worth its start, few enough for memory and for going on."""
OnProgress = Callable[[int, int], None]
"""Told how many rows are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to run.

    Attributes:
        source: The table's file.
        name: What the table is called.
        mapping: Where the cohort's columns come from.
        question: What is asked of every firm.
        part_rows: Rows of a part.
        threads: Threads of a part.
    """

    source: Path
    name: str
    mapping: Mapping | None
    question: Question
    part_rows: int = PART_ROWS
    threads: int = 1


def run_cohort(
    request: Request, folder: Path, engine: Engine, on_reading: Callable[[int], None],
    on_progress: OnProgress,
) -> Results:  # fmt: skip
    """Run the stages over a table, or go on where an earlier run was cut off.

    Args:
        request: What to run.
        folder: Where the results belong; new, empty, or that of the same run cut off.
        engine: Where to work.
        on_reading: Told how many rows have been read.
        on_progress: Told how many rows are done.

    Raises:
        TableError: If the table cannot be read or used, or the folder holds something else.
    """
    digest = digest_of_file(request.source)
    run = _run_id(request, digest)
    _claim(folder, run, request.question.as_of)
    if (folder / MANIFEST).exists():
        return open_results(folder)
    try:
        table = _table(request, folder, on_reading)
    except TableError:
        _release(folder)
        raise
    summary = _work(request, table, folder, engine, on_progress)
    manifest = Manifest(
        version=__version__,
        seed=request.question.seed,
        as_of=request.question.as_of,
        draws=request.question.draws,
        rules=request.question.rules,
        criteria_order=request.question.criteria_order,
        source=request.name,
        source_sha256=digest,
        synthetic=summary.synthetic,
        kept=tuple(request.mapping.keep) if request.mapping else (),
        ignored=summary.ignored,
        rows=table.rows,
        firms=summary.firms,
        set_aside=table.rows - summary.firms,
    )
    _replace(folder / MANIFEST, lambda path: path.write_text(manifest_text(manifest), "utf-8"))
    shutil.rmtree(folder / TABLE, ignore_errors=True)
    return Results(folder, manifest)


def _table(request: Request, folder: Path, on_reading: Callable[[int], None]) -> StagedTable:
    """Return the table in parts.

    Raises:
        TableError: If it cannot be read or used.
    """
    table = staged(request.source, folder / TABLE, request.part_rows, on_reading)
    problems = table_problems(table.columns, request.mapping)
    if not table.rows and not problems:
        problems = (Problem("cohort-no-rows", (), {}),)
    if problems:
        named = (replace(each, place=each.place or request.name) for each in problems)
        raise TableError(tuple(named))
    return table


def _release(folder: Path) -> None:
    """Leave a folder that holds no result free for a run that is put right."""
    shutil.rmtree(folder / TABLE, ignore_errors=True)
    if any((folder / RESULTS).iterdir()):
        return
    for name in (RESULTS, SET_ASIDE):
        shutil.rmtree(folder / name)
    (folder / RUN).unlink()
    if not any(folder.iterdir()):
        folder.rmdir()


def _run_id(request: Request, digest: str) -> str:
    question = to_json(request.question)
    mapping = to_json(asdict(replace(request.mapping, places={}))) if request.mapping else None
    parts = [__version__, digest, question, mapping, request.part_rows]
    return digest_of(parts)


def _claim(folder: Path, run: str, as_of: date) -> None:
    """Make the folder that of a run, or check that it is.

    Raises:
        TableError: If it holds anything else.
    """
    if folder.is_dir() and any(folder.iterdir()):
        held = _mark(folder)
        if held.get("run") != run:
            code = "cohort-folder-of-another" if held else "cohort-folder-not-empty"
            raise TableError((Problem(code, (), {"value": str(folder)}, place=str(folder)),))
    for name in (RESULTS, SET_ASIDE):
        (folder / name).mkdir(parents=True, exist_ok=True)
    text = json.dumps({"run": run, "as_of": as_of.isoformat()})
    _replace(folder / RUN, lambda path: path.write_text(text, "utf-8"))


def _mark(folder: Path) -> dict[str, str]:
    """Return what a folder says of the run it belongs to, nothing where it belongs to none."""
    try:
        held = json.loads((folder / RUN).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def day_of_run(folder: Path) -> date | None:
    """Return the day whose law counts in the run that a folder belongs to."""
    day = _mark(folder).get("as_of")
    return date.fromisoformat(day) if day else None


@dataclass(frozen=True, slots=True)
class _Summary:
    firms: int
    synthetic: bool
    ignored: tuple[str, ...]


def _work(
    request: Request, table: StagedTable, folder: Path, engine: Engine, on_progress: OnProgress
) -> _Summary:
    repeats = repeated_rows(table, request.mapping)
    waiting = [
        (place, part)
        for place, part in enumerate(table.parts)
        if not (folder / RESULTS / _file(place)).exists()
    ]
    done = table.rows - sum(part.rows for _, part in waiting)
    on_progress(done, table.rows)
    tasks = (Task(place, _loader(part, repeats)) for place, part in waiting)
    work = PartWork(request.mapping, request.question, request.threads)
    for place, answer in engine.answers(tasks, work):
        _write_part(folder, place, answer)
        done += table.parts[place].rows
        on_progress(done, table.rows)
    return _summary(table, folder)


def _loader(part: Part, repeats: pl.Series) -> Callable[[], PartInput]:
    def load() -> PartInput:
        rows = part.read()
        return PartInput(rows, repeats.filter(repeats.is_in(rows[ROW].implode())))

    return load


def _file(place: int) -> str:
    return f"part-{place:05d}.parquet"


def _write_part(folder: Path, place: int, answer: PartAnswer) -> None:
    """Write what came of a part; the results come last and say that the part is done."""
    name = _file(place)
    _replace(folder / SET_ASIDE / name, answer.faults.write_parquet)
    ignored = {"ignored": json.dumps(answer.ignored), "synthetic": json.dumps(answer.synthetic)}
    _replace(
        folder / RESULTS / name,
        lambda path: answer.firms.write_parquet(path, metadata=ignored),
    )


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file whole or not at all, whatever ends the process or the machine."""
    half = path.with_name(path.name + ".part")
    write(half)
    with half.open("rb") as stream:
        os.fsync(stream.fileno())
    half.replace(path)


def _summary(table: StagedTable, folder: Path) -> _Summary:
    """Count what all parts have come to, those of earlier runs included."""
    _replace(folder / SET_ASIDE / "lines.parquet", table.faults.write_parquet)
    paths = [folder / RESULTS / _file(place) for place in range(len(table.parts))]
    said = [pl.read_parquet_metadata(path) for path in paths]
    firms = sum(int(pl.scan_parquet(path).select(pl.len()).collect().item()) for path in paths)
    ignored = said[0]["ignored"] if said else "[]"
    synthetic = any(json.loads(entry["synthetic"]) for entry in said)
    return _Summary(firms, synthetic, tuple(json.loads(ignored)))
