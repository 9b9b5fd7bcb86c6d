"""Backup while running, and restoring what was verified first."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from steersman.store.audit import chains, head_of, verify
from steersman.store.copying import (
    PRIVATE,
    check_file,
    discard,
    into_one_file,
    put_in_place,
    write_copy,
)
from steersman.store.database import Database, open_database
from steersman.store.errors import (
    BusyError,
    DamagedError,
    NewerDatabaseError,
    RefusedError,
    StoreError,
)
from steersman.store.migrate import check_version, current, migrate


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a database holds: rows by table, and the head of every audit chain."""

    rows: dict[str, int]
    heads: dict[str, str]


def back_up(database: Database, target: Path) -> BackupReport:
    """Write a whole copy of an embedded database while others go on working.

    Args:
        database: What to copy.
        target: A file that is not there yet; it is there whole or not at all.

    Raises:
        RefusedError: If the database is not an embedded one, or the file is there.
        DamagedError: If the copy does not hold together.
    """
    if target.exists():
        raise RefusedError(reason="file-exists", file=str(target))
    draft = target.with_name(target.name + ".part")
    try:
        write_copy(database, draft)
        report = inspect(draft)
        into_one_file(draft)
        put_in_place(draft, target)
    finally:
        discard(draft)
    return report


def inspect(file: Path) -> BackupReport:
    """Verify a database file and return what it holds.

    Raises:
        DamagedError: If it is damaged, or its audit log does not hang together.
        RefusedError: If there is no such file, or it has an older form.
    """
    check_file(file)
    with _opened(file) as database:
        check_version(database)
        with database.reading() as connection:
            return report_of(database, connection)


def report_of(database: Database, connection: Connection) -> BackupReport:
    """Verify the audit log of a database and return what it holds.

    Raises:
        DamagedError: If its audit log does not hang together.
    """
    for chain in chains(connection):
        fault = verify(connection, chain)
        if fault:
            raise DamagedError(detail=f"audit {fault.chain}:{fault.number}")
    heads = {chain: head_of(connection, chain)[1] for chain in chains(connection)}
    rows = {name: database.count(connection, name) for name in database.tables()}
    return BackupReport(rows, heads)


@contextmanager
def _opened(file: Path) -> Iterator[Database]:
    """Open a file that may hold anything.

    Raises:
        DamagedError: If what is done with it fails for what it holds.
    """
    database = open_database(str(file))
    try:
        yield database
    except (RefusedError, NewerDatabaseError):
        raise
    except (ValueError, TypeError, SQLAlchemyError, CommandError, StoreError) as error:
        # What is structurally whole may still hold dates, numbers and columns that are none.
        raise DamagedError(detail=str(error)) from error
    finally:
        database.close()


def restore(backup: Path, target: Path) -> BackupReport:
    """Put a verified backup in the place of a database that nobody has open.

    The database that was there stays beside it with the ending ``.before``. A backup of an older
    form is brought to the newest.

    Raises:
        DamagedError: If the backup is not whole; the database is not touched.
        RefusedError: If there is no such backup, it is none of ours, or the database is in use.
    """
    if not backup.is_file():
        raise RefusedError(reason="no-file", file=str(backup))
    draft = target.with_name(target.name + ".part")
    discard(draft)
    try:
        _copy(backup, draft)
        report = _made_new(draft)
        into_one_file(draft)
        if target.exists():
            shutil.copymode(target, draft)
            _set_aside(target)
        put_in_place(draft, target)
    finally:
        discard(draft)
    return report


def _made_new(draft: Path) -> BackupReport:
    """Verify a copy of a backup and bring it to the newest form."""
    check_file(draft)
    with _opened(draft) as database:
        if current(database) is None:
            raise RefusedError(reason="not-ours")
        migrate(database)
        with database.reading() as connection:
            return report_of(database, connection)


def _copy(source: Path, draft: Path) -> None:
    """Copy a database at rest, and the log beside it if there is one."""
    draft.touch(mode=PRIVATE)
    shutil.copyfile(source, draft)
    log = source.with_name(source.name + "-wal")
    if log.is_file():
        shutil.copyfile(log, draft.with_name(draft.name + "-wal"))


def _set_aside(target: Path) -> None:
    """Keep a database with the ending ``.before``, in one file if it can be read.

    Raises:
        RefusedError: If somebody has it open.
    """
    before = target.with_name(target.name + ".before")
    draft = target.with_name(target.name + ".before.part")
    discard(draft)
    _copy(target, draft)
    try:
        into_one_file(target)
    except BusyError as error:
        discard(draft)
        raise RefusedError(reason="in-use", file=str(target)) from error
    except DamagedError:
        # SQLite may delete the log of a file that it cannot read: what was copied is all there is.
        kept = draft
    else:
        discard(draft)
        kept = target
    discard(before)
    for ending in ("-wal", ""):
        file = kept.with_name(kept.name + ending)
        if file.exists():
            file.replace(before.with_name(before.name + ending))
    discard(target)
