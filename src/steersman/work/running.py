"""Pipelines of the firms a worker has worked for last, and how they tell their progress."""

from dataclasses import dataclass, replace

from steersman.files import ReadResult
from steersman.pipeline import Pipeline, Settings
from steersman.serialise import digest_of
from steersman.store.jobs import Job
from steersman.work.inputs import facts_of, history_of, settings_of
from steersman.work.parts import PARTS
from steersman.work.recent import Recent
from steersman.work.task import Task

KEPT = 4
"""Firms whose stages stay in memory, so that a what-if need not plan anew what it compares with."""
ASKED = ("revision", "version", "survey", "history", "candidates")
PLANNING = next(place for place, part in enumerate(PARTS) if part.name == "plan")


@dataclass(frozen=True, slots=True)
class Running:
    """The stages of a firm, and its dossier with the place of each value."""

    pipeline: Pipeline
    read: ReadResult


class Pipelines:
    """Keeps the pipelines used last."""

    def __init__(self) -> None:
        self._kept: Recent[str, Running] = Recent(KEPT)

    def of(self, task: Task) -> Running:
        """Return the stages of the firm as a job asks for them.

        Raises:
            UnusableError: If its dossier has errors.
        """
        job = task.job
        key = digest_of([job.firm_id, {name: job.input[name] for name in ASKED}])
        running = self._kept.get(key) or self._kept.put(key, self._made(task, job))
        running.pipeline.settings = told(running.pipeline.settings, task)
        return running

    def _made(self, task: Task, job: Job) -> Running:
        with task.database.reading() as connection:
            read = facts_of(connection, job.firm_id, job.input)
            history = history_of(connection, job.firm_id, job.input)
        assert read.dossier is not None  # noqa: S101  facts_of refuses what is none
        return Running(Pipeline(read.dossier, settings_of(job.input, history)), read)


def told(settings: Settings, task: Task) -> Settings:
    """Return settings whose progress a task hears of."""
    count = len(PARTS)

    def on_plan(examined: int, limit: int, value: float, ruin: float) -> bool:
        share = (PLANNING + examined / max(limit, 1)) / count
        task.tell("plan", min(share, 1.0), value=value, ruin=ruin)
        return False

    def on_trial(strategy: str) -> None:
        task.tell("trials", (PLANNING + 2) / count, strategy=strategy)

    def on_stage(stage: str) -> None:
        place = next((p for p, part in enumerate(PARTS) if part.name == stage), 0)
        task.tell(stage, place / count)

    return replace(settings, on_stage=on_stage, on_plan=on_plan, on_trial=on_trial)
