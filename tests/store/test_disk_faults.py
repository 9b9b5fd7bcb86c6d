"""Full disks, files that may only be read, or are another's, or held by others: all is told."""

import os
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pytest
from sqlalchemy import event

from steersman.store import audit, database, revisions
from steersman.store.access import Member
from steersman.store.database import Database, open_database
from steersman.store.errors import (
    BusyError,
    FullError,
    ReadOnlyError,
    StoreError,
    UnreachableError,
)
from steersman.store.migrate import upgrade
from steersman.store.revisions import Change
from tests.store.test_faults import FULL, NOW, PAGE, saved, times
from tests.store.test_store import owner_of

TOLD_WITHIN = 10
"""Seconds within which trouble is told."""
DISK, BALLAST = 1_500_000, 200_000
NOBODY = 65534


def save_much(database: Database, owner: Member, base: int) -> int:
    """Save a document that takes a few pages."""
    with database.writing() as connection:
        change = Change(owner.account_id, "much", "", date(2026, 1, 1))
        body = {"n": base + 1, "text": "x" * 20_000}
        return revisions.save(connection, owner.firm_id, base, body, change, NOW)


def fill(database: Database, owner: Member) -> int:
    """Save until the disk is full and return the last revision that was acknowledged."""
    head = 0
    while True:
        try:
            head = save_much(database, owner, head)
        except FullError:
            return head


def check_whole(database: Database, owner: Member, head: int) -> None:
    """Make sure that all acknowledged is there, and no more."""
    with database.reading() as connection:
        assert revisions.head_number(connection, owner.firm_id) == head
        if head:
            assert revisions.body_of(connection, owner.firm_id, head)["n"] == head
        assert database.count(connection, "revision") == head
        assert audit.verify(connection, owner.firm_id) is None
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own, where the system allows that."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk may be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True, capture_output=True)


def test_a_full_disk_loses_nothing_and_work_goes_on_once_there_is_space(small_disk: Path) -> None:
    heads = set()
    for level in range(times(5, 50)):
        ballast, file = small_disk / "ballast", small_disk / "a.db"
        with closing(open_database(str(file))) as database:
            upgrade(database)
            owner = owner_of(database)
            ballast.write_bytes(bytes(BALLAST + level * (DISK // 3) // times(5, 50)))
            head = fill(database, owner)
            check_whole(database, owner, head)
            ballast.unlink()
            assert save_much(database, owner, head) == head + 1, "without opening it again"
            check_whole(database, owner, head + 1)
        heads.add(head)
        for left in small_disk.iterdir():
            left.unlink()
    assert len(heads) > 2, "at different places"


def test_a_limit_of_pages_loses_nothing(tmp_path: Path) -> None:
    """The same where no disk may be mounted: SQLite itself says that it is full."""
    for level in range(times(5, 50)):
        file = tmp_path / f"{level}.db"
        with closing(open_database(str(file))) as database:
            upgrade(database)
            owner = owner_of(database)
        with closing(open_database(str(file))) as database:
            pages = file.stat().st_size // PAGE + level
            event.listen(database.engine, "connect", limited(pages))
            head = fill(database, owner)
            check_whole(database, owner, head)
        with closing(open_database(str(file))) as database:
            assert save_much(database, owner, head) == head + 1
            check_whole(database, owner, head + 1)


def limited(pages: int) -> Callable[[sqlite3.Connection, object], None]:
    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    return limit


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of this machine can reach."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


def filled(file: Path) -> Member:
    with closing(open_database(str(file))) as made:
        upgrade(made)
        owner = owner_of(made)
        saved(made, owner.firm_id, owner.account_id, 0)
    return owner


def as_nobody(file: Path, owner: Member, told: Connection) -> None:
    """Save as a user who owns nothing, and tell what came of it."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    told.send(outcome(file, owner))


def with_few_files(file: Path, owner: Member, told: Connection) -> None:
    """Save with 64 files at most, of which all but a few are taken."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    taken = []
    try:
        while True:
            taken.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        os.close(taken.pop())
    first = outcome(file, owner)
    for number in taken:
        os.close(number)
    told.send(first)
    assert outcome(file, owner) is None, "it works again as soon as files can be opened"


def outcome(file: Path, owner: Member) -> type[StoreError] | None:
    """Return what was told when somebody saved, None if it was saved."""
    with closing(open_database(str(file))) as opened:
        try:
            saved(opened, owner.firm_id, owner.account_id, 1)
        except StoreError as error:
            return type(error)
    return None


def in_another_process(
    work: Callable[[Path, Member, Connection], None], file: Path, owner: Member
) -> type[StoreError] | None:
    processes = get_context("fork")
    ours, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=work, args=(file, owner, theirs), daemon=True)
    began = perf_counter()
    process.start()
    theirs.close()
    told: type[StoreError] | None = ours.recv()
    assert perf_counter() - began < TOLD_WITHIN
    process.join()
    assert process.exitcode == 0
    return told


def forbid_writing(file: Path) -> None:
    file.chmod(0o444)


def forbid_reading(file: Path) -> None:
    file.chmod(0o000)


def forbid_the_folder(file: Path) -> None:
    file.parent.chmod(0o555)


@pytest.mark.parametrize(
    ("forbid", "error"),
    [
        (forbid_writing, ReadOnlyError),
        (forbid_reading, UnreachableError),
        (forbid_the_folder, ReadOnlyError),
    ],
)
def test_a_file_of_somebody_else_is_told(
    open_folder: Path, forbid: Callable[[Path], None], error: type[StoreError]
) -> None:
    owner = filled(open_folder / "a.db")
    (open_folder / "a.db").chmod(0o666)
    forbid(open_folder / "a.db")
    assert in_another_process(as_nobody, open_folder / "a.db", owner) is error


def test_too_few_open_files_are_told(tmp_path: Path) -> None:
    owner = filled(tmp_path / "a.db")
    assert in_another_process(with_few_files, tmp_path / "a.db", owner) is UnreachableError
    with closing(open_database(str(tmp_path / "a.db"))) as database:
        check_whole(database, owner, 2)


def test_a_database_held_by_another_process_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = filled(tmp_path / "a.db")
    if not FULL:
        quick = (*database.SQLITE_PRAGMAS, "PRAGMA busy_timeout = 300")
        monkeypatch.setattr(database, "SQLITE_PRAGMAS", quick)
    with closing(sqlite3.connect(tmp_path / "a.db")) as holder:
        holder.execute("BEGIN IMMEDIATE")
        began = perf_counter()
        assert outcome(tmp_path / "a.db", owner) is BusyError
        assert perf_counter() - began < TOLD_WITHIN
        with closing(open_database(str(tmp_path / "a.db"))) as readable:
            check_whole(readable, owner, 1)
    assert outcome(tmp_path / "a.db", owner) is None
