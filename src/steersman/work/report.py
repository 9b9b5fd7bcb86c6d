"""The whole report as a file, rendered from what an analysis has found out."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from steersman.report.document import Block, Document
from steersman.report.html import render_html
from steersman.report.pdf import render_pdf
from steersman.report.spreadsheet import render_xlsx
from steersman.report.stored import blocks_from_json
from steersman.store import jobs
from steersman.store.errors import NotFoundError
from steersman.work.content import Content, ReportKind
from steersman.work.parts import FOR_PEOPLE_PERMISSION, PERSONAL, REPORT_ORDER
from steersman.work.task import Task

REPORT = "report"
"""Kind of the job that makes a report."""
Drawn = Callable[[int, int], None]
"""Told how many charts are drawn, and of how many."""


def report_blocks(chapters: Mapping[str, Any], *, personal: bool) -> tuple[Block, ...]:
    """Return the chapters of the whole report one after the other.

    Args:
        chapters: Chapters of an analysis in one language, by name.
        personal: Whether it is for somebody who may see people's pay and shares.
    """
    names = [PERSONAL.get(name, name) if personal else name for name in REPORT_ORDER]
    shown = (name for name in names if personal or name not in FOR_PEOPLE_PERMISSION)
    return tuple(block for name in shown for block in blocks_from_json(chapters.get(name, ())))


def render(document: Document, kind: ReportKind, drawn: Drawn | None = None) -> bytes:
    """Return a document as a file of a kind.

    Raises:
        PdfError: If a PDF cannot be made.
    """
    if kind == "html":
        return render_html(document, drawn).encode()
    return render_pdf(document, drawn) if kind == "pdf" else render_xlsx(document)


def document_of(chapters: Mapping[str, Any], content: Content) -> Document:
    """Return the report that a job asks for.

    Args:
        chapters: Chapters of an analysis by language and name.
        content: Language, title, subtitle and day, and whether it may tell of people's pay.
    """
    language = content["language"]
    blocks = report_blocks(chapters[language], personal=content["personal"])
    day = date.fromisoformat(content["as_of"])
    return Document(content["title"], content["subtitle"], language, blocks, day)


def make_report(task: Task) -> dict[str, Any]:
    """Return the report that a job asks for, as a file.

    Raises:
        NotFoundError: If its analysis is not there any more.
        PdfError: If a PDF cannot be made.
    """
    job = task.job
    with task.database.reading() as connection:
        asked = jobs.find(connection, job.firm_id, job.input["analysis"])
        body = jobs.result_of(connection, job.firm_id, asked.kind, asked.input)
    if body is None:
        raise NotFoundError(job=asked.id)
    document = document_of(body["chapters"], job.input)

    def drawn(count: int, total: int) -> None:
        task.tell("draw", count / max(total, 1))

    return {"file": b64encode(render(document, job.input["kind"], drawn)).decode()}
