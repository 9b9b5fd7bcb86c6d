"""What has been done already: finished, failed and running stages are facts, not plans."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import prod

from steersman.dossier import Actual, Dossier, Project, Range, Stage
from steersman.methods.months import months_between

DAYS_PER_MONTH = 30.4375
LEAST_REMAINING = 0.1
"""Months a running stage still needs at least, however long it has run."""


@dataclass(frozen=True, slots=True)
class Done:
    """Progress up to the dossier's date.

    Attributes:
        finished: Stages that have succeeded, as pairs of project and stage.
        failed: Projects of which a stage failed for good.
        completed: Projects of which every stage has succeeded.
        blocked: Projects that need one that has failed, and all that need these.
        running: Months for which each running stage has run.
    """

    finished: frozenset[tuple[str, str]]
    failed: frozenset[str]
    completed: frozenset[str]
    blocked: frozenset[str]
    running: Mapping[tuple[str, str], float]

    def remaining(self, project: Project) -> tuple[Stage, ...]:
        """Return the stages left to do; none of a project that has failed or cannot be begun."""
        if project.id in self.failed | self.blocked:
            return ()
        left = [stage for stage in project.stages if (project.id, stage.id) not in self.finished]
        return tuple(_rest(stage, self.running.get((project.id, stage.id), 0.0)) for stage in left)


@dataclass(frozen=True, slots=True)
class StageRecord:
    """What has happened to a stage.

    Attributes:
        begun: Day on which its last attempt began; None if it has not, or only its end is known.
        ended: Day on which it succeeded; None if it has not.
        failures: Days on which it failed.
    """

    begun: date | None = None
    ended: date | None = None
    failures: tuple[date, ...] = ()

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self.begun is not None and self.ended is None


def stage_records(
    progress: Iterable[Actual], until: date = date.max
) -> dict[tuple[str, str], StageRecord]:
    """Return what has happened to each stage up to a day.

    Of one day a start comes before an end. An end needs no start; a start after the end says
    nothing, since what has succeeded is done; a failure ends an attempt and takes an end back.
    """
    records: dict[tuple[str, str], StageRecord] = {}
    for actual in sorted(progress, key=lambda row: (row.date, row.kind != "stage_started")):
        project, slash, stage = actual.reference.partition("/")
        if actual.date > until or not slash:
            continue
        before = records.get((project, stage), StageRecord())
        if actual.kind == "stage_started" and before.ended is None:
            records[project, stage] = replace(before, begun=actual.date)
        elif actual.kind == "stage_finished" and before.ended is None:
            records[project, stage] = replace(before, ended=actual.date)
        elif actual.kind == "stage_failed":
            failures = (*before.failures, actual.date)
            records[project, stage] = StageRecord(failures=failures)
    return records


def done_so_far(dossier: Dossier) -> Done:
    """Read the actuals of a dossier up to its date."""
    today = dossier.firm.date
    records = stage_records(dossier.progress, today)
    finished = frozenset(key for key, record in records.items() if record.ended)
    failed = frozenset(
        project
        for (project, stage), record in records.items()
        if record.failures and not record.ended and not _repeats(dossier, project, stage)
    )
    running = {
        key: months_between(record.begun, today)
        for key, record in records.items()
        if record.begun and record.running
    }
    completed = frozenset(
        project.id
        for project in dossier.projects
        if project.stages and all((project.id, stage.id) in finished for stage in project.stages)
    )
    return Done(finished, failed, completed, _blocked(dossier, failed), running)


def _blocked(dossier: Dossier, failed: frozenset[str]) -> frozenset[str]:
    """Return the projects that need a failed one, directly or by others."""
    lost = set(failed)
    while True:
        more = {p.id for p in dossier.projects if p.id not in lost and lost.intersection(p.needs)}
        if not more:
            return frozenset(lost - failed)
        lost |= more


def _repeats(dossier: Dossier, project: str, stage: str) -> bool:
    return any(
        entry.on_failure == "repeat"
        for candidate in dossier.projects
        if candidate.id == project
        for entry in candidate.stages
        if entry.id == stage
    )


def _rest(stage: Stage, elapsed: float) -> Stage:
    """Return a stage that has run for some months: what time and money it still takes.

    The three points move left by the time that has passed, which keeps their order; a stage that
    has outlived its high value is taken to be about to end. Money is spent evenly over the time.
    """
    if elapsed <= 0:
        return stage
    span = stage.duration
    points = [max(LEAST_REMAINING, point - elapsed) for point in (span.low, span.likely, span.high)]
    left = Range(low=points[0], likely=points[1], high=points[2])
    share = min(1.0, left.mean / span.mean)
    cost = (stage.cost * round(1_000_000 * share)) / 1_000_000
    return replace(stage, duration=left, cost=cost)


def still_to_do(dossier: Dossier, done: Done) -> Dossier:
    """Return the dossier with what is left of its projects.

    Finished stages are gone, running ones are shorter, needs that have succeeded are met, and a
    project that has succeeded strengthens others from the start.
    """
    lifts = {
        (tie.target, tie.success_factor)
        for project in dossier.projects
        if project.id in done.completed
        for tie in project.strengthens
    }
    projects = []
    for project in dossier.projects:
        factor = prod(value for target, value in lifts if target == project.id)
        stages = tuple(
            replace(stage, success=min(1.0, stage.success * factor))
            for stage in done.remaining(project)
        )
        needs = tuple(need for need in project.needs if need not in done.completed)
        projects.append(replace(project, stages=stages, needs=needs))
    return replace(dossier, projects=tuple(projects))
