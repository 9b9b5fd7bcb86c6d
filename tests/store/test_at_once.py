"""Many who save, or ask for the same work, at the same moment, from threads of two processes."""

import threading
from collections.abc import Callable
from contextlib import closing
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection

from sqlalchemy import func, select

from steersman.store import audit, jobs, revisions
from steersman.store.access import Member
from steersman.store.database import Database, open_database
from steersman.store.documents import merge
from steersman.store.errors import ConflictError
from steersman.store.migrate import upgrade
from steersman.store.revisions import Change
from steersman.store.tables import audit as audit_table
from steersman.store.tables import job, revision
from tests.store.test_faults import NOW, times
from tests.store.test_store import owner_of

CLIENTS, FIRMS, PROCESSES = 50, 20, 2


def edited(database: Database, owner: Member, client: int, number: int) -> int:
    """Save one client's edit, merging what others have saved meanwhile; return how often it did."""
    by = Change(owner.account_id, f"{client}:{number}", "", date(2026, 6, 1))
    with database.reading() as connection:
        base = revisions.head_number(connection, owner.firm_id)
        before = revisions.body_of(connection, owner.firm_id, base)
    mine = {**before, f"client{client}": number}
    merges = 0
    while True:
        try:
            with database.writing() as connection:
                revisions.save(connection, owner.firm_id, base, mine, by, NOW)
        except ConflictError as conflict:
            merges, base = merges + 1, int(str(conflict.parameters["head"]))
            with database.reading() as connection:
                theirs = revisions.body_of(connection, owner.firm_id, base)
            mine, clashes = merge(before, mine, theirs)
            assert clashes == ()
            before = theirs
        else:
            return merges


def in_threads(works: list[Callable[[], object]]) -> list[BaseException]:
    """Do all at the same moment and return what went wrong."""
    troubles: list[BaseException] = []
    together = threading.Barrier(len(works))

    def work(one: Callable[[], object]) -> None:
        together.wait()
        try:
            one()
        except BaseException as error:  # noqa: BLE001  told to the test
            troubles.append(error)

    threads = [threading.Thread(target=work, args=(one,)) for one in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return troubles


def edit_on(
    address: str, owners: list[Member], clients: range, edits: int, told: Connection
) -> None:
    """Let some clients make their edits, on one firm after another, and tell of trouble."""
    with closing(open_database(address)) as database:
        merges = []

        def client(name: int) -> None:
            for number in range(edits):
                owner = owners[(name + number) % len(owners)]
                merges.append(edited(database, owner, name, number))

        works = [lambda name=name: client(name) for name in clients]
        troubles = in_threads(works)
        told.send((sum(merges), [repr(trouble) for trouble in troubles]))


def test_no_edit_is_lost_however_many_save_at_once(address: str) -> None:
    edits = times(4, 200)
    with closing(open_database(address)) as database:
        upgrade(database)
        owners = [owner_of(database, f"owner{number}") for number in range(FIRMS)]
        for owner in owners:
            with database.writing() as connection:
                by = Change(owner.account_id, "begin", "", date(2026, 6, 1))
                revisions.save(connection, owner.firm_id, 0, {}, by, NOW)
    processes, pipes, running = get_context("fork"), [], []
    for first in range(PROCESSES):
        ours, theirs = processes.Pipe(duplex=False)
        clients = range(first, CLIENTS, PROCESSES)
        arguments = (address, owners, clients, edits, theirs)
        running.append(processes.Process(target=edit_on, args=arguments, daemon=True))
        running[-1].start()
        theirs.close()
        pipes.append(ours)
    told = [pipe.recv() for pipe in pipes]
    for process in running:
        process.join()
    assert [troubles for _, troubles in told] == [[], []]
    assert sum(merges for merges, _ in told) > 0, "some did save at once"
    with closing(open_database(address)) as database, database.reading() as connection:
        found = connection.execute(select(revision.c.what).where(revision.c.number > 1)).scalars()
        expected = [f"{client}:{number}" for client in range(CLIENTS) for number in range(edits)]
        assert sorted(found) == sorted(expected), "every edit is in the history, once"
        for place, owner in enumerate(owners):
            head = revisions.head_number(connection, owner.firm_id)
            last = {
                f"client{client}": number
                for client in range(CLIENTS)
                for number in range(edits)
                if (client + number) % FIRMS == place
            }
            assert revisions.body_of(connection, owner.firm_id, head) == last
            assert audit.verify(connection, owner.firm_id) is None


def test_the_same_work_asked_for_at_once_is_one_job(database: Database) -> None:
    owner = owner_of(database)
    for number in range(times(5, 100)):

        def ask(number: int = number) -> None:
            with database.writing() as connection:
                content = {"revision": number}
                jobs.ask(connection, owner.firm_id, "plan", content, owner.account_id, NOW)

        assert in_threads([ask] * 20) == []
    with database.reading() as connection:
        assert database.count(connection, "job") == times(5, 100)
        assert connection.execute(select(func.count(job.c.input_hash.distinct()))).scalar() == (
            times(5, 100)
        )
        asked = select(func.count()).where(audit_table.c.action == "job.ask")
        assert connection.execute(asked).scalar() == times(5, 100), "with one effect each"
