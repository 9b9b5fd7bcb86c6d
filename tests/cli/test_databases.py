"""Backup, restore, the audit log and moving a database, as an operator calls them."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from steersman.cli import main
from steersman.store.database import Database, open_database
from steersman.store.migrate import upgrade
from steersman.store.tables import audit
from tests.store.test_store import owner_of

SERVER = "postgresql://somebody:secret@localhost:1/steersman"


def run(*arguments: object, **environment: str) -> Result:
    runner = CliRunner(env=environment)
    return runner.invoke(main, [str(one) for one in arguments], catch_exceptions=False)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """A database that somebody has open."""
    with closing(open_database(str(tmp_path / "a.db"))) as database:
        upgrade(database)
        owner_of(database)
        yield tmp_path / "a.db"


def tampered(file: Path) -> str:
    """Change a row of the log and return its chain."""
    with closing(open_database(str(file))) as database, database.writing() as connection:
        where = (audit.c.number == 1) & (audit.c.chain != "system")
        chain = connection.execute(audit.select().where(where)).one().chain
        connection.execute(update(audit).where(where).values(actor="other"))
    return str(chain)


def firms(database: Database) -> int:
    with database.reading() as connection:
        return database.count(connection, "firm")


def test_a_backup_is_one_file_whose_heads_verify_the_log_later(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "kept" / "backup.db"
    target.parent.mkdir()
    report = json.loads(run("backup", file, target, "--json").stdout)
    assert report["rows"]["firm"] == 1
    assert [path.name for path in target.parent.iterdir()] == ["backup.db"]
    heads = [part for head in report["heads"].values() for part in ("--head", head)]
    for database in (file, target):
        done = run("audit", "verify", database, *heads)
        assert done.exit_code == 0
        assert all(head in done.stdout for head in report["heads"].values())
        verdict = json.loads(run("audit", "verify", database, "--json").stdout)
        assert verdict == {"whole": True, "faults": [], "missing": [], "heads": report["heads"]}


def test_a_backup_overwrites_nothing(file: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    done = run("backup", file, tmp_path / "taken")
    assert done.exit_code == 2
    assert "exists already" in done.stderr
    assert (tmp_path / "taken").read_text() == "mine"
    done = run("backup", file, tmp_path / "nowhere" / "b.db")
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_the_database_may_come_from_the_environment(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.db"
    assert run("backup", target, STEERSMAN_DATABASE=str(file)).exit_code == 0
    assert target.is_file()
    assert run("audit", "verify", STEERSMAN_DATABASE=str(file)).exit_code == 0
    assert "STEERSMAN_DATABASE" in run("backup", target).stderr


def test_a_database_in_use_is_not_replaced_and_one_at_rest_is_kept(
    file: Path, tmp_path: Path
) -> None:
    assert run("backup", file, tmp_path / "b.db").exit_code == 0
    with closing(open_database(str(file))) as database:
        owner_of(database, "later")
        assert firms(database) == 2
        done = run("restore", tmp_path / "b.db", file)
        assert done.exit_code == 2
        assert "Another process has" in done.stderr
        assert firms(database) == 2


def test_what_was_saved_last_is_kept_beside_what_is_restored(tmp_path: Path) -> None:
    file, backup = tmp_path / "a.db", tmp_path / "b.db"
    with closing(open_database(str(file))) as database:
        upgrade(database)
        owner_of(database)
    assert run("backup", file, backup).exit_code == 0
    with closing(open_database(str(file))) as database:
        owner_of(database, "later")
    file.chmod(0o640)
    done = run("restore", backup, file, "--language", "zh_CN")
    assert done.exit_code == 0
    assert "已核验并恢复" in done.stdout
    assert file.stat().st_mode & 0o777 == 0o640
    for path, count in ((file, 1), (tmp_path / "a.db.before", 2)):
        with closing(open_database(str(path))) as database:
            assert firms(database) == count


def test_a_damaged_database_is_set_aside_with_its_log(tmp_path: Path) -> None:
    file, backup = tmp_path / "a.db", tmp_path / "b.db"
    with closing(open_database(str(file))) as database:
        upgrade(database)
    assert run("backup", file, backup).exit_code == 0
    file.write_bytes(b"no database at all" * 1000)
    (tmp_path / "a.db-wal").write_bytes(b"log")
    assert run("restore", backup, file).exit_code == 0
    assert (tmp_path / "a.db.before-wal").read_bytes() == b"log"
    assert not (tmp_path / "a.db-wal").exists()
    assert run("audit", "verify", file).exit_code == 0


def test_what_is_no_backup_is_not_restored(file: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a database" * 100)
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE firm (id)")
    expected = {"text": "damaged", "other.db": "not one of Steersman", "none": "There is no file"}
    for name, told in expected.items():
        done = run("restore", tmp_path / name, tmp_path / "target.db")
        assert done.exit_code == 2
        assert told in done.stderr
    assert sorted(path.name for path in tmp_path.glob("target*")) == []


def test_a_log_that_was_tampered_with_is_found_and_named(file: Path) -> None:
    chain = tampered(file)
    done = run("audit", "verify", file)
    assert done.exit_code == 1
    assert f"{chain} is broken at row 1" in done.stdout
    verdict = json.loads(run("audit", "verify", file, "--json").stdout)
    assert verdict["faults"] == [{"chain": chain, "number": 1}]
    assert run("backup", file, file.with_name("b.db")).exit_code == 2, "it says which copy is bad"
    assert not file.with_name("b.db").exists()


def test_a_head_that_no_chain_holds_is_found(file: Path) -> None:
    done = run("audit", "verify", file, "--head", "f" * 64)
    assert done.exit_code == 1
    assert "No chain holds ffff" in done.stdout


def test_the_log_is_shown(file: Path) -> None:
    rows = json.loads(run("audit", "show", file, "--json").stdout)
    assert [row["action"] for row in rows] == ["account.create"]
    assert "account" in run("audit", "show", file).stdout
    done = run("audit", "show", file, "--chain", "nobody")
    assert done.exit_code == 2
    assert "no such thing" in done.stderr


def test_a_server_is_backed_up_with_its_own_tools(tmp_path: Path) -> None:
    for arguments in (
        ("backup", SERVER, tmp_path / "b.db"),
        ("restore", tmp_path / "b.db", SERVER),
    ):
        done = run(*arguments)
        assert done.exit_code == 2
        assert "PostgreSQL: " in done.stderr
        assert "secret" not in done.output


@pytest.mark.parametrize(
    "address", ["mysql://x/y", "://", "none.db", "postgresql:///x?host=/nowhere"]
)
def test_what_is_no_database_is_told(address: str, tmp_path: Path) -> None:
    for arguments in (("audit", "verify", address), ("copy-database", address, tmp_path / "b.db")):
        done = run(*arguments)
        assert done.exit_code == 2
        assert "error: " in done.stderr
        assert "Traceback" not in done.output


def test_a_database_is_copied_to_an_empty_one_only(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    done = run("copy-database", file, target)
    assert done.exit_code == 0
    assert run("audit", "verify", target).exit_code == 0
    again = run("copy-database", file, target)
    assert again.exit_code == 2
    assert "not empty" in again.stderr
