"""Opening a database, and transactions that either happen whole or not at all."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, OperationalError

from steersman.store.errors import DamagedError, FullError, StoreError
from steersman.store.tables import metadata

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 10000",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA secure_delete = ON",
)
"""FULL, since with NORMAL a power cut may take back what was acknowledged; secure_delete, since
what is deleted (tokens, answers) must not be left in free pages."""
IMMEDIATE = "steersman_immediate"
DAMAGE = ("malformed", "not a database", "Could not decode")
"""What SQLite says of a file that is spoiled."""


class Database:
    """A database of firms.

    Attributes:
        engine: SQLAlchemy's engine.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._write_lock = threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        """Whether it is an embedded one."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection to read with; it sees one state of the database throughout."""
        with _told(), self.engine.connect() as plain:
            # Writers read what is newest, so that comparing and setting works; readers one state.
            level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
            yield plain.execution_options(**level)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes happen all together at the end, or not at all.

        Writers of this process wait for each other here: waiting inside SQLite is unfair and ends
        in timeouts under load.
        """
        lock = self._write_lock if self.is_sqlite else _NoLock()
        with _told(), lock, self.engine.connect() as plain:
            connection = plain.execution_options(**{IMMEDIATE: True})
            with connection.begin():
                yield connection

    def tables(self) -> list[str]:
        """Return the names of all tables, in the order in which rows can be put in."""
        return [table.name for table in metadata.sorted_tables]

    def count(self, connection: Connection, name: str) -> int:
        """Return the number of rows of a table."""
        found = connection.execute(select(func.count()).select_from(metadata.tables[name]))
        return int(found.scalar_one())

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


class _NoLock:
    def __enter__(self) -> None:
        """Wait for nobody."""

    def __exit__(self, *_: object) -> None:
        """Let nobody wait."""


def open_database(url: str) -> Database:
    """Open a database by its address, or an embedded one by the path of its file.

    Args:
        url: ``postgresql+psycopg://…``, ``sqlite:///…`` or a path.
    """
    address = make_url(url if "://" in url else f"sqlite:///{Path(url).as_posix()}")
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    else:
        engine = create_engine(address, pool_pre_ping=True)
    return Database(engine)


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  a connection of the driver
    """Set a SQLite connection up; transactions are begun by us and not by the driver."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin; writers take the write lock at once, since a reader cannot always become one."""
    immediate = connection.get_execution_options().get(IMMEDIATE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def _told() -> Iterator[None]:
    """Turn trouble of the disk and of damaged files into errors of ours."""
    try:
        yield
    except OperationalError as error:
        raise _trouble(str(error.orig)) from error
    except DatabaseError as error:
        text = str(error.orig)
        if any(sign in text for sign in DAMAGE):
            raise DamagedError(detail=text) from error
        raise
    except UnicodeDecodeError as error:
        # A spoiled page whose structure is whole still holds texts that are none.
        raise DamagedError(detail=str(error)) from error


def _trouble(text: str) -> StoreError:
    if "full" in text:
        return FullError(detail=text)
    if any(sign in text for sign in DAMAGE):
        return DamagedError(detail=text)
    return StoreError(detail=text)
