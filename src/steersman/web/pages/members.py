"""Who takes part in a firm, in which role."""

from typing import Annotated, get_args

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.store import access, accounts
from steersman.store.access import PERMISSIONS, ROLES, MemberState, Role
from steersman.store.errors import RefusedError
from steersman.web.forms import Typed
from steersman.web.rendering import go, page
from steersman.web.visit import MEMBERS, FirmVisit

router = APIRouter(prefix="/{language}/firms/{firm_id}")
Owner = Annotated[FirmVisit, Depends(MEMBERS)]


@router.get("/members")
def members_page(visit: Owner) -> Response:
    """Show members, and the form to invite one."""
    return _page(visit)


def _page(visit: FirmVisit, link: str = "", invited: str = "") -> Response:
    with visit.database.reading() as connection:
        found = access.members(connection, firm_id=visit.firm_id)
    dossier = visit.desk.facts.now(visit.firm_id).read.dossier
    people = dossier.people if dossier else ()
    return page(
        visit,
        "members.html",
        members=found,
        roles=ROLES,
        states=get_args(MemberState),
        permissions=PERMISSIONS,
        people=[(person.id, person.name or person.id) for person in people],
        link=link,
        invited=invited,
    )


@router.post("/members/invite")
def invite_member(visit: Owner, form: Typed) -> Response:
    """Invite somebody; the link is shown once and sent by whoever invites.

    Raises:
        RefusedError: If the address is none, or there is no such role.
    """
    email, person = form.text("email").strip(), form.text("person")
    if "@" not in email or len(email) > 254:
        raise RefusedError(reason="no-address")
    role = role_of(form.text("role"))
    with visit.database.writing() as connection:
        token = access.invite(connection, visit.member, email, role, person, visit.now)
    link = str(visit.request.base_url).rstrip("/") + visit.url("join", token)
    return _page(visit, link, email)


@router.post("/members/{account_id}")
def set_member(account_id: str, visit: Owner, form: Typed) -> Response:
    """Give a member another role or state, at once; who may come no more is signed out."""
    role, state = role_of(form.text("role")), state_of(form.text("state"))
    with visit.database.writing() as connection:
        access.set_member(connection, visit.member, account_id, role, state, visit.now)
        if state != "active":
            accounts.end_sessions(connection, account_id)
    return go(visit.firm_url("members"))


def role_of(text: str) -> Role:
    """Return a role by its name.

    Raises:
        RefusedError: If there is none of that name.
    """
    for role in ROLES:
        if role == text:
            return role
    raise RefusedError(reason="no-such-role", role=text)


def state_of(text: str) -> MemberState:
    """Return a state by its name.

    Raises:
        RefusedError: If there is none of that name.
    """
    states: tuple[MemberState, ...] = get_args(MemberState)
    for state in states:
        if state == text:
            return state
    raise RefusedError(reason="no-such-role", role=text)
