"""Signing in and out, the first account, joining a firm."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from secrets import compare_digest
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from steersman.store import access, accounts
from steersman.store.accounts import Account
from steersman.store.errors import NotFoundError, RefusedError
from steersman.web.forms import Typed, kept_fields
from steersman.web.rendering import go, page
from steersman.web.service import identity
from steersman.web.service.signing import checked
from steersman.web.settings import OpenIdConnect
from steersman.web.trouble import no_accounts, refusal_text
from steersman.web.visit import (
    ANYONE,
    SESSION_COOKIE,
    Visit,
    preferred_language,
)

router = APIRouter()
Visitor = Annotated[Visit, Depends(ANYONE)]
LOCAL_ADDRESS, LOCAL_NAME = "local@localhost", "Local"
WEEK = 7 * 24 * 3600
HANDSHAKE_COOKIE, HANDSHAKE_LASTS = "steersman_handshake", 600


@router.get("/")
def start(request: Request, _visit: Visitor) -> Response:
    """Lead to the reader's language."""
    language = preferred_language(request.headers.get("accept-language", ""))
    return RedirectResponse(f"/{language}/firms", 302)


@router.get("/launch")
def launch(visit: Visitor, token: str = "") -> Response:
    """Open the app for the one person on this machine who has seen the launch address.

    Raises:
        NotFoundError: If the server is no local one, or the token is another.
    """
    desk = visit.desk
    if not desk.settings.local or not compare_digest(token.encode(), desk.launch_token.encode()):
        raise NotFoundError(page="launch")
    with desk.database.writing() as connection:
        account = accounts.find_account(connection, LOCAL_ADDRESS)
        if account is None:
            account = accounts.create_account(
                connection, LOCAL_ADDRESS, LOCAL_NAME, None, visit.now
            )
        session = accounts.start_session(connection, account.id, visit.now)
    return _with_session(visit, go(visit.url("firms")), session)


@router.get("/{language}/signin")
def signin_page(visit: Visitor, target: str = "") -> Response:
    """Show the form to sign in."""
    if visit.account:
        return go(_inside(target) or visit.url("firms"))
    if no_accounts(visit):
        return go(visit.url("setup"))
    return page(visit, "signin.html", target=_inside(target), kept={}, failed="", email="")


@router.post("/{language}/signin")
def signin(
    visit: Visitor,
    form: Typed,
) -> Response:
    """Sign in by password; what was typed before can then be sent again."""
    email, password = form.text("email"), form.text("password")
    target, kept = _inside(form.text("target")), kept_fields(form)
    account, failed = checked(visit.database, visit.desk.failures, (email, password), visit.now)
    if account is None:
        return page(
            visit,
            "signin.html",
            status=401,
            target=target,
            kept=kept,
            failed=visit.messages.text(f"web.signin.{failed}"),
            email=email,
        )
    with visit.database.writing() as connection:
        session = accounts.start_session(connection, account.id, datetime.now(UTC))
    if kept:
        visit.account = account
        return _with_session(visit, page(visit, "resume.html", target=target, kept=kept), session)
    return _with_session(visit, go(target or visit.url("firms")), session)


@router.get("/{language}/provider")
def leave_for_provider(visit: Visitor) -> Response:
    """Send somebody to the identity provider.

    Raises:
        NotFoundError: If the server has none.
    """
    address, handshake = identity.begin(_provider(visit), _back(visit))
    response = go(address)
    response.set_cookie(
        HANDSHAKE_COOKIE,
        json.dumps(asdict(handshake)),
        max_age=HANDSHAKE_LASTS,
        httponly=True,
        samesite="lax",
        secure=visit.desk.settings.secure,
    )
    return response


@router.get("/provider/back")
def back_from_provider(visit: Visitor, code: str = "", state: str = "") -> Response:
    """Begin a session for somebody whom the identity provider vouches for.

    Raises:
        NotFoundError: If the server has none.
        RefusedError: If anything does not fit.
    """
    returned = {"code": code, "state": state}
    found = identity.finish(_provider(visit), _back(visit), _handshake(visit), returned)
    with visit.database.writing() as connection:
        account = identity.account_for(connection, found, visit.now)
        session = accounts.start_session(connection, account.id, visit.now)
    response = _with_session(visit, go(visit.url("firms")), session)
    response.delete_cookie(HANDSHAKE_COOKIE)
    return response


