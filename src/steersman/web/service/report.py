"""The whole report to take away: HTML, PDF, XLSX."""

from typing import Literal

from steersman.messages import Language, messages_for
from steersman.report.document import Block, Document
from steersman.report.html import render_html
from steersman.report.pdf import render_pdf
from steersman.report.spreadsheet import render_xlsx
from steersman.store.access import Member
from steersman.store.audit import head_of
from steersman.store.errors import NotFoundError
from steersman.web.service.analyses import AnalysisReader, chapter_for
from steersman.work.parts import REPORT_ORDER

Format = Literal["html", "pdf", "xlsx"]
MEDIA = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SHOWN_DIGITS = 16


def report_file(reader: AnalysisReader, member: Member, language: Language, kind: Format) -> bytes:
    """Return the whole report as a file, without chapters that the member may not see.

    Raises:
        NotFoundError: If there is no whole analysis yet.
    """
    document = _document(reader, member, language)
    if kind == "html":
        return render_html(document).encode()
    return render_pdf(document) if kind == "pdf" else render_xlsx(document)


def _document(reader: AnalysisReader, member: Member, language: Language) -> Document:
    known, messages = reader.known(member.firm_id), messages_for(language)
    if not known.whole:
        raise NotFoundError(report=member.firm_id)
    blocks: list[Block] = []
    for name in REPORT_ORDER:
        try:
            blocks += known.blocks(chapter_for(member, name), language)
        except NotFoundError:
            continue
    made = known.results["provenance"]
    with reader.database.reading() as connection:
        number, head = head_of(connection, member.firm_id)
    title = messages.text("report.title", firm=member.firm_name)
    subtitle = messages.text("report.subtitle", date=made["as_of"], version=made["version"])
    audit = messages.text("web.report.audit", number=number, head=head[:SHOWN_DIGITS])
    return Document(title, f"{subtitle} · {audit}", language, tuple(blocks))
