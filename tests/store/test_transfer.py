"""Moving all rows between an embedded database and a server, and back."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from steersman.store import access, accounts, jobs, revisions, surveys
from steersman.store import transfer as transfer_module
from steersman.store.database import Database, open_database
from steersman.store.errors import DamagedError, RefusedError
from steersman.store.migrate import current, upgrade
from steersman.store.tables import audit, metadata, snapshot
from steersman.store.transfer import transfer
from tests.store.test_faults import times
from tests.store.test_store import NOW, change, owner_of


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Database]:
    """An embedded database with a row in every table."""
    with closing(open_database(str(tmp_path / "source.db"))) as made:
        upgrade(made)
        firm_with_all(made, "small", 2)
        yield made


def firm_with_all(database: Database, name: str, saves: int) -> None:
    owner = owner_of(database, name)
    by = change(owner.account_id)
    with database.writing() as connection:
        for base in range(saves):
            body = {"name": "火岩 \u0000 \U0001f600", "cash": 0.1 + base, "n": 2**53, "none": None}
            revisions.save(connection, owner.firm_id, base, body, by, NOW)
        accounts.start_session(connection, owner.account_id, NOW)
        access.invite(connection, owner, f"of{name}@firm.example", "adviser", "", NOW)
        account = owner.account_id
        for content in ({"revision": 1}, {"revision": 2}):
            jobs.ask(connection, owner.firm_id, "plan", content, account, NOW)
        job = jobs.take(connection, "w", NOW)
        assert job is not None
        jobs.beat(connection, job.id, "w", NOW, checkpoint=bytes(range(256)))
        jobs.finish(connection, job.id, "w", {"value": 1.5}, NOW + timedelta(microseconds=1))
        for kind in ("survey", "climate"):
            groups = {"leaders": 5, "others": 5}
            _, tokens = surveys.open_round(connection, owner, kind, groups, 5, NOW)
            surveys.answer(connection, tokens["leaders"][0], {"q1": 3})
        kept = {"firm_id": owner.firm_id, "made_on": date(2026, 1, 1), "body": {"a": [1, "二"]}}
        connection.execute(insert(snapshot).values(**kept))


def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables."""
    with database.reading() as connection:
        return {
            name: [
                dict(row)
                for row in connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for name, table in metadata.tables.items()
        }


def test_all_rows_go_to_the_other_database_and_back(
    source: Database, empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm_with_all(source, "middle", 10)
    firm_with_all(source, "large", times(30, 2000))
    monkeypatch.setattr(transfer_module, "AT_ONCE", times(20, transfer_module.AT_ONCE))
    rows = everything(source)
    assert all(rows.values()), "there is something in every table"
    report = transfer(source, empty)
    assert report.rows == {name: len(found) for name, found in rows.items()}
    assert set(report.heads) == {"system", *(firm["id"] for firm in rows["firm"])}
    with closing(open_database(str(tmp_path / "back.db"))) as back:
        assert transfer(empty, back) == report
        assert everything(back) == rows


def test_a_database_that_holds_something_is_not_written_to(
    source: Database, database: Database
) -> None:
    owner_of(database, "other")
    before = everything(database)
    with pytest.raises(RefusedError) as told:
        transfer(source, database)
    assert told.value.parameters == {"reason": "not-empty"}
    assert everything(database) == before


def test_a_log_that_was_tampered_with_is_not_copied(source: Database, empty: Database) -> None:
    with source.writing() as connection:
        connection.execute(update(audit).where(audit.c.number == 2).values(actor="other"))
    with pytest.raises(DamagedError):
        transfer(source, empty)
    assert current(empty) is None, "all or nothing"


def test_a_row_that_does_not_fit_is_told(source: Database, postgresql: str) -> None:
    with source.writing() as connection:
        connection.execute(update(metadata.tables["firm"]).values(name="x" * 301))
    target = open_database(postgresql)
    with closing(target), pytest.raises(RefusedError) as told:
        transfer(source, target)
    assert told.value.parameters == {"reason": "does-not-fit", "table": "firm"}
