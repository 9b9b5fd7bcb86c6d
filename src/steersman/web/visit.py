"""Who asks, in which language, and whether they may: one policy for every route."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Path, Query, Request

from steersman.messages import Language, Messages
from steersman.messages.on_screen import screen_messages_for
from steersman.store import access, accounts
from steersman.store.access import Member, Permission
from steersman.store.accounts import Account
from steersman.store.audit import AuditEntry, record
from steersman.store.database import Database
from steersman.store.errors import NotFoundError, StoreError
from steersman.web.desk import Desk
from steersman.web.security import SAFE_METHODS

SESSION_COOKIE = "steersman_session"
ID_PATTERN = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
LANGUAGES: Mapping[str, Language] = {"en": "en", "zh": "zh_CN"}
"""Languages by how they stand in addresses."""
FirmId = Annotated[
    str, Path(pattern=ID_PATTERN, description="Id of a firm, from the list of firms.")
]

LARGEST = 2**31 - 1
"""Largest whole number in an address; every database can keep it."""
Number = Annotated[int, Path(ge=1, le=LARGEST, description="Number of a revision.")]
Before = Annotated[int | None, Query(ge=1, le=LARGEST, description="Only what has a lower number.")]
Since = Annotated[
    int | None,
    Query(ge=0, le=LARGEST, description="Number of the revision to compare with; the one before."),
]


class SignInError(Exception):
    """Whoever asks must sign in first."""


class TooManyError(Exception):
    """The account has changed too much in the last minute.

    Attributes:
        wait: Seconds after which it may go on.
    """

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


class ForbiddenError(Exception):
    """A member of the firm whose role does not allow it."""


@dataclass(slots=True)
class Visit:
    """One request: who asks and in which language.

    Attributes:
        request: The request.
        desk: What the server has at hand.
        path_language: Language as it stands in addresses.
        token: Token of the session, empty without one.
        account: Who has signed in, None for nobody.
        now: The moment of the request.
    """

    request: Request
    desk: Desk
    path_language: str
    token: str
    account: Account | None
    now: datetime

    @property
    def database(self) -> Database:
        """Where everything is kept."""
        return self.desk.database

    @property
    def messages(self) -> Messages:
        """Texts of the reader's language."""
        return screen_messages_for(LANGUAGES[self.path_language])

    @property
    def signed_in(self) -> Account:
        """Who has signed in.

        Raises:
            SignInError: If nobody has.
        """
        if self.account is None:
            raise SignInError
        return self.account

    def url(self, *parts: object) -> str:
        """Return the address of a page in the reader's language."""
        return "/".join(["", self.path_language, *(str(part) for part in parts)])


@dataclass(slots=True)
class FirmVisit(Visit):
    """A request about a firm, of somebody who may make it.

    Attributes:
        member: Their part in the firm.
    """

    member: Member = field(kw_only=True)

    @property
    def firm_id(self) -> str:
        """The firm's id."""
        return self.member.firm_id

    def firm_url(self, *parts: object) -> str:
        """Return the address of a page of the firm."""
        return self.url("firms", self.firm_id, *parts)


def visit_of(request: Request) -> Visit:
    """Return who makes a request, by the session in its cookie or its ``Authorization``."""
    desk: Desk = request.app.state.desk
    token = _token(request)
    now = datetime.now(UTC)
    account = None
    if token:
        with desk.database.reading() as connection:
            account = accounts.account_of(connection, token, now)
    if account:
        _note_seen(desk, token, now)
    return Visit(request, desk, _language(request), token, account, now)


def _note_seen(desk: Desk, token: str, now: datetime) -> None:
    """Note about once in a minute that a session is used; reading goes on where nothing can be."""
    if desk.seen.wait(token, now) == 0:
        with suppress(StoreError), desk.database.writing() as connection:
            accounts.note_seen(connection, token, now)


def _token(request: Request) -> str:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return bearer.strip()
    return request.cookies.get(SESSION_COOKIE, "")


def _language(request: Request) -> str:
    """Return the language of the address, else the one asked for, else the one preferred.

    Raises:
        NotFoundError: If the address has a language that there is not.
    """
    named = request.path_params.get("language")
    if named is not None and named not in LANGUAGES:
        raise NotFoundError(language=named)
    named = named or request.query_params.get("language")
    if named in LANGUAGES:
        return str(named)
    return preferred_language(request.headers.get("accept-language", ""))


