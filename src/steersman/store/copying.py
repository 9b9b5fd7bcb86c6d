"""Whole copies of an embedded database, and looking through a file."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from steersman.store.database import Database
from steersman.store.errors import DamagedError, RefusedError
from steersman.store.trouble import told

PRIVATE = 0o600
"""A copy holds everything, so that only its owner may read it."""
PATIENCE = 1.0
"""Seconds to wait for others to let go of a database before it is said to be in use."""


def write_copy(database: Database, draft: Path) -> None:
    """Write a whole copy of an embedded database while others go on working; one there is replaced.

    Raises:
        RefusedError: If it is no database in a file.
    """
    if database.file is None:
        raise RefusedError(reason="use-pg-dump")
    discard(draft)
    draft.touch(mode=PRIVATE)
    # Outside of any transaction, on a connection of its own: SQLite asks for that.
    with told(), closing(sqlite3.connect(database.file)) as raw:
        raw.execute("VACUUM INTO ?", (str(draft),))


def discard(file: Path) -> None:
    """Delete a database file and its log."""
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def into_one_file(file: Path) -> None:
    """Bring a database and its log into one file, which works only while nobody else has it open.

    Raises:
        BusyError: If somebody has.
        DamagedError: If it cannot be read.
    """
    with told(), closing(sqlite3.connect(file, timeout=PATIENCE)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")


def put_in_place(draft: Path, target: Path) -> None:
    """Let a file take another's name, so that not even a power cut leaves half of it."""
    with draft.open("rb+") as content:
        os.fsync(content.fileno())
    draft.replace(target)
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def check_file(file: Path) -> None:
    """Let SQLite look through a file.

    Raises:
        DamagedError: If it finds a fault.
        RefusedError: If there is no such file.
    """
    if not file.is_file():
        raise RefusedError(reason="no-file", file=str(file))
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as raw:
            found = [row[0] for row in raw.execute("PRAGMA integrity_check")]
            strays = raw.execute("PRAGMA foreign_key_check").fetchall()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise DamagedError(detail=str(error)) from error
    if found != ["ok"] or strays:
        raise DamagedError(detail="; ".join(found[:3]) if found != ["ok"] else "foreign keys")
