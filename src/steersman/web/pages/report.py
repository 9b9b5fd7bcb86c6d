"""The whole report to take away: HTML, PDF, XLSX."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.store.audit import head_of
from steersman.web.rendering import page
from steersman.web.service.report import MEDIA, Format, report_file
from steersman.web.visit import LANGUAGES, READ, REPORT, FirmVisit

router = APIRouter(prefix="/{language}/firms/{firm_id}")


@router.get("/report")
def report_page(visit: Annotated[FirmVisit, Depends(READ)]) -> Response:
    """Show what can be taken away, and in which forms."""
    known = visit.desk.analyses.known(visit.firm_id)
    with visit.database.reading() as connection:
        number, head = head_of(connection, visit.firm_id)
    return page(visit, "report.html", known=known, chapter="", audit=(number, head))


@router.get("/report/report.{kind}")
def download_report(
    kind: Format,
    visit: Annotated[FirmVisit, Depends(REPORT)],
) -> Response:
    """Return the whole report as a file."""
    content = report_file(visit.desk.analyses, visit.member, LANGUAGES[visit.path_language], kind)
    headers = {"content-disposition": f'attachment; filename="report.{kind}"'}
    return Response(content, media_type=MEDIA[kind], headers=headers)