def _provider(visit: Visit) -> OpenIdConnect:
    provider = visit.desk.settings.provider
    if provider is None:
        raise NotFoundError(page="provider")
    return provider


def _back(visit: Visit) -> str:
    scheme = "https" if visit.desk.settings.secure else visit.request.url.scheme
    return f"{scheme}://{visit.request.url.netloc}/provider/back"


def _handshake(visit: Visit) -> identity.Handshake:
    try:
        kept = json.loads(visit.request.cookies.get(HANDSHAKE_COOKIE, ""))
        return identity.Handshake(str(kept["state"]), str(kept["nonce"]), str(kept["verifier"]))
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError(reason="provider-refused") from error


@router.post("/{language}/signout")
def signout(visit: Visitor) -> Response:
    """End the session."""
    if visit.token:
        with visit.database.writing() as connection:
            accounts.end_session(connection, visit.token, visit.now)
    response = go(visit.url("signin") + "?out=1")
    response.delete_cookie(SESSION_COOKIE)
    return response


@router.get("/{language}/setup")
def setup_page(visit: Visitor, token: str = "") -> Response:
    """Show the form for the first account.

    Raises:
        NotFoundError: If there is an account already.
    """
    _only_first(visit)
    return page(visit, "setup.html", token=token, failed="", email="", name="")


@router.post("/{language}/setup")
def setup(
    visit: Visitor,
    token: Annotated[str, Form()] = "",
    email: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Make the first account; only who has seen the launch address can."""
    _only_first(visit)
    try:
        _check_setup_token(visit, token)
        with visit.database.writing() as connection:
            account = accounts.create_account(connection, email, name, password, visit.now)
            session = accounts.start_session(connection, account.id, visit.now)
    except RefusedError as error:
        failed = refusal_text(visit, error)
        return page(
            visit, "setup.html", status=422, token=token, failed=failed, email=email, name=name
        )
    return _with_session(visit, go(visit.url("firms", "new")), session)


@router.get("/{language}/join/{token}")
def join_page(visit: Visitor, token: str) -> Response:
    """Show what an invitation is to, and the form to accept it.

    Raises:
        NotFoundError: If it holds no more.
    """
    with visit.database.reading() as connection:
        invited = access.invitation_of(connection, token, visit.now)
        known = accounts.find_account(connection, invited.email) is not None
    return page(visit, "join.html", invited=invited, known=known, token=token, failed="", name="")


@router.post("/{language}/join/{token}")
def join(
    visit: Visitor,
    token: str,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Accept an invitation, with the account of its address or a new one."""
    with visit.database.reading() as connection:
        invited = access.invitation_of(connection, token, visit.now)
        known = accounts.find_account(connection, invited.email) is not None
    failed, account = "", None
    if visit.account and visit.account.email == invited.email:
        account = visit.account
    elif known:
        account, failed = checked(
            visit.database, visit.desk.failures, (invited.email, password), visit.now
        )
        failed = visit.messages.text(f"web.signin.{failed}") if failed else ""
    try:
        if not failed:
            return _joined(visit, token, account, (invited.email, name, password))
    except RefusedError as error:
        failed = refusal_text(visit, error)
    return page(
        visit,
        "join.html",
        status=422,
        invited=invited,
        known=known,
        token=token,
        failed=failed,
        name=name,
    )


def _joined(
    visit: Visit, token: str, account: Account | None, new: tuple[str, str, str]
) -> Response:
    with visit.database.writing() as connection:
        if account is None:
            account = accounts.create_account(connection, *new, visit.now)
        firm_id = access.accept(connection, token, account, visit.now)
        session = accounts.start_session(connection, account.id, visit.now)
    return _with_session(visit, go(visit.url("firms", firm_id)), session)


def _check_setup_token(visit: Visit, token: str) -> None:
    if not compare_digest(token.encode(), visit.desk.launch_token.encode()):
        raise RefusedError(reason="wrong-setup-token")


def _only_first(visit: Visit) -> None:
    if not no_accounts(visit):
        raise NotFoundError(page="setup")


def _inside(target: str) -> str:
    """Return an address if it leads to a page of ours, empty otherwise."""
    inside = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if inside and "\\" not in target and target.isprintable() else ""


def _with_session(visit: Visit, response: Response, session: str) -> Response:
    response.set_cookie(
        SESSION_COOKIE,
        session,
        max_age=WEEK,
        httponly=True,
        samesite="lax",
        secure=visit.desk.settings.secure,
    )
    return response
