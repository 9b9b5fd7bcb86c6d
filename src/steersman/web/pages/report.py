"""The whole report to take away: HTML, PDF, XLSX."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.report.document import Block, Document
from steersman.report.html import render_html
from steersman.report.pdf import render_pdf
from steersman.report.spreadsheet import render_xlsx
from steersman.store.audit import head_of
from steersman.store.errors import NotFoundError
from steersman.web.rendering import page
from steersman.web.service.analyses import Known, chapter_for
from steersman.web.visit import READ, REPORT, FirmVisit
from steersman.work.parts import REPORT_ORDER

router = APIRouter(prefix="/{language}/firms/{firm_id}")
Format = Literal["html", "pdf", "xlsx"]
MEDIA = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SHOWN_DIGITS = 16


@router.get("/report")
def report_page(visit: Annotated[FirmVisit, Depends(READ)]) -> Response:
    """Show what can be taken away, and in which forms."""
    known = visit.desk.analyses.known(visit.firm_id)
    with visit.database.reading() as connection:
        number, head = head_of(connection, visit.firm_id)
    return page(visit, "report.html", known=known, chapter="", audit=(number, head))


@router.get("/report/report.{kind}")
def report_file(
    kind: Format,
    visit: Annotated[FirmVisit, Depends(REPORT)],
) -> Response:
    """Return the whole report as a file.

    Raises:
        NotFoundError: If there is no whole analysis yet.
    """
    document = report_document(visit)
    content: bytes
    if kind == "html":
        content = render_html(document).encode()
    else:
        content = render_pdf(document) if kind == "pdf" else render_xlsx(document)
    headers = {"content-disposition": f'attachment; filename="report.{kind}"'}
    return Response(content, media_type=MEDIA[kind], headers=headers)


def report_document(visit: FirmVisit) -> Document:
    """Return the whole report, without chapters that the member may not see.

    Raises:
        NotFoundError: If there is no whole analysis yet.
    """
    known: Known = visit.desk.analyses.known(visit.firm_id)
    if not known.whole:
        raise NotFoundError(report=visit.firm_id)
    language, messages = visit.messages.language, visit.messages
    blocks: list[Block] = []
    for name in REPORT_ORDER:
        try:
            blocks += known.blocks(chapter_for(visit.member, name), language)
        except NotFoundError:
            continue
    made = known.results["provenance"]
    with visit.database.reading() as connection:
        number, head = head_of(connection, visit.firm_id)
    title = messages.text("report.title", firm=visit.member.firm_name)
    subtitle = messages.text("report.subtitle", date=made["as_of"], version=made["version"])
    audit = messages.text("web.report.audit", number=number, head=head[:SHOWN_DIGITS])
    return Document(title, f"{subtitle} · {audit}", language, tuple(blocks))
