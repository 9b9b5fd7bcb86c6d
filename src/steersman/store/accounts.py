"""Accounts, passwords and sessions; secrets are kept as hashes only."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from threading import BoundedSemaphore
from uuid import uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, func, insert, select, update

from steersman.store.audit import SYSTEM, AuditEntry, record
from steersman.store.errors import RefusedError
from steersman.store.tables import account, session

IDLE, LONGEST = timedelta(hours=12), timedelta(days=7)
"""A session ends after so long without use, and after so long in any case."""
SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last use of a session is noted; each note is a write."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256
AT_ONCE = 4
"""Passwords checked at once: each check takes 64 MiB, and a flood of logins must not stop reads."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in."""

    id: str
    email: str
    name: str


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _turnstile() -> BoundedSemaphore:
    return BoundedSemaphore(AT_ONCE)


def token_hash(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """Return a token that cannot be guessed."""
    return secrets.token_urlsafe(32)


def create_account(
    connection: Connection, email: str, name: str, password: str | None, now: datetime
) -> Account:
    """Make an account; without a password it can be signed in to by OpenID Connect only.

    Raises:
        RefusedError: If the address has an account, or the password is too short or too long.
    """
    address = email.strip().lower()
    if find_account(connection, address):
        raise RefusedError(reason="account-exists")
    made = Account(str(uuid4()), address, name.strip() or address)
    connection.execute(
        insert(account).values(
            id=made.id,
            email=made.email,
            name=made.name,
            password_hash=None if password is None else hashed(password),
            created_at=now,
        )
    )
    record(connection, AuditEntry(SYSTEM, now, made.id, "account.create", made.id))
    return made


def hashed(password: str) -> str:
    """Return the hash of a new password.

    Raises:
        RefusedError: If it is too short or too long.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise RefusedError(reason="password-length", shortest=SHORTEST_PASSWORD)
    with _turnstile():
        return _hasher().hash(password)


def find_account(connection: Connection, email: str) -> Account | None:
    """Return the account of an address."""
    row = connection.execute(
        select(account).where(account.c.email == email.strip().lower())
    ).one_or_none()
    return Account(row.id, row.email, row.name) if row else None


def account_of_subject(connection: Connection, subject: str) -> Account | None:
    """Return the account of somebody as an identity provider names them."""
    row = connection.execute(select(account).where(account.c.subject == subject)).one_or_none()
    return Account(row.id, row.email, row.name) if row else None


def link_subject(connection: Connection, account_id: str, subject: str, now: datetime) -> None:
    """Tie an account to somebody as an identity provider names them.

    Raises:
        RefusedError: If it is tied to another.
    """
    where = (account.c.id == account_id) & account.c.subject.is_(None)
    tied = connection.execute(update(account).where(where).values(subject=subject))
    if tied.rowcount != 1:
        raise RefusedError(reason="account-of-another")
    record(connection, AuditEntry(SYSTEM, now, account_id, "account.link", account_id))


def count(connection: Connection) -> int:
    """Return how many accounts there are."""
    return int(connection.execute(select(func.count()).select_from(account)).scalar_one())


def check_password(connection: Connection, email: str, password: str) -> Account | None:
    """Return the account that an address and a password belong to, None if they do not.

    An unknown address takes as long as a wrong password, so that time tells nobody which it was.
    """
    row = connection.execute(
        select(account).where(account.c.email == email.strip().lower())
    ).one_or_none()
    known = row.password_hash if row and row.password_hash else _nobody()
    try:
        with _turnstile():
            _hasher().verify(known, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return None
    return Account(row.id, row.email, row.name) if row and row.password_hash else None


@cache
def _nobody() -> str:
    return _hasher().hash(new_token())


def note_refused(connection: Connection, email: str, now: datetime) -> None:
    """Note that a password was wrong; of an address without an account nothing else is kept."""
    found = find_account(connection, email)
    target = found.id if found else ""
    record(connection, AuditEntry(SYSTEM, now, "", "session.refuse", target, "denied"))


def set_password(connection: Connection, account_id: str, password: str, now: datetime) -> None:
    """Set a password; all sessions of the account end."""
    connection.execute(
        update(account).where(account.c.id == account_id).values(password_hash=hashed(password))
    )
    end_sessions(connection, account_id, now)
    record(connection, AuditEntry(SYSTEM, now, account_id, "account.password", account_id))


def start_session(connection: Connection, account_id: str, now: datetime) -> str:
    """Begin a session and return its token, which is kept nowhere here."""
    token = new_token()
    connection.execute(
        insert(session).values(
            token_hash=token_hash(token), account_id=account_id, created_at=now, seen_at=now
        )
    )
    record(connection, AuditEntry(SYSTEM, now, account_id, "session.start", account_id))
    return token


def account_of(connection: Connection, token: str, now: datetime) -> Account | None:
    """Return whose session a token belongs to, None if there is none or it has ended."""
    row = connection.execute(
        select(
            account.c.id, account.c.email, account.c.name, session.c.created_at, session.c.seen_at
        )
        .join(session, session.c.account_id == account.c.id)
        .where(session.c.token_hash == token_hash(token))
    ).one_or_none()
    if row is None or now - row.seen_at > IDLE or now - row.created_at > LONGEST:
        return None
    return Account(row.id, row.email, row.name)


def note_seen(connection: Connection, token: str, now: datetime) -> None:
    """Note that a session was used."""
    where = (session.c.token_hash == token_hash(token)) & (session.c.seen_at < now - SEEN_EVERY)
    connection.execute(update(session).where(where).values(seen_at=now))


def end_session(connection: Connection, token: str, now: datetime) -> None:
    """End a session at once, if there is one."""
    where = session.c.token_hash == token_hash(token)
    owner = connection.execute(select(session.c.account_id).where(where)).scalar()
    if owner is not None:
        connection.execute(delete(session).where(where))
        record(connection, AuditEntry(SYSTEM, now, owner, "session.end", owner))


def end_sessions(connection: Connection, account_id: str, now: datetime) -> None:
    """End all sessions of an account at once."""
    connection.execute(delete(session).where(session.c.account_id == account_id))
    record(connection, AuditEntry(SYSTEM, now, account_id, "session.end_all", account_id))
