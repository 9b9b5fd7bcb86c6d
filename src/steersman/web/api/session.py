"""Signing in as a program does."""

from typing import Annotated

from fastapi import APIRouter, Depends, Security
from fastapi.security import HTTPBearer
from pydantic import StringConstraints

from steersman.store import accounts
from steersman.store.accounts import Account
from steersman.web.api.errors import ApiError
from steersman.web.api.models import Model, troubles
from steersman.web.api.reading import StrictRoute
from steersman.web.service.signing import checked
from steersman.web.visit import ANYONE, SIGNED_IN, Visit

router = APIRouter(prefix="/session", tags=["session"], route_class=StrictRoute)
WRONG, TOO_MANY = 401, 429
BEARER = HTTPBearer(auto_error=False, description="Token from `POST /api/v1/session`.")
"""Only described by this: :mod:`steersman.web.visit` reads it."""


class Credentials(Model):
    """Whose session it is to be."""

    email: Annotated[str, StringConstraints(min_length=1, max_length=254)]
    """Address of the account."""
    password: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    """Its password."""


class AccountView(Model):
    """An account."""

    id: str
    """Its id."""
    email: str
    """Its address."""
    name: str
    """Name of the person."""


class SessionView(Model):
    """A session."""

    token: str
    """To be sent with every request as ``Authorization: Bearer …``; it is shown only now."""
    account: AccountView
    """Whose session it is."""


@router.post("", status_code=201, responses=troubles(429))
def start_session(
    visit: Annotated[Visit, Depends(ANYONE)], credentials: Credentials
) -> SessionView:
    """Begin a session; it ends after twelve hours without use, after seven days in any case.

    Raises:
        ApiError: If address and password do not belong together, or too many were tried.
    """
    typed = (credentials.email, credentials.password)
    account, failed = checked(visit.database, visit.desk.failures, typed, visit.now)
    if account is None:
        raise ApiError(TOO_MANY if failed == "too_many" else WRONG, f"signin_{failed}")
    with visit.database.writing() as connection:
        token = accounts.start_session(connection, account.id, visit.now)
    return SessionView(token=token, account=_view(account))


@router.get("", dependencies=[Security(BEARER)], responses=troubles())
def read_session(visit: Annotated[Visit, Depends(SIGNED_IN)]) -> AccountView:
    """Return whose session it is."""
    return _view(visit.signed_in)


@router.delete("", status_code=204, dependencies=[Security(BEARER)], responses=troubles(429))
def end_session(visit: Annotated[Visit, Depends(SIGNED_IN)]) -> None:
    """End the session at once."""
    with visit.database.writing() as connection:
        accounts.end_session(connection, visit.token, visit.now)


def _view(account: Account) -> AccountView:
    return AccountView(id=account.id, email=account.email, name=account.name)
