"""Kills of writers on PostgreSQL, and of the server's own processes: nothing told is lost."""

import os
import random
from collections.abc import Callable, Iterator
from multiprocessing import Process, get_context
from multiprocessing.connection import Connection
from signal import SIGKILL
from time import monotonic, sleep

import pytest
from sqlalchemy import text

from steersman.store import audit, revisions
from steersman.store.access import Member
from steersman.store.database import Database, open_database
from steersman.store.errors import StoreError
from steersman.store.migrate import upgrade
from tests.store.conftest import running_server
from tests.store.test_faults import saved, times
from tests.store.test_store import owner_of

RECOVERED_WITHIN = 60
"""Seconds that the server may take to come back."""


@pytest.fixture
def own_server() -> Iterator[str]:
    """A server of its own: after a crash it looks through all of its databases."""
    with running_server() as address:
        yield address


def write_on(address: str, owner: Member, base: int, told: Connection) -> None:
    """Tell the server's process, then save on and on and tell of each, until killed."""
    database = open_database(address)
    with database.reading() as connection:
        told.send(connection.execute(text("SELECT pg_backend_pid()")).scalar())
    while True:
        base = saved(database, owner.firm_id, owner.account_id, base)
        told.send(base)


OTHERS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def recovered(address: str) -> Database:
    """Return the database as soon as it can be used again and the killed writer's part is over."""
    database, limit = open_database(address), monotonic() + RECOVERED_WITHIN
    while alive(database) is not False:
        assert monotonic() < limit, "the server is back"
        sleep(0.01)
    return database


def alive(database: Database) -> bool | None:
    """Whether others still use the database; None if the server takes no connections."""
    try:
        with database.reading() as connection:
            return bool(connection.execute(text(OTHERS)).scalar())
    except StoreError:
        return None


def head_of_whole(address: str, owner: Member) -> int:
    """Return the head of a database that hangs together."""
    database = recovered(address)
    with database.reading() as connection:
        head = revisions.head_number(connection, owner.firm_id)
        if head:
            assert revisions.body_of(connection, owner.firm_id, head) == {"n": head}
        assert audit.verify(connection, owner.firm_id) is None
        assert audit.head_of(connection, owner.firm_id)[0] == head + 1
        assert database.count(connection, "revision") == head
    database.close()
    return head


def kill_client(writer: Process, backend: int) -> None:
    writer.kill()


def kill_backend(writer: Process, backend: int) -> None:
    """Kill a process of the server; it then ends all others and recovers from its log."""
    os.kill(backend, SIGKILL)
    writer.join(RECOVERED_WITHIN)
    assert writer.exitcode == 1, "the writer was told"


@pytest.mark.parametrize(("kill", "count"), [(kill_client, (12, 300)), (kill_backend, (2, 50))])
def test_what_was_acknowledged_survives_kills(
    own_server: str, kill: Callable[[Process, int], None], count: tuple[int, int]
) -> None:
    address, processes, draw = own_server, get_context("fork"), random.Random(23)
    database = open_database(address)
    upgrade(database)
    owner = owner_of(database)
    database.close()
    head = 0
    for _ in range(times(*count)):
        ours, theirs = processes.Pipe(duplex=False)
        arguments = (address, owner, head, theirs)
        writer = processes.Process(target=write_on, args=arguments, daemon=True)
        writer.start()
        theirs.close()
        backend = ours.recv()
        acknowledged = [ours.recv() for _ in range(draw.randrange(1, 5))][-1]
        sleep(draw.random() * 0.006)
        kill(writer, backend)
        writer.join()
        acknowledged = max([acknowledged, *rest(ours)])
        head = head_of_whole(address, owner)
        assert head in {acknowledged, acknowledged + 1}, "what was told is there, and no more"


def rest(told: Connection) -> list[int]:
    """Return what was told before the end."""
    found = []
    try:
        while True:
            found.append(told.recv())
    except EOFError:
        told.close()
    return found
