"""What other tools understand of a dossier and its plan: tasks with dates, people and progress."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from steersman.dossier import (
    Dossier,
    ExpertOption,
    HireOption,
    Measure,
    Mode,
    Objective,
    Person,
    Project,
    Stage,
    skill_holders,
)
from steersman.files.project_exchange.working_days import (
    DAY,
    next_working_day,
    previous_working_day,
)
from steersman.methods.months import month_date
from steersman.plan.progress import StageRecord, stage_records
from steersman.plan.result import ChosenProject, Plan, PlannedStage, Span
from steersman.steer.course.states import measure_shares

TaskKind = Literal["project", "stage", "measure", "objective"]

WHOLE, RUNNING_AT_MOST = 100, 99
CENT = Decimal("0.01")
UNPRINTABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of a project plan.

    Attributes:
        kind: What of the dossier it stands for.
        id: Its id there, ``project/stage`` of a stage.
        title: What people call it.
        project: Id of the project it belongs to, empty if none.
        owner: Id of who answers for it, empty if nobody.
        team: People and their FTE on it.
        after: Ids of tasks of the same kind that must have ended before.
        start: First day, None if not known.
        finish: Last day, on which it ends; None if not known.
        start_range: First day in 80 % of the scenarios, from and to.
        finish_range: Last day in 80 % of the scenarios, from and to.
        percent: How much of its time has passed.
        actual_start: Day on which it really began, if it has.
        actual_finish: Day on which it really ended, if it has.
        budget: Money for it apart from wages.
    """

    kind: TaskKind
    id: str
    title: str
    project: str = ""
    owner: str = ""
    team: Mapping[str, float] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    start: date | None = None
    finish: date | None = None
    start_range: tuple[date, date] | None = None
    finish_range: tuple[date, date] | None = None
    percent: int = 0
    actual_start: date | None = None
    actual_finish: date | None = None
    budget: Decimal | None = None

    @property
    def reference(self) -> str:
        """What other tools keep for us to know the task again."""
        return f"{self.kind}:{self.id}"

    @property
    def dated(self) -> bool:
        """Whether it has a place in a calendar."""
        return self.start is not None or self.finish is not None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works on tasks or answers for them."""

    id: str
    name: str
    fte: float


@dataclass(frozen=True, slots=True)
class TaskList:
    """A firm's plan as tasks, projects before their stages."""

    name: str
    date: date
    currency: str
    tasks: tuple[Task, ...]
    members: tuple[Member, ...]

    def names(self) -> dict[str, str]:
        """Return how people are called, by id."""
        return {member.id: member.name for member in self.members}


def task_list(dossier: Dossier, plan: Plan) -> TaskList:
    """Return a dossier's projects as planned, its measures and its objectives, as tasks.

    Projects that the plan leaves out are not in it, unless every stage has been done.
    """
    tasks: list[Task] = []
    chosen = {entry.project: entry for entry in plan.projects}
    order = list(chosen)
    for project in sorted(
        dossier.projects, key=lambda entry: order.index(entry.id) if entry.id in chosen else -1
    ):
        mode = _mode(project, chosen.get(project.id))
        stages = list(_stages(dossier, project, mode, plan))
        if stages and (project.id in chosen or len(stages) == len(project.stages)):
            tasks += [_project(project, mode, stages), *stages]
    tasks += [_objective(entry) for entry in dossier.strategy.objectives]
    shares = measure_shares(dossier, plan.problem.done)
    tasks += [_measure(entry, shares[entry.id]) for entry in dossier.strategy.measures]
    known = {task.reference for task in tasks}
    firm = dossier.firm
    return TaskList(
        name=one_line(firm.name),
        date=firm.date,
        currency=firm.currency,
        tasks=tuple(_with_known_links(task, known) for task in tasks),
        members=_members(dossier, tasks),
    )


def one_line(text: str) -> str:
    """Return a text without line breaks and without characters that files cannot hold."""
    return " ".join(UNPRINTABLE.sub("", text).split())


def _members(dossier: Dossier, tasks: Sequence[Task]) -> tuple[Member, ...]:
    named = {person for task in tasks for person in (*task.team, task.owner)}
    return tuple(
        Member(holder.id, one_line(_name(holder)) or holder.id, holder.fte)
        for holder in skill_holders(dossier)
        if holder.id in named
    )


