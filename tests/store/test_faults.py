"""What power cuts, kills, bad disks and tampering do to a database: nothing that is not told.

Each run tries some cases; ``make test-full`` tries as many as the reference for reliability asks.
"""

import os
import random
import shutil
import sqlite3
import struct
from contextlib import closing
from datetime import UTC, date, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import text, update

from steersman.store import audit, revisions
from steersman.store.backup import back_up, inspect, restore
from steersman.store.database import SQLITE_PRAGMAS, Database, open_database
from steersman.store.errors import DamagedError, FullError, StoreError
from steersman.store.migrate import upgrade
from steersman.store.revisions import Change
from steersman.store.tables import audit as audit_table
from tests.store.test_store import owner_of

FULL = os.environ.get("STEERSMAN_FULL_TESTS") == "1"
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
WAL_HEADER, FRAME_HEADER, PAGE = 32, 24, 4096


def times(few: int, many: int) -> int:
    """Return how often to try: few in each run, many in the full one."""
    return many if FULL else few


def saved(database: Database, firm_id: str, author: str, base: int) -> int:
    with database.writing() as connection:
        change = Change(author, "n", "", date(2026, 1, 1))
        return revisions.save(connection, firm_id, base, {"n": base + 1}, change, NOW)


def with_log(folder: Path, revisions_in_log: int) -> tuple[Path, str]:
    """Return a database whose last revisions are in the write-ahead log only, and its firm."""
    file = folder / "a.db"
    database = open_database(str(file))
    upgrade(database)
    owner = owner_of(database)
    saved(database, owner.firm_id, owner.account_id, 0)
    database.close()
    database = open_database(str(file))
    with database.engine.connect() as keeper:
        keeper.execute(text("SELECT 1"))
        with closing(sqlite3.connect(file)) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for base in range(1, revisions_in_log + 1):
            saved(database, owner.firm_id, owner.account_id, base)
        copy = folder / "copy"
        copy.mkdir()
        for ending in ("", "-wal"):
            shutil.copy(f"{file}{ending}", copy / f"a.db{ending}")
    database.close()
    return copy / "a.db", owner.firm_id


def state_of(file: Path, firm_id: str) -> int:
    """Return the head of a database that hangs together."""
    database = open_database(str(file))
    try:
        with database.reading() as connection:
            head = revisions.head_number(connection, firm_id)
            assert revisions.body_of(connection, firm_id, head) == {"n": head}
            assert audit.verify(connection, firm_id) is None
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    finally:
        database.close()
    return head


def test_pragmas_are_as_promised(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "a.db"))
    with database.reading() as connection:

        def value(name: str) -> object:
            return connection.execute(text(f"PRAGMA {name}")).scalar()

        assert value("journal_mode") == "wal"
        assert value("synchronous") == 2
        assert value("foreign_keys") == 1
        assert value("trusted_schema") == 0
        assert value("secure_delete") == 1
    database.close()
    assert len(SQLITE_PRAGMAS) == 6


def write_on(file: Path, firm_id: str, author: str, base: int, told: Connection) -> None:
    """Save revision after revision and tell of each, until killed."""
    database = open_database(str(file))
    while True:
        base = saved(database, firm_id, author, base)
        told.send(base)


def test_what_was_acknowledged_survives_kills(tmp_path: Path) -> None:
    """The writer is killed in the middle of its transactions, again and again."""
    file, processes, draw = tmp_path / "a.db", get_context("fork"), random.Random(3)
    database = open_database(str(file))
    upgrade(database)
    owner = owner_of(database)
    database.close()
    head = 0
    for _ in range(times(100, 1000)):
        ours, theirs = processes.Pipe(duplex=False)
        arguments = (file, owner.firm_id, owner.account_id, head, theirs)
        writer = processes.Process(target=write_on, args=arguments, daemon=True)
        writer.start()
        acknowledged = [ours.recv() for _ in range(draw.randrange(1, 5))][-1]
        sleep(draw.random() * 0.004)
        writer.kill()
        writer.join()
        while ours.poll():
            acknowledged = ours.recv()
        theirs.close()
        ours.close()
        head = state_of(file, owner.firm_id)
        assert head in {acknowledged, acknowledged + 1}, "what was told is there, and no more"
    report = inspect(file)
    assert report.rows["revision"] == head
    assert report.rows["audit"] == head + 2, "with each revision its row of the log"


