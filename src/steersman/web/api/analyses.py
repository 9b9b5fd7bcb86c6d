"""What the stages found out."""

import math
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import RootModel
from starlette.responses import JSONResponse

from steersman.store import jobs
from steersman.web.api.errors import ApiError
from steersman.web.api.jobs import JobView, job_view
from steersman.web.api.models import OF_CHANGE, OF_FIRM, Model
from steersman.web.api.reading import StrictRoute
from steersman.web.service.analyses import Known, chapter_for
from steersman.web.visit import EDIT, PEOPLE, READ, FirmVisit
from steersman.work.asking import ask_analysis

router = APIRouter(prefix="/firms/{firm_id}", tags=["analysis"], route_class=StrictRoute)
Reader = Annotated[FirmVisit, Depends(READ)]
People = Annotated[FirmVisit, Depends(PEOPLE)]
StageName = Literal["identify", "diagnose", "choose", "plan", "finance", "steer", "progress"]
NOT_YET = 404


class AnalysisView(Model):
    """How far the analysis of a firm is."""

    job: JobView | None
    """The work asked for last; null if none was."""
    current: bool
    """Whether what is known is about the facts as they are now."""
    whole: bool
    """Whether every part is done."""
    parts: list[str]
    """Names of the parts done."""
    results: list[str]
    """Names of the results that there are and the role may see."""


class ResultView(RootModel[Any]):
    """What a stage found out, as ``steersman schema STAGE`` describes it."""


@router.get("/analysis", responses=OF_FIRM)
def read_analysis(visit: Reader) -> AnalysisView:
    """Return how far the analysis is."""
    known = visit.desk.analyses.known(visit.firm_id)
    hidden = () if visit.member.may("people") else ("people_personal", "steer_personal", "equity")
    return AnalysisView(
        job=job_view(visit.messages, known.job) if known.job else None,
        current=known.current,
        whole=known.whole,
        parts=list(known.parts),
        results=[name for name in known.results if name not in hidden],
    )


@router.post("/analysis", status_code=202, responses=OF_CHANGE)
def ask_for_analysis(visit: Annotated[FirmVisit, Depends(EDIT)]) -> JobView:
    """Ask for the analysis of the facts as they are now; saving a dossier asks for it too."""
    with visit.database.writing() as connection:
        job_id = ask_analysis(connection, visit.firm_id, visit.member.account_id, visit.now)
        return job_view(visit.messages, jobs.find(connection, visit.firm_id, job_id))


@router.get("/results/{stage}", response_model=ResultView, responses=OF_FIRM)
def read_result(visit: Reader, stage: StageName) -> JSONResponse:
    """Return what a stage found out; numbers that are infinite or unknown are null."""
    return _result(visit.desk.analyses.known(visit.firm_id), chapter_for(visit.member, stage))


@router.get("/people", response_model=ResultView, responses=OF_FIRM)
def read_people(visit: People) -> JSONResponse:
    """Return what was found out about people, rewards and pay."""
    return _result(visit.desk.analyses.known(visit.firm_id), "people_personal")


@router.get("/equity", response_model=ResultView, responses=OF_FIRM)
def read_equity(visit: People) -> JSONResponse:
    """Return what was found out about shares."""
    return _result(visit.desk.analyses.known(visit.firm_id), "equity")


def _result(known: Known, name: str) -> JSONResponse:
    if name not in known.results:
        raise ApiError(NOT_YET, "analysis_missing")
    return JSONResponse(finite(known.results[name]))


def finite(value: Any) -> Any:  # noqa: ANN401  any JSON value
    """Return a result with null in the place of numbers that JSON cannot tell."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {name: finite(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [finite(inner) for inner in value]
    return value
