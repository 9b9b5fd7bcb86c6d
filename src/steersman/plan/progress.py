"""What has been done already: finished, failed and running stages are facts, not plans."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import prod

from steersman.dossier import Dossier, Project, Range, Stage

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
        running: Months for which each running stage has run.
    """

    finished: frozenset[tuple[str, str]]
    failed: frozenset[str]
    completed: frozenset[str]
    running: Mapping[tuple[str, str], float]

    def remaining(self, project: Project) -> tuple[Stage, ...]:
        """Return the stages left to do; none of a project that has failed."""
        if project.id in self.failed:
            return ()
        left = [stage for stage in project.stages if (project.id, stage.id) not in self.finished]
        return tuple(_rest(stage, self.running.get((project.id, stage.id), 0.0)) for stage in left)


def done_so_far(dossier: Dossier) -> Done:
    """Read the actuals of a dossier up to its date, in their order."""
    finished: set[tuple[str, str]] = set()
    failed: set[str] = set()
    started: dict[tuple[str, str], float] = {}
    for actual in sorted(dossier.progress, key=lambda entry: entry.date):
        if actual.date > dossier.firm.date or "/" not in actual.reference:
            continue
        project, _, stage = actual.reference.partition("/")
        if actual.kind == "stage_started":
            days = (dossier.firm.date - actual.date).days
            started[project, stage] = days / DAYS_PER_MONTH
        elif actual.kind == "stage_finished":
            finished.add((project, stage))
        elif actual.kind == "stage_failed":
            started.pop((project, stage), None)
            if not _repeats(dossier, project, stage):
                failed.add(project)
    running = {key: months for key, months in started.items() if key not in finished}
    completed = frozenset(
        project.id
        for project in dossier.projects
        if project.stages and all((project.id, stage.id) in finished for stage in project.stages)
    )
    return Done(frozenset(finished), frozenset(failed), completed, running)


def stage_times(dossier: Dossier) -> Mapping[tuple[str, str], tuple[date, date | None]]:
    """Return when each stage was begun and finished, up to the dossier's date.

    A stage that is done again counts from its last start; a failed one is not counted, since it
    ended for another reason than being done.
    """
    times: dict[tuple[str, str], tuple[date, date | None]] = {}
    for actual in sorted(dossier.progress, key=lambda entry: entry.date):
        project, slash, stage = actual.reference.partition("/")
        if actual.date > dossier.firm.date or not slash:
            continue
        key = (project, stage)
        if actual.kind == "stage_started":
            times[key] = (actual.date, None)
        elif actual.kind == "stage_finished" and key in times:
            times[key] = (times[key][0], actual.date)
        elif actual.kind == "stage_failed":
            times.pop(key, None)
    return times


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
