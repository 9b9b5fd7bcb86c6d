"""Earlier states of the dossier."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse

from steersman.store import revisions
from steersman.store.documents import differences
from steersman.web.api.dossier import DossierView
from steersman.web.api.models import (
    OF_FIRM,
    OF_SAVING,
    Line,
    Model,
    SavedView,
    told,
)
from steersman.web.api.reading import StrictRoute
from steersman.web.api.saving import ETAG, IfMatch, base_of, etag, saved
from steersman.web.service.facts import Edit
from steersman.web.service.visibility import visible, whole
from steersman.web.visit import EDIT, READ, Before, FirmVisit, Number, Since

router = APIRouter(prefix="/firms/{firm_id}/revisions", tags=["revisions"], route_class=StrictRoute)
Reader = Annotated[FirmVisit, Depends(READ)]
PAGE = 50


class RevisionView(Model):
    """A state of the dossier."""

    number: int
    """Its number, from 1."""
    author: str
    """Name of who made it."""
    recorded_at: datetime
    """When it was saved."""
    effective_on: date
    """Day from which it is true."""
    what: str
    """What was changed."""
    why: str
    """Why."""
    sha256: str
    """Digest of its content."""


class DifferenceView(Model):
    """A place where two states differ; null where there is no value."""

    path: list[str]
    """Where: names of fields and ids of records."""
    before: Any
    """What it was."""
    after: Any
    """What it became."""


class Reason(Model):
    """Why a state is restored."""

    why: Line = ""
    """Why."""


@router.get("", responses=OF_FIRM)
def list_revisions(visit: Reader, before: Before = None) -> list[RevisionView]:
    """Return fifty revisions, the newest first."""
    with visit.database.reading() as connection:
        found = revisions.history(connection, visit.firm_id, before, PAGE)
    return [
        RevisionView(
            number=entry.number,
            author=entry.author,
            recorded_at=entry.recorded_at,
            effective_on=entry.effective_on,
            what=entry.what,
            why=entry.why,
            sha256=entry.sha256,
        )
        for entry in found
    ]


@router.get("/{number}", response_model=DossierView, responses={**OF_FIRM, 200: {"headers": ETAG}})
def read_revision(visit: Reader, number: Number) -> JSONResponse:
    """Return the dossier as it was, without what the role may not see."""
    facts = visit.desk.facts.at(visit.firm_id, number)
    return JSONResponse(visible(facts.body, visit.member), headers=etag(number))


@router.get("/{number}/differences", responses=OF_FIRM)
def compare_revisions(visit: Reader, number: Number, since: Since = None) -> list[DifferenceView]:
    """Return what a revision changed."""
    start = number - 1 if since is None else since
    after = visit.desk.facts.at(visit.firm_id, number).body
    before = visit.desk.facts.at(visit.firm_id, start).body if start else {}
    found = differences(visible(before, visit.member), visible(after, visit.member))
    return [
        DifferenceView(path=list(entry.path), before=told(entry.before), after=told(entry.after))
        for entry in found
    ]


@router.post(
    "/{number}/restore", response_model=SavedView, responses={**OF_SAVING, 200: {"headers": ETAG}}
)
def restore_revision(
    visit: Annotated[FirmVisit, Depends(EDIT)],
    number: Number,
    reason: Reason,
    if_match: IfMatch = None,
) -> JSONResponse:
    """Write an earlier state again as the newest; what the role may not see stays as it is."""
    base = base_of(visit, if_match)
    body = whole(base.body, visit.desk.facts.at(visit.firm_id, number).body, visit.member)
    what = visit.messages.text("web.what.restore", number=number)
    return saved(visit, Edit(base.number, body, what, reason.why.strip()))