def test_a_torn_log_leaves_a_prefix_of_what_was_committed(tmp_path: Path) -> None:
    file, firm_id = with_log(tmp_path, 6)
    log = Path(f"{file}-wal").read_bytes()
    frames = (len(log) - WAL_HEADER) // (FRAME_HEADER + PAGE)
    ends = [WAL_HEADER + number * (FRAME_HEADER + PAGE) for number in range(frames + 1)]
    draw = random.Random(5)
    ends += [draw.randrange(len(log)) for _ in range(times(10, 1000))]
    heads = set()
    for number, end in enumerate(ends):
        place = tmp_path / f"cut{number}"
        place.mkdir()
        shutil.copy(file, place / "a.db")
        (place / "a.db-wal").write_bytes(log[:end])
        heads.add(state_of(place / "a.db", firm_id))
        shutil.rmtree(place)
    assert heads == set(range(1, 8)), "each state that was committed, and none between"


def test_a_flipped_byte_in_the_log_ends_it_there(tmp_path: Path) -> None:
    file, firm_id = with_log(tmp_path, 4)
    log = Path(f"{file}-wal").read_bytes()
    draw = random.Random(7)
    for number in range(times(20, 1000)):
        place = tmp_path / f"flip{number}"
        place.mkdir()
        shutil.copy(file, place / "a.db")
        broken = bytearray(log)
        broken[draw.randrange(len(log))] ^= 1 << draw.randrange(8)
        (place / "a.db-wal").write_bytes(broken)
        assert 1 <= state_of(place / "a.db", firm_id) <= 5
        shutil.rmtree(place)


def spoiled(content: bytes, draw: random.Random) -> bytes:
    """Return a file as a bad disk would leave it."""
    broken = bytearray(content)
    kind, page = draw.randrange(5), draw.randrange(len(content) // PAGE) * PAGE
    if kind == 0:
        for _ in range(draw.randrange(1, 40)):
            broken[draw.randrange(len(broken))] ^= 1 << draw.randrange(8)
    elif kind == 1:
        del broken[draw.randrange(len(broken)) :]
    elif kind == 2:
        broken[page : page + PAGE] = bytes(PAGE)
    elif kind == 3:
        other = draw.randrange(len(content) // PAGE) * PAGE
        broken[page : page + PAGE] = content[other : other + PAGE]
    else:
        broken[:16] = struct.pack("16s", bytes(draw.randrange(256) for _ in range(16)))
    return bytes(broken)


def test_a_spoiled_file_is_whole_or_refused_and_never_restored(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "a.db"))
    upgrade(database)
    owner = owner_of(database)
    for base in range(20):
        saved(database, owner.firm_id, owner.account_id, base)
    back_up(database, tmp_path / "good.db")
    database.close()
    content, target = (tmp_path / "good.db").read_bytes(), tmp_path / "target.db"
    shutil.copy(tmp_path / "good.db", target)
    before, draw = target.read_bytes(), random.Random(11)
    refused = 0
    for _ in range(times(40, 1000)):
        bad = tmp_path / "bad.db"
        bad.write_bytes(spoiled(content, draw))
        try:
            report = inspect(bad)
        except DamagedError:
            refused += 1
            with pytest.raises(StoreError):
                restore(bad, target)
            assert target.read_bytes() == before
        else:
            assert report.rows["revision"] == 20
    assert refused > times(40, 1000) / 3


def test_any_change_to_the_log_of_deeds_is_found(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "a.db"))
    upgrade(database)
    with database.writing() as connection:
        for number in range(60):
            detail = {"n": number}
            entry = audit.AuditEntry("firm", NOW, f"a{number % 3}", "act", "t", detail=detail)
            audit.record(connection, entry)
    draw = random.Random(13)
    columns = ("actor", "action", "target", "outcome", "detail", "previous", "hash")
    for _ in range(times(30, 1000)):
        number, column = draw.randrange(1, 61), draw.choice(columns)
        with database.engine.connect() as connection:
            transaction = connection.begin()
            where = audit_table.c.number == number
            connection.execute(update(audit_table).where(where).values({column: "other"}))
            fault = audit.verify(connection, "firm")
            transaction.rollback()
        assert fault is not None
        assert fault.number == number
    database.close()


def test_a_full_disk_is_told_and_what_was_acknowledged_stays(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "a.db"))
    upgrade(database)
    owner = owner_of(database)
    head = saved(database, owner.firm_id, owner.account_id, 0)
    with database.engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
    database.close()
    database = open_database(str(tmp_path / "a.db"))
    with pytest.raises(FullError):
        too_much(database, owner.firm_id, owner.account_id, int(pages or 0))
    with database.reading() as connection:
        assert revisions.head_number(connection, owner.firm_id) == head
        assert revisions.body_of(connection, owner.firm_id, head) == {"n": 1}
    database.close()


def too_much(database: Database, firm_id: str, author: str, pages: int) -> None:
    """Save more than fits into so many pages."""
    with database.writing() as connection:
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        change = Change(author, "big", "", date(2026, 1, 1))
        revisions.save(connection, firm_id, 1, {"n": "x" * 2_000_000}, change, NOW)
