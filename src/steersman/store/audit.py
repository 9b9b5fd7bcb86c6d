"""The audit log: what was done, by whom, chained by hashes so that no row can be changed unseen.

A chain proves that it hangs together, not that it is whole: whoever owns the database can write it
anew from the start. So its head is printed in reports and backups, where it can be compared.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, exists, insert, select, update

from steersman.serialise import digest_of
from steersman.store.tables import account, audit, audit_head

Outcome = Literal["done", "denied", "failed"]
BEGINNING = "0" * 64
"""What stands before the first row of a chain."""
SYSTEM = "system"
"""Chain of what concerns no firm: accounts, sessions."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A row of the log before it is written.

    Attributes:
        chain: Id of the firm it concerns, or ``system``.
        at: When.
        actor: Account id of who did it.
        action: What was done, such as ``revision.save``.
        target: Id of what it was done to.
        outcome: Whether it was done.
        detail: More, without secrets, pay or answers.
    """

    chain: str
    at: datetime
    actor: str
    action: str
    target: str
    outcome: Outcome = "done"
    detail: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class ChainFault:
    """The first row of a chain that does not hang together with those before it."""

    chain: str
    number: int


def record(connection: Connection, entry: AuditEntry) -> str:
    """Write a row at the end of its chain, in the transaction of what it tells of.

    Returns:
        The chain's new head.
    """
    found = connection.execute(
        select(audit_head).where(audit_head.c.chain == entry.chain).with_for_update()
    ).one_or_none()
    number, previous = (found.number + 1, found.hash) if found else (1, BEGINNING)
    detail = json.dumps(dict(entry.detail or {}), sort_keys=True, ensure_ascii=False)
    row = {
        "chain": entry.chain,
        "number": number,
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "target": entry.target,
        "outcome": entry.outcome,
        "detail": detail,
        "previous": previous,
    }
    row["hash"] = row_hash(row)
    connection.execute(insert(audit).values(**row))
    if found:
        where = audit_head.c.chain == entry.chain
        connection.execute(update(audit_head).where(where).values(number=number, hash=row["hash"]))
    else:
        connection.execute(
            insert(audit_head).values(chain=entry.chain, number=number, hash=row["hash"])
        )
    return str(row["hash"])


def row_hash(row: Mapping[str, object]) -> str:
    """Return the hash of a row with everything in it and the hash before it."""
    at = row["at"]
    content = {name: value for name, value in row.items() if name not in {"hash", "at"}}
    content["at"] = at.isoformat() if isinstance(at, datetime) else at
    return digest_of(content)


def head_of(connection: Connection, chain: str) -> tuple[int, str]:
    """Return the number and hash of a chain's last row."""
    found = connection.execute(
        select(audit_head.c.number, audit_head.c.hash).where(audit_head.c.chain == chain)
    ).one_or_none()
    return (found.number, found.hash) if found else (0, BEGINNING)


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A row of the log as people read it; ``actor`` is a name where there is one."""

    number: int
    at: datetime
    actor: str
    action: str
    target: str
    outcome: str
    detail: str
    hash: str


def rows_of(
    connection: Connection, chain: str, before: int | None = None, most: int = 100
) -> tuple[AuditRow, ...]:
    """Return rows of a chain, the newest first.

    Args:
        connection: Where to read.
        chain: Which chain.
        before: Only rows with lower numbers, to read on from there.
        most: How many at most.
    """
    query = (
        select(audit, account.c.name)
        .outerjoin(account, account.c.id == audit.c.actor)
        .where(audit.c.chain == chain)
        .order_by(audit.c.number.desc())
        .limit(most)
    )
    if before is not None:
        query = query.where(audit.c.number < before)
    return tuple(
        AuditRow(
            row.number, row.at, row.name or row.actor, row.action, row.target, row.outcome,
            row.detail, row.hash,
        )
        for row in connection.execute(query)
    )  # fmt: skip


def verify(connection: Connection, chain: str, head: str = "") -> ChainFault | None:
    """Return the first row of a chain that was changed, taken out or put in; None if it is whole.

    Args:
        connection: Where to read.
        chain: Which chain.
        head: A hash noted elsewhere that must be in the chain; empty for none. Without it rows cut
            off at the end together with the head cannot be told.
    """
    rows = connection.execute(select(audit).where(audit.c.chain == chain).order_by(audit.c.number))
    expected, previous, seen = 1, BEGINNING, head in {"", BEGINNING}
    for row in rows.mappings():
        if row["number"] != expected or row["previous"] != previous:
            return ChainFault(chain, expected)
        if row_hash({str(name): value for name, value in row.items()}) != row["hash"]:
            return ChainFault(chain, expected)
        previous, expected = row["hash"], expected + 1
        seen = seen or previous == head
    if (expected - 1, previous) != head_of(connection, chain) or not seen:
        return ChainFault(chain, expected)
    return None


def chains(connection: Connection) -> tuple[str, ...]:
    """Return the names of all chains."""
    written = connection.execute(select(audit.c.chain).distinct()).scalars()
    heads = connection.execute(select(audit_head.c.chain)).scalars()
    return tuple(sorted({*written, *heads}))


def holds(connection: Connection, head: str) -> bool:
    """Whether a hash noted elsewhere is that of a row of any chain."""
    return bool(connection.execute(select(exists().where(audit.c.hash == head))).scalar())
