"""The whole report to take away."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.web.api.models import OF_FIRM
from steersman.web.service.report import MEDIA, Format, report_file
from steersman.web.visit import LANGUAGES, REPORT, FirmVisit

router = APIRouter(prefix="/firms/{firm_id}", tags=["report"])
FILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The report.", "content": {media: {} for media in MEDIA.values()}}
}


@router.get("/report.{kind}", response_class=Response, responses={**OF_FIRM, **FILES})
def read_report(visit: Annotated[FirmVisit, Depends(REPORT)], kind: Format) -> Response:
    """Return the report as HTML, PDF or XLSX, once the analysis is whole."""
    language = LANGUAGES[visit.path_language]
    content = report_file(visit.desk.analyses, visit.member, language, kind)
    return Response(content, media_type=MEDIA[kind])
