"""Other plans beside today's, and following one."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field, RootModel
from starlette.responses import JSONResponse

from steersman.web.api.analyses import finite
from steersman.web.api.jobs import JobView, job_view
from steersman.web.api.models import OF_CHANGE, OF_FIRM, JobId, Line, Model, Name
from steersman.web.api.reading import StrictRoute
from steersman.web.service.facts import usable
from steersman.web.service.what_ifs import (
    MOST_CHANGES,
    Adopting,
    ask_adoption,
    ask_what_if,
    checked_pick,
    pick_of_point,
    what_if_of,
)
from steersman.web.visit import EDIT, ID_PATTERN, LANGUAGES, LARGEST, READ, FirmVisit
from steersman.work.content import Pick

router = APIRouter(prefix="/firms/{firm_id}", tags=["plan"], route_class=StrictRoute)
Reader = Annotated[FirmVisit, Depends(READ)]


class WhatIf(Model):
    """Another plan that is asked for: a point of the frontier, or changes and wishes."""

    point: Annotated[int, Field(ge=0, le=LARGEST)] | None = None
    """Place of a plan among those in ``frontier`` of the plan's result, counted from 0."""
    changes: list[Name] = Field(default_factory=list, max_length=MOST_CHANGES)
    """Such as ``drop=PROJECT``, ``hire=HIRE``, ``cut=FUNDING``, ``delay=FUNDING:MONTHS``."""
    wishes: list[Name] = Field(default_factory=list, max_length=MOST_CHANGES)
    """Such as ``include=PROJECT``."""
    ruin_limit: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    """Highest acceptable chance of running out of money; the firm's own if null."""
    focus: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Most key projects under way at once; the firm's own if null."""


class Comparison(RootModel[dict[str, Any]]):
    """A job in ``job``, and once it is done ``conflict``, ``before`` and ``after``.

    With ``conflict`` no plan fulfils all wishes, and there are no plans to compare.
    """


class Adoption(Model):
    """A plan that the firm is to follow."""

    what_if: Annotated[str, Field(pattern=ID_PATTERN)] | None = None
    """Id of a what-if whose plan it is; today's plan if null."""
    by: Name = ""
    """Who decided; the account if empty."""
    why: Line = ""
    """Why."""


@router.post("/what-ifs", status_code=202, responses=OF_CHANGE)
def ask_for_what_if(visit: Reader, wanted: WhatIf) -> JobView:
    """Ask for another plan; the same question is worked out once."""
    pick = _pick(visit, wanted)
    with visit.database.writing() as connection:
        job = ask_what_if(connection, visit.member, pick, visit.now)
    return job_view(visit.messages, job)


def _pick(visit: FirmVisit, wanted: WhatIf) -> Pick:
    dossier = usable(visit.desk.facts.now(visit.firm_id))
    if wanted.point is not None:
        known = visit.desk.analyses.known(visit.firm_id)
        return pick_of_point(known, wanted.point, dossier)
    return checked_pick(dossier, wanted.changes, wanted.wishes, wanted.ruin_limit, wanted.focus)


@router.get("/what-ifs/{job_id}", response_model=Comparison, responses=OF_FIRM)
def read_what_if(visit: Reader, job_id: JobId) -> JSONResponse:
    """Return another plan beside today's, as far as it is known."""
    with visit.database.reading() as connection:
        job, body = what_if_of(connection, visit.firm_id, job_id)
    plans = {name: body[name] for name in ("conflict", "before", "after") if name in (body or {})}
    return JSONResponse({"job": job_view(visit.messages, job).model_dump(), **finite(plans)})


@router.post("/adoption", status_code=202, responses=OF_CHANGE)
def ask_for_adoption(visit: Annotated[FirmVisit, Depends(EDIT)], adoption: Adoption) -> JobView:
    """Make a plan the one that the firm follows, once the job is done."""
    language = LANGUAGES[visit.path_language]
    adopting = Adopting(adoption.what_if or "", adoption.by, adoption.why, language)
    with visit.database.writing() as connection:
        job = ask_adoption(connection, visit.member, adopting, visit.now)
    return job_view(visit.messages, job)
