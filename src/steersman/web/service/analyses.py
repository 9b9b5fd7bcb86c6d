"""What the stages have found out about a firm, as far as it is known now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from steersman.messages import LANGUAGES, Language
from steersman.report.document import Block, Figure, figures
from steersman.report.stored import blocks_from_json
from steersman.store import jobs
from steersman.store.access import Member
from steersman.store.database import Database
from steersman.store.errors import NotFoundError
from steersman.store.jobs import Job
from steersman.work.analysis import Document, empty, unpacked
from steersman.work.content import analysis_content
from steersman.work.parts import FOR_PEOPLE_PERMISSION, PARTS, PERSONAL
from steersman.work.recent import Recent

KEPT = 16
"""Analyses kept in memory; each takes some megabytes."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a firm: of its facts now, and of earlier ones where that is still open.

    Attributes:
        job: The job asked for last, None if none was.
        current: Whether it is about the facts as they are now.
        parts: Names of the parts that are known of the facts as they are now.
        results: Results by name.
        chapters: Chapters by language and name.
        origins: Ids of the jobs that chapters are from, by name.
    """

    job: Job | None
    current: bool
    parts: tuple[str, ...]
    results: Mapping[str, Any]
    chapters: Mapping[Language, Mapping[str, Any]]
    origins: Mapping[str, str]

    @property
    def whole(self) -> bool:
        """Whether every part is known of the facts as they are now."""
        return len(self.parts) == len(PARTS)

    def blocks(self, name: str, language: Language) -> tuple[Block, ...]:
        """Return a chapter, empty if it is not known yet."""
        return blocks_from_json(self.chapters.get(language, {}).get(name, ()))


NOTHING = Known(None, current=False, parts=(), results={}, chapters={}, origins={})


def _together(
    job: Job, *, current: bool, earlier: tuple[str, Document], now: tuple[str, Document]
) -> Known:
    """Return what is known now, with earlier answers to what is still open.

    Args:
        job: The job asked for last.
        current: Whether it is about the facts as they are now.
        earlier: The last whole analysis before it: the job's id, and what it found out.
        now: The same of the job itself.
    """
    chapters = {
        language: {**earlier[1]["chapters"][language], **now[1]["chapters"][language]}
        for language in LANGUAGES
    }
    origins = {
        name: origin
        for origin, document in (earlier, now)
        for name in document["chapters"][LANGUAGES[0]]
    }
    results = {**earlier[1]["results"], **now[1]["results"]}
    parts = tuple(now[1]["parts"]) if current else ()
    return Known(job, current, parts, results, chapters, origins)


class AnalysisReader:
    """Reads analyses, and keeps those read last."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._kept: Recent[str, Document] = Recent(KEPT)

    def known(self, firm_id: str) -> Known:
        """Return what is known of a firm: of its facts now, else of earlier ones."""
        with self.database.reading() as connection:
            content = analysis_content(connection, firm_id)
            job = jobs.newest(connection, firm_id, "analysis")
        if job is None:
            return NOTHING
        current = dict(job.input) == dict(content)
        nothing: tuple[str, Document] = ("", empty())
        if job.state == "done":
            now = (job.id, self._body(firm_id, job))
            return _together(job, current=current, earlier=nothing, now=now)
        earlier = self._earlier(firm_id) or nothing
        now = (job.id, unpacked(job.checkpoint)) if current else nothing
        return _together(job, current=current, earlier=earlier, now=now)

    def _earlier(self, firm_id: str) -> tuple[str, Document] | None:
        """Return the last whole analysis, else what the last one that ended had found out."""
        with self.database.reading() as connection:
            whole = jobs.newest(connection, firm_id, "analysis", ("done",))
            if whole is None:
                stopped = jobs.newest(connection, firm_id, "analysis", ("cancelled", "failed"))
        if whole:
            return whole.id, self._body(firm_id, whole)
        return (stopped.id, unpacked(stopped.checkpoint)) if stopped else None

    def of_job(self, firm_id: str, job_id: str) -> Document:
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

    def _body(self, firm_id: str, job: Job) -> Document:
        kept = self._kept.get(job.id)
        if kept is not None:
            return kept
        with self.database.reading() as connection:
            body = jobs.result_of(connection, firm_id, job.kind, job.input)
        if body is None:
            raise NotFoundError(job=job.id)
        return self._kept.put(job.id, dict(body))


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
