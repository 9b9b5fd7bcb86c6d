"""The whole report to take away: HTML, PDF, XLSX."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.store.audit import head_of
from steersman.web.rendering import go, page
from steersman.web.service.report import MEDIA, ask_report, finished_report
from steersman.web.visit import LANGUAGES, READ, REPORT, FirmVisit
from steersman.work.content import ReportKind

router = APIRouter(prefix="/{language}/firms/{firm_id}")
Reporter = Annotated[FirmVisit, Depends(REPORT)]


@router.get("/report")
def report_page(visit: Annotated[FirmVisit, Depends(READ)], ready: str = "") -> Response:
    """Show what can be taken away, and in which forms."""
    known = visit.desk.analyses.known(visit.firm_id)
    with visit.database.reading() as connection:
        number, head = head_of(connection, visit.firm_id)
    return page(
        visit, "report.html", known=known, chapter="", audit=(number, head), ready=ready[:36]
    )


@router.post("/report/{kind}")
def make_report(kind: ReportKind, visit: Reporter) -> Response:
    """Ask for the report as a file, and lead to how far it is."""
    language = LANGUAGES[visit.path_language]
    with visit.database.writing() as connection:
        reader = visit.desk.analyses
        job = ask_report(connection, reader, visit.member, language, kind, visit.now)
    return go(visit.firm_url("jobs", job.id))


@router.get("/report/files/{job_id}")
def download_report(job_id: str, visit: Reporter) -> Response:
    """Return a report that was asked for."""
    with visit.database.reading() as connection:
        job, content = finished_report(connection, visit.member, job_id)
    kind = job.input["kind"]
    headers = {"content-disposition": f'attachment; filename="report.{kind}"'}
    return Response(content, media_type=MEDIA[kind], headers=headers)
