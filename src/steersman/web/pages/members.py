"""Who takes part in a firm, in which role."""

from typing import Annotated, get_args

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.store import access
from steersman.store.access import PERMISSIONS, ROLES, MemberState
from steersman.web.forms import Typed
from steersman.web.rendering import go, page
from steersman.web.service import members
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
    """Invite somebody; the link is shown once and sent by whoever invites."""
    email, role, person = form.text("email").strip(), form.text("role"), form.text("person")
    with visit.database.writing() as connection:
        token = members.invite(connection, visit.member, email, role, person, visit.now)
    link = str(visit.request.base_url).rstrip("/") + visit.url("join", token)
    return _page(visit, link, email)


@router.post("/members/{account_id}")
def set_member(account_id: str, visit: Owner, form: Typed) -> Response:
    """Give a member another role or state, at once; who may come no more is signed out."""
    role, state = form.text("role"), form.text("state")
    with visit.database.writing() as connection:
        members.change(connection, visit.member, account_id, role, state, visit.now)
    return go(visit.firm_url("members"))