def _name(holder: Person | HireOption | ExpertOption) -> str:
    return holder.role if isinstance(holder, HireOption) else holder.name


def _with_known_links(task: Task, known: set[str]) -> Task:
    links = tuple(entry for entry in task.after if f"{task.kind}:{entry}" in known)
    return replace(task, after=links)


def _mode(project: Project, chosen: ChosenProject | None) -> Mode:
    """Return the way a project is done; one that changes nothing where none is named."""
    named = (mode for mode in project.modes if chosen and mode.id == chosen.mode)
    return next(named, Mode(id=""))


def _stages(dossier: Dossier, project: Project, mode: Mode, plan: Plan) -> Iterator[Task]:
    today = dossier.firm.date
    records = stage_records(dossier.progress, today)
    planned = {entry.stage: entry for entry in plan.stages if entry.project == project.id}
    for stage in project.stages:
        record = records.get((project.id, stage.id), StageRecord())
        if record.ended or stage.id in planned:
            task = _stage(project, stage, record)
            cost = stage.cost * Decimal(str(mode.cost_factor))
            task = replace(task, budget=cost.quantize(CENT))
            yield task if record.ended else _planned(task, planned[stage.id], today)


def _stage(project: Project, stage: Stage, record: StageRecord) -> Task:
    """Return a stage as far as it has been done."""
    return Task(
        kind="stage",
        id=f"{project.id}/{stage.id}",
        title=one_line(stage.name) or stage.id,
        project=project.id,
        after=tuple(f"{project.id}/{entry}" for entry in stage.after),
        start=record.begun,
        finish=record.ended,
        percent=WHOLE if record.ended else 0,
        actual_start=record.begun,
        actual_finish=record.ended,
    )


def _planned(task: Task, stage: PlannedStage, today: date) -> Task:
    """Return a stage that has not ended with its dates as planned and as likely."""
    start = task.actual_start or _first_day(today, stage.start)
    finish = max(next_working_day(start), _last_day(today, stage.finish))
    percent = 0
    if task.actual_start:
        share = (today - start) / (finish + DAY - start)
        percent = min(RUNNING_AT_MOST, round(WHOLE * share))
    return replace(
        task,
        team=dict(stage.team),
        start=start,
        finish=finish,
        percent=percent,
        start_range=None if task.actual_start else _range(today, stage.start_span, _first_day),
        finish_range=_range(today, stage.finish_span, _last_day),
    )


def _first_day(today: date, months: float) -> date:
    return next_working_day(month_date(today, months))


def _last_day(today: date, months: float) -> date:
    """Return the last working day before a moment."""
    return previous_working_day(month_date(today, months) - DAY)


def _range(
    today: date, span: Span | None, day: Callable[[date, float], date]
) -> tuple[date, date] | None:
    return (day(today, span.early), day(today, span.late)) if span else None


def _project(project: Project, mode: Mode, stages: Sequence[Task]) -> Task:
    starts = [day for task in stages for day in (task.start, task.finish) if day]
    begun = [task.actual_start for task in stages if task.actual_start]
    ended = [task.actual_finish for task in stages if task.actual_finish]
    lengths = [((task.finish - (task.start or task.finish)).days + 1) if task.finish else 0
               for task in stages]  # fmt: skip
    passed = sum(task.percent * days for task, days in zip(stages, lengths, strict=True))
    over = len(ended) == len(project.stages)
    return Task(
        kind="project",
        id=project.id,
        title=one_line(project.name) or project.id,
        project=project.id,
        after=project.needs,
        start=min(starts),
        finish=max(starts),
        percent=WHOLE if over else min(RUNNING_AT_MOST, round(passed / sum(lengths))),
        actual_start=min(begun, default=None),
        actual_finish=max(ended) if over else None,
        budget=mode.upfront_cost or None,
    )


def _objective(objective: Objective) -> Task:
    title = one_line(objective.title) or objective.id
    return Task(kind="objective", id=objective.id, title=title, finish=objective.due)


def _measure(measure: Measure, done: float | None) -> Task:
    return Task(
        kind="measure",
        id=measure.id,
        title=one_line(measure.title) or measure.id,
        project=measure.project,
        owner=measure.owner,
        start=measure.start,
        finish=measure.due,
        percent=round(WHOLE * done) if done else 0,
        budget=measure.budget,
    )
