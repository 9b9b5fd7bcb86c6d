"""Revisions, audit, accounts, access, jobs, migrations and backup, on both engines."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import delete, insert, select, text, update

from steersman.store import access, accounts, audit, jobs, revisions
from steersman.store.access import Member
from steersman.store.backup import back_up, restore
from steersman.store.database import Database, open_database
from steersman.store.errors import (
    ConflictError,
    DamagedError,
    NewerDatabaseError,
    NotFoundError,
    RefusedError,
)
from steersman.store.migrate import check_version, downgrade, upgrade
from steersman.store.revisions import Change
from steersman.store.tables import audit as audit_table
from steersman.store.tables import metadata

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
PASSWORD = "correct horse battery"  # noqa: S105  of a test


def change(author: str, what: str = "edited") -> Change:
    return Change(author, what, "because", date(2026, 6, 1))


def owner_of(database: Database, name: str = "an") -> Member:
    """Found a firm and return its owner."""
    with database.writing() as connection:
        account = accounts.create_account(connection, f"{name}@firm.example", name, None, NOW)
        firm_id = access.found_firm(connection, f"Firm of {name}", account.id, NOW)
    with database.reading() as connection:
        member = access.member_of(connection, firm_id, account.id)
    assert member is not None
    return member


def test_every_form_of_the_database_goes_up_and_down(empty: Database) -> None:
    upgrade(empty)
    check_version(empty)
    with empty.reading() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
    downgrade(empty, "base")
    with empty.reading() as connection:
        tables = MigrationContext.configure(connection).dialect.get_table_names(connection)
    assert set(tables) <= {"alembic_version"}
    upgrade(empty)


def test_a_newer_database_is_left_alone(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (check_version, upgrade):
        with pytest.raises(NewerDatabaseError):
            attempt(database)


def test_revisions_are_added_and_an_old_one_can_be_restored(database: Database) -> None:
    owner = owner_of(database)
    bodies = [{"name": "火岩", "cash": 1.5}, {"name": "火岩", "cash": 2}, {"name": "x"}]
    for number, body in enumerate(bodies):
        with database.writing() as connection:
            made = revisions.save(
                connection, owner.firm_id, number, body, change(owner.account_id), NOW
            )
        assert made == number + 1
    with database.writing() as connection:
        by = change(owner.account_id, "undone")
        assert revisions.restore(connection, owner.firm_id, 3, 1, by, NOW) == 4
    with database.reading() as connection:
        assert revisions.body_of(connection, owner.firm_id, 4) == bodies[0]
        assert revisions.body_of(connection, owner.firm_id, 3) == bodies[2]
        told = revisions.history(connection, owner.firm_id)
        assert [entry.number for entry in told] == [4, 3, 2, 1]
        assert (told[0].what, told[0].author, told[0].recorded_at) == ("undone", "an", NOW)
        assert told[0].effective_on == date(2026, 6, 1)
        assert told[0].sha256 == told[3].sha256
        assert [e.number for e in revisions.history(connection, owner.firm_id, 3, 1)] == [2]


def test_who_saves_second_is_told_and_nothing_is_written(database: Database) -> None:
    owner = owner_of(database)
    with database.writing() as connection:
        revisions.save(connection, owner.firm_id, 0, {"a": 1}, change(owner.account_id), NOW)
    with pytest.raises(ConflictError) as told, database.writing() as connection:
        revisions.save(connection, owner.firm_id, 0, {"a": 2}, change(owner.account_id), NOW)
    assert told.value.parameters == {"base": 0, "head": 1}
    with database.reading() as connection:
        assert revisions.body_of(connection, owner.firm_id, 1) == {"a": 1}
        assert audit.verify(connection, owner.firm_id) is None


def test_no_number_that_is_none_is_kept(database: Database) -> None:
    owner = owner_of(database)
    body = {"a": float("nan")}
    with pytest.raises(ValueError), database.writing() as connection:
        revisions.save(connection, owner.firm_id, 0, body, change(owner.account_id), NOW)


def test_edits_at_once_lose_nothing(database: Database) -> None:
    """Eight writers count up together: every accepted edit is in the count."""
    owner = owner_of(database)
    with database.writing() as connection:
        revisions.save(connection, owner.firm_id, 0, {"n": 0}, change(owner.account_id), NOW)
    conflicts = []

    def count(times: int) -> None:
        done = 0
        while done < times:
            with database.reading() as connection:
                base = revisions.head_number(connection, owner.firm_id)
                body = revisions.body_of(connection, owner.firm_id, base)
            try:
                with database.writing() as connection:
                    more = {"n": body["n"] + 1}
                    by = change(owner.account_id)
                    revisions.save(connection, owner.firm_id, base, more, by, NOW)
                done += 1
            except ConflictError:
                conflicts.append(base)

    threads = [threading.Thread(target=count, args=(6,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        head = revisions.head_number(connection, owner.firm_id)
        assert head == 1 + 8 * 6
        assert revisions.body_of(connection, owner.firm_id, head) == {"n": 48}
        assert audit.verify(connection, owner.firm_id) is None


def filled(database: Database) -> tuple[str, str]:
    """Return a chain of twenty rows and its head."""
    with database.writing() as connection:
        for number in range(20):
            entry = audit.AuditEntry("firm", NOW, "an", f"act {number}", "t", detail={"n": number})
            head = audit.record(connection, entry)
    return "firm", head


TAMPERINGS: dict[str, Callable[[], object]] = {
    "changed": lambda: update(audit_table).where(audit_table.c.number == 7).values(actor="bo"),
    "taken out": lambda: delete(audit_table).where(audit_table.c.number == 7),
    "cut off": lambda: delete(audit_table).where(audit_table.c.number > 15),
    "moment": lambda: update(audit_table)
    .where(audit_table.c.number == 7)
    .values(at=NOW + timedelta(seconds=1)),
    "put in": lambda: insert(audit_table).values(
        chain="firm", number=21, at=NOW, actor="bo", action="x", target="t", outcome="done",
        detail="{}", previous="0" * 64, hash="0" * 64,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_whoever_tampers_with_the_log_is_found_out(database: Database, kind: str) -> None:
    chain, head = filled(database)
    with database.reading() as connection:
        assert audit.verify(connection, chain, head) is None
    with database.writing() as connection:
        connection.execute(TAMPERINGS[kind]())
    with database.reading() as connection:
        fault = audit.verify(connection, chain)
    expected = {"cut off": 16, "put in": 21}.get(kind, 7)
    assert fault == audit.ChainFault(chain, expected)


def test_a_log_cut_off_with_its_head_is_found_by_the_head_noted_elsewhere(
    database: Database,
) -> None:
    chain, head = filled(database)
    with database.writing() as connection:
        connection.execute(delete(audit_table).where(audit_table.c.number > 15))
        last = connection.execute(select(audit_table.c.hash).where(audit_table.c.number == 15))
        heads = metadata.tables["audit_head"]
        connection.execute(update(heads).values(number=15, hash=last.scalar_one()))
    with database.reading() as connection:
        assert audit.verify(connection, chain) is None
        assert audit.verify(connection, chain, head) is not None


def test_passwords_and_sessions(database: Database) -> None:
    with database.writing() as connection:
        made = accounts.create_account(connection, " An@Firm.example ", "An", PASSWORD, NOW)
        with pytest.raises(RefusedError):
            accounts.create_account(connection, "an@firm.example", "Other", PASSWORD, NOW)
        with pytest.raises(RefusedError):
            accounts.create_account(connection, "bo@firm.example", "Bo", "short", NOW)
        token = accounts.start_session(connection, made.id, NOW)
    with database.reading() as connection:
        assert accounts.check_password(connection, "AN@firm.example", PASSWORD) == made
        assert accounts.check_password(connection, "an@firm.example", "wrong password") is None
        assert accounts.check_password(connection, "nobody@firm.example", PASSWORD) is None
        assert accounts.account_of(connection, token, NOW) == made
        assert accounts.account_of(connection, "x" + token[1:], NOW) is None
        assert accounts.account_of(connection, token, NOW + timedelta(hours=13)) is None
        kept = connection.execute(select(metadata.tables["session"])).one()
        assert token not in kept.token_hash
    with database.writing() as connection:
        accounts.note_seen(connection, token, NOW + timedelta(hours=11))
    with database.reading() as connection:
        assert accounts.account_of(connection, token, NOW + timedelta(hours=13)) == made
        assert accounts.account_of(connection, token, NOW + timedelta(days=8)) is None
    with database.writing() as connection:
        accounts.set_password(connection, made.id, PASSWORD + "!", NOW)
    with database.reading() as connection:
        assert accounts.account_of(connection, token, NOW) is None, "a new password ends sessions"


def test_an_invitation_holds_once_for_its_address(database: Database) -> None:
    owner = owner_of(database)
    with database.writing() as connection:
        bo = accounts.create_account(connection, "bo@firm.example", "Bo", None, NOW)
        ci = accounts.create_account(connection, "ci@firm.example", "Ci", None, NOW)
        token = access.invite(connection, owner, "Bo@firm.example", "employee", "bo", NOW)
    for who, when in ((ci, NOW), (bo, NOW + timedelta(days=15))):
        with pytest.raises(NotFoundError), database.writing() as connection:
            access.accept(connection, token, who, when)
    with database.writing() as connection:
        assert access.accept(connection, token, bo, NOW) == owner.firm_id
    with pytest.raises(NotFoundError), database.writing() as connection:
        access.accept(connection, token, bo, NOW)
    with database.reading() as connection:
        member = access.member_of(connection, owner.firm_id, bo.id)
        assert member is not None
        assert (member.role, member.person) == ("employee", "bo")
        assert not member.may("read")


def test_what_is_revoked_is_gone_at_once_and_an_owner_is_left(database: Database) -> None:
    owner = owner_of(database)
    with pytest.raises(RefusedError), database.writing() as connection:
        access.set_member(connection, owner, owner.account_id, "employee", "active", NOW)
    with database.writing() as connection:
        bo = accounts.create_account(connection, "bo@firm.example", "Bo", None, NOW)
        token = access.invite(connection, owner, bo.email, "owner", "", NOW)
        access.accept(connection, token, bo, NOW)
        access.set_member(connection, owner, owner.account_id, "owner", "revoked", NOW)
    with database.reading() as connection:
        assert access.member_of(connection, owner.firm_id, owner.account_id) is None
        assert audit.verify(connection, owner.firm_id) is None
    other = owner_of(database, "eve")
    with pytest.raises(NotFoundError), database.writing() as connection:
        access.set_member(connection, other, bo.id, "employee", "active", NOW)


def asked(database: Database, owner: Member, content: dict[str, object]) -> jobs.Job:
    with database.writing() as connection:
        return jobs.ask(connection, owner.firm_id, "plan", content, owner.account_id, NOW)


def test_a_job_is_done_once_and_its_result_found_by_its_input(database: Database) -> None:
    owner = owner_of(database)
    job = asked(database, owner, {"revision": 1})
    assert asked(database, owner, {"revision": 1}).id == job.id, "asked twice, done once"
    with database.writing() as connection:
        taken = jobs.take(connection, "w1", NOW)
        assert taken is not None
        assert jobs.take(connection, "w2", NOW) is None
        assert jobs.beat(connection, job.id, "w1", NOW, progress={"done": 3}, checkpoint=b"half")
        assert jobs.find(connection, owner.firm_id, job.id).progress == {"done": 3}
        assert jobs.finish(connection, job.id, "w1", {"value": 7}, NOW)
        assert not jobs.finish(connection, job.id, "w1", {"value": 8}, NOW)
    with database.reading() as connection:
        found = jobs.result_of(connection, owner.firm_id, "plan", {"revision": 1})
        assert found == {"value": 7}
        assert jobs.result_of(connection, owner.firm_id, "plan", {"revision": 2}) is None


def test_a_dead_workers_job_goes_on_from_its_checkpoint_and_only_one_finishes(
    database: Database,
) -> None:
    owner = owner_of(database)
    job = asked(database, owner, {})
    with database.writing() as connection:
        jobs.take(connection, "w1", NOW)
        jobs.beat(connection, job.id, "w1", NOW, checkpoint=b"half")
    later = NOW + timedelta(seconds=30)
    with database.writing() as connection:
        again = jobs.take(connection, "w2", later)
        assert again is not None
        assert (again.checkpoint, again.attempts) == (b"half", 2)
        assert not jobs.beat(connection, job.id, "w1", later), "it is another worker's by now"
        assert not jobs.finish(connection, job.id, "w1", {"value": 1}, later)
        assert jobs.finish(connection, job.id, "w2", {"value": 2}, later)
    with database.reading() as connection:
        assert jobs.result_of(connection, owner.firm_id, "plan", {}) == {"value": 2}


def test_a_job_that_kills_its_workers_fails(database: Database) -> None:
    owner = owner_of(database)
    job = asked(database, owner, {})
    for attempt in range(jobs.MOST_ATTEMPTS):
        with database.writing() as connection:
            assert jobs.take(connection, "w", NOW + attempt * timedelta(minutes=1))
    with database.writing() as connection:
        assert jobs.take(connection, "w", NOW + timedelta(hours=1)) is None
        found = jobs.find(connection, owner.firm_id, job.id)
    assert (found.state, found.reason) == ("failed", "worker-died")


def test_cancelling(database: Database) -> None:
    owner = owner_of(database)
    waiting, running = asked(database, owner, {"a": 1}), asked(database, owner, {"a": 2})
    with database.writing() as connection:
        first = jobs.take(connection, "w", NOW)
        assert first is not None
        assert first.id == waiting.id or first.id == running.id
        other = running.id if first.id == waiting.id else waiting.id
        for job_id in (first.id, other):
            jobs.cancel(connection, owner.firm_id, job_id, owner.account_id, NOW)
        assert jobs.find(connection, owner.firm_id, other).state == "cancelled"
        assert not jobs.beat(connection, first.id, "w", NOW)
        assert jobs.stop(connection, first.id, "w", NOW)
        assert jobs.find(connection, owner.firm_id, first.id).state == "cancelled"
    stranger = owner_of(database, "eve")
    with pytest.raises(NotFoundError), database.writing() as connection:
        jobs.cancel(connection, stranger.firm_id, waiting.id, stranger.account_id, NOW)


def test_one_firms_many_jobs_keep_no_other_firm_waiting(database: Database) -> None:
    busy, other = owner_of(database, "an"), owner_of(database, "bo")
    for number in range(5):
        asked(database, busy, {"n": number})
    asked(database, other, {})
    with database.writing() as connection:
        first = jobs.take(connection, "w1", NOW)
        second = jobs.take(connection, "w2", NOW)
    assert first is not None
    assert second is not None
    # All are asked at once, so that either firm may be first.
    assert {first.firm_id, second.firm_id} == {busy.firm_id, other.firm_id}


def test_a_backup_of_a_running_database_is_restored_whole(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "a.db"))
    upgrade(database)
    owner = owner_of(database)
    with database.writing() as connection:
        revisions.save(connection, owner.firm_id, 0, {"a": 1}, change(owner.account_id), NOW)
    report = back_up(database, tmp_path / "backup.db")
    assert report.rows["revision"] == 1
    with database.writing() as connection:
        revisions.save(connection, owner.firm_id, 1, {"a": 2}, change(owner.account_id), NOW)
    database.close()
    assert restore(tmp_path / "backup.db", tmp_path / "a.db") == report
    assert (tmp_path / "a.db.before").is_file()
    again = open_database(str(tmp_path / "a.db"))
    with again.reading() as connection:
        assert revisions.head_number(connection, owner.firm_id) == 1
    again.close()


@pytest.mark.parametrize("damage", ["cut", "flipped", "other"])
def test_a_damaged_backup_is_refused_and_nothing_touched(tmp_path: Path, damage: str) -> None:
    database = open_database(str(tmp_path / "a.db"))
    upgrade(database)
    owner_of(database)
    back_up(database, tmp_path / "backup.db")
    database.close()
    content = bytearray((tmp_path / "backup.db").read_bytes())
    if damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "flipped":
        for place in range(4096 * 3, 4096 * 3 + 64):
            content[place] ^= 0xFF
    else:
        content = bytearray(b"not a database at all" * 100)
    (tmp_path / "backup.db").write_bytes(content)
    before = (tmp_path / "a.db").read_bytes()
    with pytest.raises(DamagedError):
        restore(tmp_path / "backup.db", tmp_path / "a.db")
    assert (tmp_path / "a.db").read_bytes() == before
