"""Revisions of a firm's dossier: added, never changed; what is undone is written again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from steersman.serialise import digest_of
from steersman.store.audit import AuditEntry, record
from steersman.store.errors import ConflictError, NotFoundError
from steersman.store.tables import account, firm, revision

Document = Mapping[str, Any]
"""A dossier as JSON."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be saved, by whom and why.

    Attributes:
        author: Account id.
        what: What was changed, in a line.
        why: Why; may be empty.
        effective_on: Day from which it is true, which may lie before it is recorded.
    """

    author: str
    what: str
    why: str
    effective_on: date


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of a dossier.

    Attributes:
        number: Its number, from 1.
        author: Name of who made it.
        recorded_at: When it was saved.
        effective_on: Day from which it is true.
        what: What was changed.
        why: Why.
        sha256: Digest of its content.
    """

    number: int
    author: str
    recorded_at: datetime
    effective_on: date
    what: str
    why: str
    sha256: str


def head_number(connection: Connection, firm_id: str) -> int:
    """Return the number of a firm's newest revision, 0 before the first.

    Raises:
        NotFoundError: If there is no such firm.
    """
    number = connection.execute(select(firm.c.head).where(firm.c.id == firm_id)).scalar()
    if number is None:
        raise NotFoundError(firm=firm_id)
    return int(number)


def save(
    connection: Connection, firm_id: str, base: int, body: Document, change: Change, now: datetime
) -> int:
    """Save a new state, if nobody has saved another since the one it was made from.

    Args:
        connection: A writing transaction.
        firm_id: Whose dossier.
        base: Number of the revision that was edited.
        body: The new state, whole.
        change: By whom, what and why.
        now: When.

    Returns:
        The new revision's number.

    Raises:
        ConflictError: If another revision was saved meanwhile; nothing is changed.
        NotFoundError: If there is no such firm.
        ValueError: If the document holds a number that is none.
    """
    number, digest = base + 1, digest_of(body, finite=True)
    moved = connection.execute(
        update(firm).where(firm.c.id == firm_id, firm.c.head == base).values(head=number)
    )
    if moved.rowcount != 1:
        raise ConflictError(base=base, head=head_number(connection, firm_id))
    connection.execute(
        insert(revision).values(
            firm_id=firm_id,
            number=number,
            author_id=change.author,
            recorded_at=now,
            effective_on=change.effective_on,
            what=change.what,
            why=change.why,
            sha256=digest,
            body=body,
        )
    )
    detail = {"number": number, "sha256": digest, "effective_on": change.effective_on.isoformat()}
    record(
        connection, AuditEntry(firm_id, now, change.author, "revision.save", firm_id, detail=detail)
    )
    return number


def body_of(connection: Connection, firm_id: str, number: int) -> Document:
    """Return the state of a dossier at a revision.

    Raises:
        NotFoundError: If there is no such revision of this firm.
    """
    where = (revision.c.firm_id == firm_id) & (revision.c.number == number)
    body = connection.execute(select(revision.c.body).where(where)).scalar()
    if body is None:
        raise NotFoundError(firm=firm_id, number=number)
    return dict(body)


def history(
    connection: Connection, firm_id: str, before: int | None = None, most: int = 100
) -> tuple[Revision, ...]:
    """Return revisions, the newest first.

    Args:
        connection: Where to read.
        firm_id: Whose dossier.
        before: Only revisions with lower numbers, to read on from there.
        most: How many at most.
    """
    query = (
        select(revision, account.c.name.label("author"))
        .join(account, account.c.id == revision.c.author_id)
        .where(revision.c.firm_id == firm_id)
        .order_by(revision.c.number.desc())
        .limit(most)
    )
    if before is not None:
        query = query.where(revision.c.number < before)
    return tuple(
        Revision(
            row.number, row.author, row.recorded_at, row.effective_on, row.what, row.why, row.sha256
        )
        for row in connection.execute(query)
    )


def restore(
    connection: Connection, firm_id: str, base: int, number: int, change: Change, now: datetime
) -> int:
    """Write an earlier state again as the newest; what lies between stays in the history.

    Raises:
        ConflictError: If another revision was saved since ``base``.
        NotFoundError: If there is no such revision.
    """
    return save(connection, firm_id, base, body_of(connection, firm_id, number), change, now)
