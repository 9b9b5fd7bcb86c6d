"""Tasks as a plain table, for spreadsheets, and back."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from steersman.dossier import Problem
from steersman.files.cells import join_list, join_mapping, split_list, split_mapping
from steersman.files.csv_text import read_rows, rows_text
from steersman.files.project_exchange.reading import KINDS, Cells, Collector, TasksRead
from steersman.files.project_exchange.tasks import Task, TaskList

COLUMNS = (
    "id", "kind", "title", "project", "owner", "team", "after", "start", "finish",
    "earliest_start", "latest_start", "earliest_finish", "latest_finish", "percent",
    "actual_start", "actual_finish", "budget", "planned_start", "planned_finish",
)  # fmt: skip
"""The last two keep the dates as written, so that changes of the others can be told."""


def write_task_csv(tasks: TaskList) -> str:
    """Return the table as CSV text."""
    return rows_text(COLUMNS, (_row(task) for task in tasks.tasks))


def _row(task: Task) -> list[object]:
    row = (
        task.id,
        task.kind,
        task.title,
        task.project,
        task.owner,
        join_mapping(task.team),
        join_list(task.after),
        task.start,
        task.finish,
        *(task.start_range or (None, None)),
        *(task.finish_range or (None, None)),
        task.percent,
        task.actual_start,
        task.actual_finish,
        task.budget,
        task.start,
        task.finish,
    )
    return ["" if value is None else value for value in row]


def read_task_csv(path: Path) -> TasksRead:
    """Return the tasks of a table, or what is wrong with it."""
    found = Collector()
    rows = read_rows(path, path.name, (), found.problems)
    if rows and not any({"id", "kind"} <= set(row) for _, row in rows):
        found.problems.append(Problem("not-a-task-table", (), {}, place=path.name))
        return found.result()
    for line, row in rows:
        if not row.get("id"):
            found.foreign.append(row.get("title", f"{path.name}:{line}"))
            continue
        cells = Cells(f"{path.name}:{line}", found.problems)
        task = _task(row, cells)
        if task:
            exported = _pair(row, "planned_start", "planned_finish", cells)
            found.add(task, cells.place, exported)
    return found.result()


def _task(row: Mapping[str, str], cells: Cells) -> Task | None:
    kind = next((entry for entry in KINDS if entry == row.get("kind")), None)
    if kind is None:
        values = {"value": row.get("kind", ""), "known": KINDS, "hint": ""}
        cells.problems.append(Problem("not-a-choice", (), values, place=cells.place))
        return None
    start, finish = _pair(row, "start", "finish", cells)
    actual_start, actual_finish = _pair(row, "actual_start", "actual_finish", cells)
    return Task(
        kind=kind,
        id=row["id"],
        title=row.get("title", ""),
        project=row.get("project", ""),
        owner=row.get("owner", ""),
        team=_team(row.get("team", ""), cells),
        after=tuple(split_list(row.get("after", ""))),
        start=start,
        finish=finish,
        start_range=_range(row, "start", cells),
        finish_range=_range(row, "finish", cells),
        percent=cells.percent(row.get("percent", "")),
        actual_start=actual_start,
        actual_finish=actual_finish,
        budget=cells.amount(row.get("budget", "")),
    )


def _pair(
    row: Mapping[str, str], first: str, second: str, cells: Cells
) -> tuple[date | None, date | None]:
    return cells.day(row.get(first, "")), cells.day(row.get(second, ""))


def _range(row: Mapping[str, str], end: str, cells: Cells) -> tuple[date, date] | None:
    early, late = _pair(row, f"earliest_{end}", f"latest_{end}", cells)
    return (early, late) if early and late else None


def _team(text: str, cells: Cells) -> dict[str, float]:
    pairs = split_mapping(text)
    if isinstance(pairs, str):
        values = {"value": text, "expected": "mapping"}
        cells.problems.append(Problem("wrong-type", (), values, place=cells.place))
        return {}
    shares = {person: cells.amount(share, "number") for person, share in pairs.items()}
    return {person: float(share) for person, share in shares.items() if share is not None}
