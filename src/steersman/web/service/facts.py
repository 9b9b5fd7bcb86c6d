"""Reading and saving a firm's dossier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from steersman.checks import check_stage_names
from steersman.dossier import Dossier
from steersman.files import ReadResult
from steersman.files.body import read_body
from steersman.serialise import digest_of
from steersman.store import revisions
from steersman.store.access import Member
from steersman.store.database import Database
from steersman.store.documents import Clash, merge
from steersman.store.errors import RefusedError
from steersman.work.asking import ask_analysis
from steersman.work.recent import Recent

KEPT = 32
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """A firm's dossier as it is now.

    Attributes:
        number: Number of its revision.
        body: The dossier as it is kept.
        read: The dossier with its problems and places.
    """

    number: int
    body: Body
    read: ReadResult


@dataclass(frozen=True, slots=True)
class Saved:
    """A dossier was saved.

    Attributes:
        number: Number of the newest revision.
        merged: Whether another's changes made meanwhile are in it too.
        changed: Whether anything was different, so that a revision was made.
    """

    number: int
    merged: bool
    changed: bool = True


@dataclass(frozen=True, slots=True)
class Conflict:
    """A dossier was not saved, since somebody changed the same things meanwhile.

    Attributes:
        base: Number of the revision it was made from.
        head: Number of the revision saved meanwhile.
        merged: Both together, the other's values where they clash.
        clashes: Where they clash.
    """

    base: int
    head: int
    merged: Body
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """Something to be saved.

    Attributes:
        base: Number of the revision it was made from.
        body: The whole dossier, changed.
        what: What was changed, in a line.
        why: Why; may be empty.
        effective_on: Day from which it is true; the day of saving if None.
    """

    base: int
    body: Body
    what: str
    why: str = ""
    effective_on: date | None = None


class FactsReader:
    """Reads dossiers, and keeps those read last."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._kept: Recent[tuple[str, int], Facts] = Recent(KEPT)

    def now(self, firm_id: str) -> Facts:
        """Return a firm's dossier as it is now.

        Raises:
            NotFoundError: If there is no such firm, or it has no dossier yet.
        """
        with self.database.reading() as connection:
            number = revisions.head_number(connection, firm_id)
        return self.at(firm_id, number)

    def at(self, firm_id: str, number: int) -> Facts:
        """Return a firm's dossier as it was in a revision.

        Raises:
            NotFoundError: If there is no such revision.
        """
        kept = self._kept.get((firm_id, number))
        if kept:
            return kept
        with self.database.reading() as connection:
            body = revisions.body_of(connection, firm_id, number)
        return self._kept.put((firm_id, number), Facts(number, body, read_whole(body)))


def usable(facts: Facts) -> Dossier:
    """Return the dossier of facts.

    Raises:
        RefusedError: If it cannot be read.
    """
    if facts.read.dossier is None:
        raise RefusedError(reason="facts-unusable")
    return facts.read.dossier


def read_whole(body: Body) -> ReadResult:
    """Return a dossier with every check there is."""
    return read_body(body, check_stage_names)


def save(connection: Connection, member: Member, edit: Edit, now: datetime) -> Saved | Conflict:
    """Save a dossier and ask for its analysis.

    What others changed meanwhile is kept: where it is something else, both changes are saved; where
    it is the same, nothing is saved and the clash is returned.

    Raises:
        RefusedError: If the dossier has errors.
    """
    head = revisions.head_number(connection, member.firm_id)
    body = edit.body
    if head != edit.base:
        base = revisions.body_of(connection, member.firm_id, edit.base)
        theirs = revisions.body_of(connection, member.firm_id, head)
        body, clashes = merge(base, edit.body, theirs)
        if clashes or read_whole(body).errors:
            return Conflict(edit.base, head, body, clashes)
    read = read_whole(body)
    if read.dossier is None or read.errors:
        raise RefusedError(reason="facts-unusable")
    if digest_of(body) == digest_of(revisions.body_of(connection, member.firm_id, head)):
        return Saved(head, merged=False, changed=False)
    change = revisions.Change(
        member.account_id, edit.what, edit.why, edit.effective_on or now.date()
    )
    number = revisions.save(connection, member.firm_id, head, body, change, now)
    ask_analysis(connection, member.firm_id, member.account_id, now)
    return Saved(number, merged=head != edit.base)
