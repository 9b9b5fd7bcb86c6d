"""Firms of an account, and beginning with a new one."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import Field

from steersman.files.body import body_of
from steersman.store import access
from steersman.store.access import PERMISSIONS, Member
from steersman.web.api.errors import ApiError
from steersman.web.api.models import Model, Name, troubles
from steersman.web.api.reading import StrictRoute
from steersman.web.service import founding
from steersman.web.service.facts import Body, read_whole
from steersman.web.visit import LANGUAGES, MEMBER, SIGNED_IN, FirmVisit, Visit

router = APIRouter(prefix="/firms", tags=["firms"], route_class=StrictRoute)
Visitor = Annotated[Visit, Depends(SIGNED_IN)]
INVALID = 422


class FirmView(Model):
    """A firm, and the account's part in it."""

    id: str
    """Its id, which stands in the addresses of everything about it."""
    name: str
    """Its name."""
    role: str
    """Role of the account."""
    person: str
    """Who the account is among the people of the dossier; may be empty."""
    permissions: list[str]
    """What the role allows."""


class FirmId(Model):
    """A firm that was founded."""

    id: str
    """Its id."""


class NewFirm(Model):
    """What to begin a firm with."""

    source: Literal["example", "template", "dossier"]
    """The example firm, a template with examples to write over, or a dossier that is sent."""
    name: Name = ""
    """Name of a firm that begins with the template."""
    dossier: dict[str, Any] | None = Field(default=None)
    """The dossier to begin with; as in ``GET /firms/{firm_id}/dossier``."""


@router.get("", responses=troubles())
def list_firms(visit: Visitor) -> list[FirmView]:
    """Return the firms of the account."""
    with visit.database.reading() as connection:
        parts = access.members(connection, account_id=visit.signed_in.id)
    return [_view(part) for part in parts if part.state == "active"]


@router.post("", status_code=201, responses=troubles(429))
def found_firm(visit: Visitor, new: NewFirm) -> FirmId:
    """Found a firm, of which the account is the owner.

    Raises:
        ApiError: If the dossier that was sent has errors.
    """
    body = _body(visit, new)
    source = "api" if new.source == "dossier" else new.source
    what = visit.messages.text(f"web.what.{source}")
    with visit.database.writing() as connection:
        firm_id = founding.found(connection, visit.signed_in, dict(body), what, visit.now)
    return FirmId(id=firm_id)


def _body(visit: Visit, new: NewFirm) -> Body:
    if new.source == "example":
        return founding.example_body()
    if new.source == "template":
        name = new.name.strip() or visit.messages.text("web.new.unnamed")
        return founding.template_body(name, LANGUAGES[visit.path_language], visit.now.date())
    read = read_whole(new.dossier or {})
    if read.dossier is None or read.errors:
        raise ApiError(INVALID, "facts", read.errors)
    return body_of(read.dossier)


@router.get("/{firm_id}", responses=troubles(404))
def read_firm(visit: Annotated[FirmVisit, Depends(MEMBER)]) -> FirmView:
    """Return a firm."""
    return _view(visit.member)


def _view(member: Member) -> FirmView:
    return FirmView(
        id=member.firm_id,
        name=member.firm_name,
        role=member.role,
        person=member.person,
        permissions=sorted(PERMISSIONS[member.role]),
    )
