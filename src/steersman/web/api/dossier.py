"""The dossier of a firm as one document."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query
from pydantic import RootModel
from starlette.responses import JSONResponse

from steersman.files.body import body_of
from steersman.web.api.errors import ApiError
from steersman.web.api.models import OF_FIRM, OF_SAVING, Line, SavedView
from steersman.web.api.reading import StrictRoute
from steersman.web.api.saving import ETAG, IfMatch, base_of, etag, saved
from steersman.web.service.facts import Edit, read_whole
from steersman.web.service.visibility import is_hidden, names_of, visible, whole
from steersman.web.visit import EDIT, READ, FirmVisit

router = APIRouter(prefix="/firms/{firm_id}/dossier", tags=["dossier"], route_class=StrictRoute)
INVALID = 422


class DossierView(RootModel[dict[str, Any]]):
    """A dossier: parts by name, as ``steersman schema dossier`` describes them.

    What the role may not see, and values that are the usual ones, are left out.
    """


@router.get("", response_model=DossierView, responses={**OF_FIRM, 200: {"headers": ETAG}})
def read_dossier(visit: Annotated[FirmVisit, Depends(READ)]) -> JSONResponse:
    """Return the dossier as it is now, without what the role may not see."""
    facts = visit.desk.facts.now(visit.firm_id)
    return JSONResponse(visible(facts.body, visit.member), headers=etag(facts.number))


@router.put("", response_model=SavedView, responses={**OF_SAVING, 200: {"headers": ETAG}})
def save_dossier(
    visit: Annotated[FirmVisit, Depends(EDIT)],
    dossier: Annotated[dict[str, Any], Body(description="The whole dossier, changed.")],
    if_match: IfMatch = None,
    what: Annotated[Line, Query(description="What was changed, in a line.")] = "",
    why: Annotated[Line, Query(description="Why.")] = "",
    effective_on: Annotated[
        date | None, Query(description="Day from which it is true; today if left out.")
    ] = None,
) -> JSONResponse:
    """Save the dossier; what others changed meanwhile stays, and what the role may not see too.

    Raises:
        ApiError: If it has errors, all of which are listed.
    """
    base = base_of(visit, if_match)
    read = read_whole(whole(base.body, dossier, visit.member))
    if read.dossier is None or read.errors:
        shown = [p for p in read.errors if not is_hidden(names_of(p), visit.member)]
        raise ApiError(INVALID, "facts", shown)
    named = what.strip() or visit.messages.text("web.what.api")
    edit = Edit(base.number, body_of(read.dossier), named, why.strip(), effective_on)
    return saved(visit, edit)
