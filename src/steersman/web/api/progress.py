"""Recording what happened."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints
from starlette.responses import JSONResponse

from steersman.web.api.errors import ApiError
from steersman.web.api.models import OF_SAVING, Line, Model, Name, SavedView
from steersman.web.api.reading import StrictRoute
from steersman.web.api.saving import ETAG, IfMatch, base_of, saved
from steersman.web.service.facts import Edit
from steersman.web.service.progress import recorded
from steersman.web.visit import EDIT, FirmVisit

router = APIRouter(prefix="/firms/{firm_id}/progress", tags=["progress"], route_class=StrictRoute)
INVALID = 422


class Progress(Model):
    """Something that happened."""

    date: Annotated[str, StringConstraints(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    """When."""
    kind: Annotated[str, StringConstraints(min_length=1, max_length=50)]
    """What: ``stage_started``, ``stage_finished``, ``measure`` and so on."""
    reference: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    """Of what: ``PROJECT/STAGE``, or the id of a measure or indicator."""
    value: Name = Field(default="")
    """How much, where it is a number."""
    note: Line = ""
    """More to say."""


@router.post("", response_model=SavedView, responses={**OF_SAVING, 200: {"headers": ETAG}})
def record_progress(
    visit: Annotated[FirmVisit, Depends(EDIT)], progress: Progress, if_match: IfMatch = None
) -> JSONResponse:
    """Record something that happened; sent twice from the same state it is recorded once.

    Raises:
        ApiError: If the dossier would have errors.
    """
    base = base_of(visit, if_match)
    edited = recorded(base, progress.model_dump())
    if edited.errors:
        raise ApiError(INVALID, "facts", edited.errors)
    what = visit.messages.text("web.what.progress", reference=progress.reference)
    return saved(visit, Edit(base.number, edited.body, what, progress.note))
