"""What other tools know of a plan's progress, taken back into a dossier.

What the dossier says already stays; what the file says otherwise is pointed out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from steersman.checks import check_everything
from steersman.dossier import Actual, DataPath, Dossier, Problem, Strategy, nearest
from steersman.files.border import build_dossier, locate
from steersman.files.csv_text import read_rows
from steersman.files.plain import to_plain
from steersman.files.project_exchange.reading import TasksRead
from steersman.files.project_exchange.tasks import WHOLE, Task, TaskKind
from steersman.files.project_exchange.working_days import (
    next_working_day,
    previous_working_day,
)
from steersman.files.table_rows import raw_record
from steersman.files.tables import table_at
from steersman.plan.progress import StageRecord, stage_records

HEAD_BYTES = 4096
Fact = Literal["stage_started", "stage_finished"]


@dataclass(frozen=True, slots=True)
class Intake:
    """A dossier with what came back.

    Attributes:
        dossier: The dossier, changed where the file knows more.
        facts: Number of things that happened which the dossier did not know.
        dates: Number of measures and objectives whose dates are others now.
        problems: What is wrong with the file, and as warnings what was not taken.
    """

    dossier: Dossier
    facts: int
    dates: int
    problems: tuple[Problem, ...]


def take_tasks(dossier: Dossier, read: TasksRead, name: str) -> Intake:
    """Take the progress of stages, and the dates of measures and objectives.

    Args:
        dossier: The firm.
        read: What another tool has saved.
        name: Name of its file in messages.
    """
    problems = [*read.problems, *_strangers(dossier, read)]
    records, today = stage_records(dossier.progress), dossier.firm.date
    happened = [
        (fact, read.places[task.reference])
        for task in read.tasks
        if task.kind == "stage"
        for fact in _facts(task, records.get(_stage(task), StageRecord()), read, problems, today)
    ]
    happened.sort(key=lambda entry: entry[0].date)
    facts = [fact for fact, _ in happened]
    places: dict[DataPath, str] = {(): name}
    for position, (_, place) in enumerate(happened, start=len(dossier.progress)):
        places["progress", position] = place
    strategy = _strategy(dossier.strategy, read, places)
    changed = replace(dossier, progress=(*dossier.progress, *facts), strategy=strategy)
    if not any(problem.severity == "error" for problem in problems):
        wrong = (entry for entry in check_everything(changed) if entry.severity == "error")
        problems += locate(wrong, places)
    problems += _not_taken(read, name)
    return Intake(changed, len(facts), _dates_changed(dossier, changed), tuple(problems))


def _strangers(dossier: Dossier, read: TasksRead) -> Iterator[Problem]:
    """Yield tasks whose id the dossier does not know."""
    projects, strategy = dossier.projects, dossier.strategy
    known: dict[TaskKind, list[str]] = {
        "project": [project.id for project in projects],
        "stage": [f"{project.id}/{stage.id}" for project in projects for stage in project.stages],
        "measure": [entry.id for entry in strategy.measures],
        "objective": [entry.id for entry in strategy.objectives],
    }
    for task in read.tasks:
        names = known[task.kind]
        if task.id not in names:
            values = {"value": task.id, "hint": nearest(task.id, names), "known": names}
            place = read.places[task.reference]
            yield Problem("unknown-reference", (), values, place=place)


def _facts(
    task: Task, record: StageRecord, read: TasksRead, problems: list[Problem], today: date
) -> Iterator[Actual]:
    """Yield what happened to a stage that the dossier does not know yet.

    Percent complete alone tells that a stage has begun or ended, by today at the latest, whatever
    day was planned.
    """
    place = read.places[task.reference]
    started, finished = task.actual_start, task.actual_finish
    if started is None and task.start and task.percent:
        started = min(task.start, today)
    if finished is None and task.finish and task.percent == WHOLE:
        finished = min(task.finish, today)
    if started and finished and finished < started:
        order = {"earlier": started, "later": finished}
        problems.append(Problem("date-order", (), order, place=place))
        return
    if record.ended and not record.begun:
        started = None  # what has ended needs no start, and tools make one up
    kinds: tuple[tuple[Fact, date | None, date | None], ...] = (
        ("stage_started", started, record.begun),
        ("stage_finished", finished, record.ended),
    )
    past = max(record.failures, default=date.min)
    for kind, day, before in kinds:
        if day and day <= past:
            continue  # it tells of an attempt that has failed
        if day and before is None:
            yield Actual(date=day, kind=kind, reference=task.id)
        elif day and before and not _same(day, before):
            values = {"value": task.id, "there": day, "here": before}
            problems.append(Problem("fact-kept", (), values, "warning", place))


def _stage(task: Task) -> tuple[str, str]:
    project, _, stage = task.id.partition("/")
    return project, stage


def _same(day: date, before: date) -> bool:
    """Whether a day is another, which tools may have moved off a weekend."""
    return day in {before, next_working_day(before), previous_working_day(before)}


def _strategy(strategy: Strategy, read: TasksRead, places: dict[DataPath, str]) -> Strategy:
    """Return a strategy whose measures and objectives have the dates that were read.

    A date that is missing in the file stays as it was.
    """
    tasks = {task.reference: task for task in read.tasks}
    measures, objectives = [], []
    for position, measure in enumerate(strategy.measures):
        if task := tasks.get(f"measure:{measure.id}"):
            places["strategy", "measures", position] = read.places[task.reference]
            start, due = task.start or measure.start, task.finish or measure.due
            if measure.start is None and start == due:
                start = None  # a due date alone is a day in tools, which begins and ends on it
            measures.append(replace(measure, start=start, due=due))
        else:
            measures.append(measure)
    for objective in strategy.objectives:
        found = tasks.get(f"objective:{objective.id}")
        due = found.finish if found and found.finish else objective.due
        objectives.append(replace(objective, due=due))
    return replace(strategy, measures=tuple(measures), objectives=tuple(objectives))


def _dates_changed(before: Dossier, after: Dossier) -> int:
    old = (*before.strategy.measures, *before.strategy.objectives)
    new = (*after.strategy.measures, *after.strategy.objectives)
    return sum(one != other for one, other in zip(old, new, strict=True))


def _not_taken(read: TasksRead, name: str) -> Iterator[Problem]:
    """Yield as warnings what the file says and a dossier cannot take."""
    if read.moved:
        moved = sorted(reference.partition(":")[2] for reference in read.moved)
        yield Problem("stage-dates-kept", (), {"value": moved}, "warning", name)
    if read.foreign:
        yield Problem("tasks-not-ours", (), {"value": read.foreign}, "warning", name)


def take_actuals(dossier: Dossier, path: Path) -> Intake:
    """Take rows of a table with the columns of ``progress.csv``, those known already left out."""
    table = table_at(("progress",))
    problems: list[Problem] = []
    places: dict[DataPath, str] = {(): path.name, ("progress",): path.name}
    rows = read_rows(path, path.name, table.path, problems)
    head = path.read_bytes()[:HEAD_BYTES].decode("latin-1").partition("\n")[0]
    if not rows and not all(column.title in head for column in table.columns if column.required):
        wrong = Problem("not-an-actuals-table", (), {"value": path.name}, place=path.name)
        return Intake(dossier, 0, 0, (wrong,))

    def place(line: int, _title: str) -> str:
        return f"{path.name}:{line}"

    records = [
        raw_record(row, line, table, ("progress", position), place, places, problems)
        for position, (line, row) in enumerate(rows)
    ]
    raw = {**to_plain(dossier), "progress": records}
    result = build_dossier(raw, places, tuple(problems))
    if result.dossier is None or result.errors:
        return Intake(dossier, 0, 0, result.errors)
    known = {_key(actual) for actual in dossier.progress}
    new = {_key(actual): actual for actual in result.dossier.progress}
    facts = tuple(actual for key, actual in new.items() if key not in known)
    changed = replace(dossier, progress=(*dossier.progress, *facts))
    return Intake(changed, len(facts), 0, ())


def _key(actual: Actual) -> tuple[object, ...]:
    return actual.date, actual.kind, actual.reference, actual.value