def preferred_language(header: str) -> str:
    """Return which of our languages a reader prefers, English if none is named.

    Args:
        header: ``Accept-Language``, such as ``zh-CN,zh;q=0.9,en;q=0.8``.
    """
    ranked = []
    for place, part in enumerate(header.split(",")):
        name, _, quality = part.partition(";q=")
        known = name.strip()[:2].lower()
        if known in LANGUAGES:
            weight = float(quality) if quality.replace(".", "", 1).isdigit() else 1.0
            ranked.append((-weight, place, known))
    return min(ranked)[2] if ranked else "en"


def _count_write(visit: Visit) -> None:
    """Count a request that changes something.

    Raises:
        TooManyError: If the account has made too many.
    """
    if visit.request.method not in SAFE_METHODS:
        _count(visit)


def _count(visit: Visit) -> None:
    wait = visit.desk.writes.wait(visit.signed_in.id, visit.now)
    if wait:
        raise TooManyError(wait)


class Anyone:
    """Policy: everybody may, signed in or not."""

    def __call__(self, request: Request) -> Visit:
        """Return the visit."""
        return visit_of(request)


class Unasked:
    """Policy: everybody may, and who they are is not looked at, even if they have signed in."""

    def __call__(self, request: Request) -> Visit:
        """Return the visit, without an account."""
        desk: Desk = request.app.state.desk
        return Visit(request, desk, _language(request), "", None, datetime.now(UTC))


class SignedIn:
    """Policy: whoever has an account may."""

    def __call__(self, request: Request) -> Visit:
        """Return the visit.

        Raises:
            SignInError: If nobody has signed in.
            TooManyError: If they have changed too much in the last minute.
        """
        visit = visit_of(request)
        _ = visit.signed_in
        _count_write(visit)
        return visit


class ReadsCohorts:
    """Policy: whoever may see populations, see :meth:`Desk.reads_cohorts`.

    Attributes:
        counted: Whether requests count among those of which an account may make only so many.
    """

    def __init__(self, *, counted: bool) -> None:
        self.counted = counted

    def __call__(self, request: Request) -> Visit:
        """Return the visit.

        Raises:
            SignInError: If nobody has signed in.
            NotFoundError: If the account is not named, as if there were no populations.
            TooManyError: If they have asked for too much in the last minute.
        """
        visit = visit_of(request)
        if not visit.desk.reads_cohorts(visit.signed_in):
            raise NotFoundError(page="cohorts")
        if self.counted:
            _count(visit)
        return visit


class May:
    """Policy: active members of the firm in the address whose role has a permission.

    Attributes:
        permission: What the role must allow; None for every active member.
        counted: Whether requests that send something count as changing something.
    """

    def __init__(self, permission: Permission | None, *, counted: bool = True) -> None:
        self.permission = permission
        self.counted = counted

    def __call__(self, request: Request, firm_id: FirmId) -> FirmVisit:
        """Return the visit.

        Raises:
            SignInError: If nobody has signed in.
            NotFoundError: If they are no active member, as if there were no such firm.
            ForbiddenError: If their role does not allow it.
            TooManyError: If they have changed too much in the last minute.
        """
        visit = visit_of(request)
        account = visit.signed_in
        if self.counted:
            _count_write(visit)
        with visit.database.reading() as connection:
            member = access.member_of(connection, firm_id, account.id)
        if member is None:
            raise NotFoundError(firm=firm_id)
        if self.permission is not None and not member.may(self.permission):
            self._note_denied(visit, member)
            raise ForbiddenError
        return FirmVisit(
            visit.request, visit.desk, visit.path_language, visit.token, account, visit.now,
            member=member,
        )  # fmt: skip

    def _note_denied(self, visit: Visit, member: Member) -> None:
        detail: dict[str, Any] = {"permission": self.permission, "method": visit.request.method}
        entry = AuditEntry(
            member.firm_id, visit.now, member.account_id, "access", member.firm_id, "denied", detail
        )
        with visit.database.writing() as connection:
            record(connection, entry)


ANYONE, UNASKED, SIGNED_IN, MEMBER = Anyone(), Unasked(), SignedIn(), May(None)
READ, EDIT, PEOPLE, MEMBERS = May("read"), May("edit"), May("people"), May("members")
SURVEY, REPORT, AUDIT = May("survey"), May("report"), May("audit")
COHORTS, COHORT_FILES = ReadsCohorts(counted=False), ReadsCohorts(counted=True)
PREVIEW = May("read", counted=False)
"""For what is sent many times while something is dragged, and changes nothing."""
