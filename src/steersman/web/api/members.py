"""Who takes part in a firm."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import StringConstraints

from steersman.store import access
from steersman.store.access import MemberState, Role
from steersman.web.api.models import OF_CHANGE, OF_FIRM, Model, Name
from steersman.web.api.reading import StrictRoute
from steersman.web.service import members
from steersman.web.service.members import LONGEST_ADDRESS
from steersman.web.visit import ID_PATTERN, MEMBERS, FirmVisit

router = APIRouter(prefix="/firms/{firm_id}/members", tags=["members"], route_class=StrictRoute)
Owner = Annotated[FirmVisit, Depends(MEMBERS)]
AccountId = Annotated[str, Path(pattern=ID_PATTERN, description="Id of an account.")]


class MemberView(Model):
    """Somebody who takes part."""

    account_id: str
    """Id of the account."""
    name: str
    """Name of the person."""
    email: str
    """Address."""
    role: Role
    """Role."""
    state: MemberState
    """Only active members may do anything."""
    person: str
    """Who it is among the people of the dossier; may be empty."""


class Invitation(Model):
    """Somebody to invite."""

    email: Annotated[str, StringConstraints(min_length=3, max_length=LONGEST_ADDRESS)]
    """Address; only its account can accept."""
    role: Role
    """Role."""
    person: Name = ""
    """Who it is among the people of the dossier."""


class Invited(Model):
    """An invitation."""

    token: str
    """Shown only now; holds once, for fourteen days."""
    link: str
    """Address at which it is accepted."""


class Membership(Model):
    """Role and state of a member."""

    role: Role
    """Role."""
    state: MemberState
    """State; with any but ``active`` all sessions end."""


@router.get("", responses=OF_FIRM)
def list_members(visit: Owner) -> list[MemberView]:
    """Return all who take part, or did."""
    with visit.database.reading() as connection:
        found = access.members(connection, firm_id=visit.firm_id)
    return [
        MemberView(
            account_id=entry.account_id,
            name=entry.name,
            email=entry.email,
            role=entry.role,
            state=entry.state,
            person=entry.person,
        )
        for entry in found
    ]


@router.post("", status_code=201, responses=OF_CHANGE)
def invite_member(visit: Owner, invitation: Invitation) -> Invited:
    """Invite somebody; the link is not sent, that is up to whoever invites."""
    asked = invitation
    with visit.database.writing() as connection:
        token = members.invite(
            connection, visit.member, asked.email, asked.role, asked.person, visit.now
        )
    link = str(visit.request.base_url).rstrip("/") + visit.url("join", token)
    return Invited(token=token, link=link)


@router.put("/{account_id}", status_code=204, responses=OF_CHANGE)
def set_member(visit: Owner, account_id: AccountId, membership: Membership) -> None:
    """Give a member another role or state, at once."""
    with visit.database.writing() as connection:
        members.change(
            connection, visit.member, account_id, membership.role, membership.state, visit.now
        )
