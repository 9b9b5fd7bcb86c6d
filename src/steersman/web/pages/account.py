"""One's own account: password, and ending all sessions."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from steersman.store import accounts
from steersman.store.errors import RefusedError
from steersman.web.forms import Typed
from steersman.web.rendering import go, page
from steersman.web.service.signing import checked
from steersman.web.trouble import refusal_text
from steersman.web.visit import SIGNED_IN, Visit

router = APIRouter(prefix="/{language}/account")
Visitor = Annotated[Visit, Depends(SIGNED_IN)]


@router.get("")
def account_page(visit: Visitor) -> Response:
    """Show one's account."""
    return page(visit, "account.html", failed="")


@router.post("/password")
def set_password(visit: Visitor, form: Typed) -> Response:
    """Set a new password, if the one until now is right; all sessions end."""
    account = visit.signed_in
    typed = (account.email, form.text("password"))
    right, refused = checked(visit.database, visit.desk.failures, typed, visit.now)
    failed = "" if right else visit.messages.text(f"web.signin.{refused}")
    if not failed:
        try:
            with visit.database.writing() as connection:
                accounts.set_password(connection, account.id, form.text("new"), visit.now)
        except RefusedError as error:
            failed = refusal_text(visit, error)
    if failed:
        return page(visit, "account.html", status=422, failed=failed)
    return go(visit.url("signin"))


@router.post("/sessions/end")
def end_sessions(visit: Visitor) -> Response:
    """End all sessions of the account, on every device."""
    with visit.database.writing() as connection:
        accounts.end_sessions(connection, visit.signed_in.id, visit.now)
    return go(visit.url("signin"))
