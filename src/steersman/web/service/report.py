"""The whole report to take away: HTML, PDF, XLSX."""

from base64 import b64decode
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from steersman.messages import Language, messages_for
from steersman.store import jobs
from steersman.store.access import Member
from steersman.store.audit import head_of
from steersman.store.errors import NotFoundError
from steersman.store.jobs import Job
from steersman.web.service.analyses import AnalysisReader
from steersman.work.content import ReportKind
from steersman.work.report import REPORT

MEDIA = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SHOWN_DIGITS = 16
KEPT = 6
"""Reports of a firm that are kept; each takes some megabytes."""


def ask_report(
    connection: Connection,
    reader: AnalysisReader,
    member: Member,
    language: Language,
    kind: ReportKind,
    now: datetime,
) -> Job:
    """Ask for the report as a file; drawing its charts takes some seconds.

    Raises:
        NotFoundError: If there is no whole analysis yet.
    """
    content = _content(connection, reader, member, language, kind)
    jobs.forget_results(connection, member.firm_id, REPORT, KEPT - 1)
    return jobs.ask(connection, member.firm_id, REPORT, content, member.account_id, now)


def finished_report(connection: Connection, member: Member, job_id: str) -> tuple[Job, bytes]:
    """Return a report that was asked for, as a file.

    Raises:
        NotFoundError: If there is none, or it holds what the member may not see.
    """
    job = jobs.find(connection, member.firm_id, job_id)
    hidden = job.kind != REPORT or (job.input["personal"] and not member.may("people"))
    body = None if hidden else jobs.result_of(connection, member.firm_id, REPORT, job.input)
    if body is None:
        raise NotFoundError(job=job_id)
    return job, b64decode(body["file"])


def _content(
    connection: Connection,
    reader: AnalysisReader,
    member: Member,
    language: Language,
    kind: ReportKind,
) -> dict[str, Any]:
    known, messages = reader.known(member.firm_id), messages_for(language)
    if not known.whole:
        raise NotFoundError(report=member.firm_id)
    made = known.results["provenance"]
    number, head = head_of(connection, member.firm_id)
    subtitle = messages.text("report.subtitle", date=made["as_of"], version=made["version"])
    audit = messages.text("web.report.audit", number=number, head=head[:SHOWN_DIGITS])
    return {
        "analysis": known.origins["summary"],
        "language": language,
        "kind": kind,
        "personal": member.may("people"),
        "title": messages.text("report.title", firm=member.firm_name),
        "subtitle": f"{subtitle} · {audit}",
        "as_of": made["as_of"],
    }
