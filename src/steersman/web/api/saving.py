"""Saving a dossier for a program, from the state that it has read."""

import re
from typing import Annotated, Any

from fastapi import Header
from starlette.responses import JSONResponse

from steersman.store.access import Member
from steersman.store.documents import Clash
from steersman.web.api.errors import ApiError
from steersman.web.api.models import ClashView, SavedView, told
from steersman.web.service.facts import Conflict, Edit, Facts, save
from steersman.web.service.visibility import is_hidden, visible_at
from steersman.web.visit import FirmVisit

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern='^"?[0-9]{1,9}"?$',
        description="The `ETag` of the answer that was read before: the number of a revision.",
    ),
]
MISSING, NO_SUCH, CLASH = 428, 412, 409


def base_of(visit: FirmVisit, if_match: str | None) -> Facts:
    """Return the state that a change was made from.

    Raises:
        ApiError: If the request does not say which, or there is none of that number.
    """
    if if_match is None:
        raise ApiError(MISSING, "no_if_match")
    number = int(re.sub(r"\D", "", if_match))
    head = visit.desk.facts.now(visit.firm_id)
    if not 1 <= number <= head.number:
        raise ApiError(NO_SUCH, "no_such_base")
    return visit.desk.facts.at(visit.firm_id, number)


def saved(visit: FirmVisit, edit: Edit) -> JSONResponse:
    """Save, and say under which number.

    Raises:
        ApiError: If it clashes with what somebody else has saved meanwhile.
    """
    with visit.database.writing() as connection:
        outcome = save(connection, visit.member, edit, visit.now)
    if isinstance(outcome, Conflict):
        shown = [_shown(clash, visit.member) for clash in outcome.clashes]
        raise ApiError(CLASH, "clash", clashes=shown)
    done = SavedView(number=outcome.number, merged=outcome.merged)
    return JSONResponse(done.model_dump(), headers=etag(outcome.number))


def _shown(clash: Clash, member: Member) -> ClashView:
    """Return a clash without values that a member may not see."""
    path = clash.path
    if is_hidden(path, member):
        return ClashView(path=list(path), base=None, mine=None, theirs=None)
    base, mine, theirs = (
        visible_at(path, told(value), member) for value in (clash.base, clash.mine, clash.theirs)
    )
    return ClashView(path=list(path), base=base, mine=mine, theirs=theirs)


def etag(number: int) -> dict[str, str]:
    """Return the header that names a revision."""
    return {"etag": f'"{number}"'}


ETAG: dict[str, Any] = {
    "ETag": {"description": "Number of the revision.", "schema": {"type": "string"}}
}
"""The header in descriptions."""
