"""Backup while running, and restoring what was verified first."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from steersman.store.audit import chains, head_of, verify
from steersman.store.database import Database, open_database
from steersman.store.errors import (
    DamagedError,
    NewerDatabaseError,
    RefusedError,
    StoreError,
)
from steersman.store.migrate import check_version


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds: rows by table, and the head of every audit chain."""

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
    if not database.is_sqlite:
        raise RefusedError(reason="use-pg-dump")
    if target.exists():
        raise RefusedError(reason="file-exists", file=str(target))
    draft = target.with_name(target.name + ".part")
    draft.unlink(missing_ok=True)
    # Outside of any transaction, on a connection of its own: SQLite asks for that.
    with closing(sqlite3.connect(database.engine.url.database or "")) as raw:
        raw.execute("VACUUM INTO ?", (str(draft),))
    report = inspect(draft)
    draft.replace(target)
    return report


def inspect(file: Path) -> BackupReport:
    """Verify a database file and return what it holds.

    Raises:
        DamagedError: If it is none of ours, is damaged, or its audit log does not hang together.
    """
    _check_file(file)
    database = open_database(str(file))
    try:
        check_version(database)
        with database.reading() as connection:
            for chain in chains(connection):
                fault = verify(connection, chain)
                if fault:
                    raise DamagedError(detail=f"audit {fault.chain}:{fault.number}")
            heads = {chain: head_of(connection, chain)[1] for chain in chains(connection)}
            names = database.tables()
            rows = {name: database.count(connection, name) for name in names}
    except (RefusedError, NewerDatabaseError):
        raise
    except (ValueError, TypeError, SQLAlchemyError, StoreError) as error:
        # What is structurally whole may still hold dates, numbers and columns that are none.
        raise DamagedError(detail=str(error)) from error
    finally:
        database.close()
    return BackupReport(rows, heads)


def _check_file(file: Path) -> None:
    """Let SQLite look through a file.

    Raises:
        DamagedError: If it finds a fault.
    """
    if not file.is_file():
        raise DamagedError(detail=f"{file} is not there")
    try:
        with closing(sqlite3.connect(f"file:{file.as_posix()}?mode=ro", uri=True)) as raw:
            found = [row[0] for row in raw.execute("PRAGMA integrity_check")]
            strays = raw.execute("PRAGMA foreign_key_check").fetchall()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise DamagedError(detail=str(error)) from error
    if found != ["ok"] or strays:
        raise DamagedError(detail="; ".join(found[:3]) or "references that lead nowhere")


def restore(backup: Path, target: Path) -> BackupReport:
    """Put a verified backup in the place of a database that nobody has open.

    The database that was there stays beside it with the ending ``.before``.

    Raises:
        DamagedError: If the backup is not whole; the database is not touched.
    """
    report = inspect(backup)
    draft = target.with_name(target.name + ".part")
    draft.write_bytes(backup.read_bytes())
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    if target.exists():
        target.replace(target.with_name(target.name + ".before"))
    draft.replace(target)
    return report
