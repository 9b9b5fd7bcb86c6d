"""Migrations: whole or not at all, however they end, and a copy of the old form beside it."""

import random
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter, sleep

import pytest
from sqlalchemy import inspect as inspected
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from steersman.store import audit, migrate, revisions
from steersman.store.backup import restore
from steersman.store.database import Database, open_database
from steersman.store.errors import FullError
from steersman.store.migrate import KEPT, current, downgrade, kept, newest, upgrade
from tests.store.second_form import with_second_form
from tests.store.test_faults import saved, times
from tests.store.test_store import owner_of

OLD, NEW = newest(), "second"


def filled(database: Database) -> str:
    """Fill a database of the old form and return its firm."""
    owner = owner_of(database)
    for base in range(5):
        saved(database, owner.firm_id, owner.account_id, base)
    return owner.firm_id


def form_of(database: Database, firm_id: str) -> str | None:
    """Return the form of a database that has all of it, and all rows."""
    form = current(database)
    with database.reading() as connection:
        columns = {column["name"] for column in inspected(connection).get_columns("firm")}
        assert ("motto" in columns) == (form == NEW)
        assert inspected(connection).has_table("extra") == (form == NEW)
        assert revisions.head_number(connection, firm_id) == 5
        assert len(revisions.history(connection, firm_id)) == 5
        assert audit.verify(connection, firm_id) is None
        if database.is_sqlite:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    return form


def test_a_table_that_others_refer_to_is_written_anew(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm_id = filled(database)
    with_second_form(monkeypatch, tmp_path)
    upgrade(database)
    assert form_of(database, firm_id) == NEW
    downgrade(database, OLD)
    assert form_of(database, firm_id) == OLD


def test_references_are_looked_at_again_after_a_migration(empty: Database) -> None:
    upgrade(empty)
    owner = owner_of(empty)
    with pytest.raises(IntegrityError):
        saved(empty, owner.firm_id, "nobody", 0)


def test_a_copy_of_the_old_form_is_kept_and_can_be_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.db"
    database = open_database(str(file))
    upgrade(database)
    assert kept(file) == [], "what is empty needs no copy"
    firm_id = filled(database)
    with monkeypatch.context() as patch:
        with_second_form(patch, tmp_path)
        for _ in range(2):
            upgrade(database)
            upgrade(database)
            downgrade(database, OLD)
        assert [path.name.rpartition("-")[2] for path in kept(file)] == [NEW, OLD, NEW]
        assert len(kept(file)) == KEPT
        assert kept(file)[0].stat().st_mode & 0o077 == 0, "only its owner may read it"
    database.close()
    restore(kept(file)[1], file)
    with closing_database(file) as again:
        assert form_of(again, firm_id) == OLD
    with_second_form(monkeypatch, tmp_path / "again")
    report = restore(kept(file)[1], file)
    assert report.rows["revision"] == 5
    with closing_database(file) as again:
        assert form_of(again, firm_id) == NEW, "an old backup is brought to the newest form"


def closing_database(file: Path) -> closing[Database]:
    return closing(open_database(str(file)))


def test_no_migration_begins_without_its_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing_database(tmp_path / "a.db") as database:
        upgrade(database)
        firm_id = filled(database)
        with_second_form(monkeypatch, tmp_path)

        def full(*_: object) -> None:
            raise FullError(detail="is full")

        monkeypatch.setattr(migrate, "write_copy", full)
        with pytest.raises(FullError):
            upgrade(database)
        assert form_of(database, firm_id) == OLD


def move(address: str, up: bool, told: Connection) -> None:
    """Migrate up or down, until killed."""
    database = open_database(address)
    current(database)
    told.send("ready")
    upgrade(database) if up else downgrade(database, OLD)
    told.send("done")


def told_end(told: Connection) -> bool:
    """Whether a migration came to its end before it was killed."""
    try:
        told.recv()
    except EOFError:
        return False
    finally:
        told.close()
    return True


def test_a_killed_migration_leaves_the_old_form_or_the_new(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    processes, draw, in_time = get_context("fork"), random.Random(17), 0
    with closing(open_database(address)) as database:
        upgrade(database)
        firm_id = filled(database)
        with_second_form(monkeypatch, tmp_path)
        began = perf_counter()
        upgrade(database)
        span = perf_counter() - began
    up = False
    for _ in range(times(5, 50)):
        ours, theirs = processes.Pipe(duplex=False)
        migration = processes.Process(target=move, args=(address, up, theirs), daemon=True)
        migration.start()
        ours.recv()
        sleep(draw.random() * span)
        migration.kill()
        migration.join()
        theirs.close()
        in_time += not told_end(ours)
        with closing(open_database(address)) as database:
            assert form_of(database, firm_id) in {OLD, NEW}
            upgrade(database) if up else downgrade(database, OLD)
            assert form_of(database, firm_id) == (NEW if up else OLD), "the second time completes"
        up = not up
    assert in_time >= times(0, 12), "many were killed on the way"


def test_a_killed_beginning_can_be_made_again(address: str) -> None:
    processes, draw = get_context("fork"), random.Random(19)
    for _ in range(times(3, 50)):
        ours, theirs = processes.Pipe(duplex=False)
        beginning = processes.Process(target=move, args=(address, True, theirs), daemon=True)
        beginning.start()
        ours.recv()
        sleep(draw.random() * 0.06)
        beginning.kill()
        beginning.join()
        theirs.close()
        ours.close()
        with closing(open_database(address)) as database:
            with database.reading() as connection:
                tables = set(inspected(connection).get_table_names()) - {"alembic_version"}
            assert tables == (set(database.tables()) if current(database) else set())
            upgrade(database)
            owner_of(database, "an" + str(draw.random()))
            downgrade(database, "base")
