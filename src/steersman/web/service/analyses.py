"""What the stages have found out about a firm, as far as it is known now."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from steersman.messages import Language
from steersman.report.document import Block, Details, Figure
from steersman.report.stored import blocks_from_json
from steersman.store import jobs
from steersman.store.access import Member
from steersman.store.database import Database
from steersman.store.errors import NotFoundError
from steersman.store.jobs import Job
from steersman.work.analysis import unpacked
from steersman.work.content import analysis_content
from steersman.work.parts import FOR_PEOPLE_PERMISSION, PARTS, PERSONAL

KEPT = 16
"""Analyses kept in memory; each takes some megabytes."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a firm.

    Attributes:
        job: The job asked for last, None if none was.
        shown_job: Id of the job whose chapters are shown, empty for none.
        current: Whether it is about the facts as they are now.
        parts: Names of the parts done.
        results: Results by name.
        chapters: Chapters by language and name.
    """

    job: Job | None
    shown_job: str
    current: bool
    parts: tuple[str, ...]
    results: Mapping[str, Any]
    chapters: Mapping[str, Mapping[str, Any]]

    @property
    def whole(self) -> bool:
        """Whether every part is done."""
        return len(self.parts) == len(PARTS)

    def blocks(self, name: str, language: Language) -> tuple[Block, ...]:
        """Return a chapter, empty if it is not known yet."""
        return blocks_from_json(self.chapters.get(language, {}).get(name, ()))


NOTHING = Known(None, "", current=False, parts=(), results={}, chapters={})


def _known(job: Job, shown_job: str, body: Mapping[str, Any], *, current: bool) -> Known:
    return Known(job, shown_job, current, tuple(body["parts"]), body["results"], body["chapters"])


class AnalysisReader:
    """Reads analyses, and keeps those read last."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._kept: OrderedDict[str, Mapping[str, Any]] = OrderedDict()
        self._lock = Lock()

    def known(self, firm_id: str) -> Known:
        """Return what is known of a firm: of its facts now, else of earlier ones."""
        with self.database.reading() as connection:
            content = analysis_content(connection, firm_id)
            job = jobs.newest(connection, firm_id, "analysis")
            whole = jobs.newest(connection, firm_id, "analysis", ("done",))
        if job is None:
            return NOTHING
        current = dict(job.input) == dict(content)
        if whole and whole.id == job.id:
            return _known(job, job.id, self._body(firm_id, job), current=current)
        partly = unpacked(job.checkpoint)
        if whole is None or (current and partly["parts"]):
            return _known(job, job.id, partly, current=current)
        return _known(job, whole.id, self._body(firm_id, whole), current=False)

    def of_job(self, firm_id: str, job_id: str) -> Mapping[str, Any]:
        """Return what an analysis has found out so far.

        Raises:
            NotFoundError: If the firm has no such analysis.
        """
        with self.database.reading() as connection:
            job = jobs.find(connection, firm_id, job_id)
        if job.kind != "analysis":
            raise NotFoundError(job=job_id)
        if job.state == "done":
            return self._body(firm_id, job)
        return unpacked(job.checkpoint)

    def picture(
        self, firm_id: str, job_id: str, chapter: str, number: int, language: Language
    ) -> Figure:
        """Return a chart of a chapter, counted from 1.

        Raises:
            NotFoundError: If there is none.
        """
        chapters = self.of_job(firm_id, job_id)["chapters"].get(language, {})
        charts = figures(blocks_from_json(chapters.get(chapter, ())))
        if not 1 <= number <= len(charts):
            raise NotFoundError(chart=f"{chapter}/{number}")
        return charts[number - 1]

    def _body(self, firm_id: str, job: Job) -> Mapping[str, Any]:
        with self._lock:
            kept = self._kept.get(job.id)
        if kept is not None:
            return kept
        with self.database.reading() as connection:
            body = jobs.result_of(connection, firm_id, job.kind, job.input)
        if body is None:
            raise NotFoundError(job=job.id)
        with self._lock:
            self._kept[job.id] = body
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return body


def figures(blocks: tuple[Block, ...]) -> list[Figure]:
    """Return the charts among blocks, in their order."""
    charts: list[Figure] = []
    for block in blocks:
        if isinstance(block, Figure):
            charts.append(block)
        elif isinstance(block, Details):
            charts += figures(block.blocks)
    return charts


def chapter_for(member: Member, name: str) -> str:
    """Return which form of a chapter a member sees.

    Raises:
        NotFoundError: If there is none that the member may see.
    """
    if member.may("people"):
        return PERSONAL.get(name, name)
    own = f"person/{member.person}"
    if name in FOR_PEOPLE_PERMISSION or (name.startswith("person/") and name != own):
        raise NotFoundError(chapter=name)
    return name
