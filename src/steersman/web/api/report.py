"""The whole report to take away."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.web.api.jobs import JobView, job_view
from steersman.web.api.models import OF_CHANGE, OF_FIRM, JobId, Model
from steersman.web.api.reading import StrictRoute
from steersman.web.service.report import MEDIA, ask_report, finished_report
from steersman.web.visit import LANGUAGES, REPORT, FirmVisit
from steersman.work.content import ReportKind

router = APIRouter(prefix="/firms/{firm_id}/reports", tags=["report"], route_class=StrictRoute)
Reporter = Annotated[FirmVisit, Depends(REPORT)]
FILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The report.", "content": {media: {} for media in MEDIA.values()}}
}


class Wanted(Model):
    """A report that is asked for."""

    kind: ReportKind
    """Its format."""


@router.post("", status_code=202, responses=OF_CHANGE)
def ask_for_report(visit: Reporter, wanted: Wanted) -> JobView:
    """Ask for the report of a whole analysis as a file; its texts are in the reader's language."""
    language, reader = LANGUAGES[visit.path_language], visit.desk.analyses
    with visit.database.writing() as connection:
        job = ask_report(connection, reader, visit.member, language, wanted.kind, visit.now)
    return job_view(visit.messages, job)


@router.get("/{job_id}", response_class=Response, responses={**OF_FIRM, **FILES})
def read_report(visit: Reporter, job_id: JobId) -> Response:
    """Return a report that was asked for, once its job is done."""
    with visit.database.reading() as connection:
        job, content = finished_report(connection, visit.member, job_id)
    return Response(content, media_type=MEDIA[job.input["kind"]])
