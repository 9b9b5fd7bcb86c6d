"""Opening a database, and transactions that either happen whole or not at all."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from steersman.store.errors import DamagedError, RefusedError
from steersman.store.tables import metadata
from steersman.store.trouble import told

WAIT, SHORT_WAIT = 8000, 200
"""Milliseconds to wait for a lock; for what may as well be done the next time."""
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA busy_timeout = {WAIT}",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA secure_delete = ON",
)
"""FULL, since with NORMAL a power cut may take back what was acknowledged; secure_delete, since
what is deleted (tokens, answers) must not be left in free pages."""
AT_ONCE, LASTING = 40, 10
"""Connections to a server at once, as many as a web app has threads, and those that stay open. With
fewer, some client always finds that another has just taken the one set free."""
IMMEDIATE, UNREFERENCED = "steersman_immediate", "steersman_unreferenced"
REFERENCES = "PRAGMA foreign_key_check"


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

    @property
    def file(self) -> Path | None:
        """The file of an embedded one; None for a server or one in memory."""
        name = self.engine.url.database if self.is_sqlite else ""
        return Path(name) if name and name != ":memory:" else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection to read with; it sees one state of the database throughout."""
        with told(), self.engine.connect() as plain:
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
        with told(), lock, self.engine.connect() as plain:
            connection = plain.execution_options(**{IMMEDIATE: True})
            with connection.begin():
                yield connection

    def forget(self, *tables: str) -> None:
        """Have nothing at rest tell what tables were like before the last change.

        SQLite's log, which holds every change in its order, is cut to nothing unless somebody reads
        just now, else the next time; PostgreSQL sweeps out rows that have been replaced.
        """
        with told():
            if not self.is_sqlite:
                with self.engine.connect() as plain:
                    connection = plain.execution_options(isolation_level="AUTOCOMMIT")
                    connection.execute(text(f"VACUUM {', '.join(tables)}"))
                return
            with self._write_lock, closing(self.engine.raw_connection()) as raw:
                raw.cursor().execute(f"PRAGMA busy_timeout = {SHORT_WAIT}")
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                raw.cursor().execute(f"PRAGMA busy_timeout = {WAIT}")

    @contextmanager
    def rebuilding(self) -> Iterator[Connection]:
        """Give a connection to change tables with, all together at the end, or not at all.

        SQLite changes a table by writing it anew and dropping the old one, which references to it
        would forbid; so they are checked once, at the end.

        Raises:
            DamagedError: If a reference would lead nowhere.
        """
        lock = self._write_lock if self.is_sqlite else _NoLock()
        with told(), lock, self.engine.connect() as plain:
            connection = plain.execution_options(**{IMMEDIATE: True, UNREFERENCED: True})
            with connection.begin():
                yield connection
                if self.is_sqlite and connection.exec_driver_sql(REFERENCES).all():
                    raise DamagedError(detail="foreign keys")
            plain.invalidate()  # the next one looks at references again

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
        url: ``postgresql://…``, ``sqlite:///…`` or a path.

    Raises:
        RefusedError: If it is no address of a database that can be used.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, hide_parameters=True)
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    else:
        more = AT_ONCE - LASTING
        options = {"pool_pre_ping": True, "pool_size": LASTING, "max_overflow": more}
        engine = create_engine(address, hide_parameters=True, **options)
    return Database(engine)


def _address(url: str) -> URL:
    """Return an address with the driver that we have for it.

    Raises:
        RefusedError: If there is none.
    """
    try:
        address = make_url(url if "://" in url else f"sqlite:///{Path(url).as_posix()}")
    except ArgumentError as error:
        raise RefusedError(reason="not-an-address") from error
    drivers = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
    driver = drivers.get(address.get_backend_name())
    if driver is None:
        raise RefusedError(reason="not-an-address")
    return address.set(drivername=driver)


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  a connection of the driver
    """Set a SQLite connection up; transactions are begun by us and not by the driver."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin; writers take the write lock at once, since a reader cannot always become one."""
    if connection.get_execution_options().get(UNREFERENCED):
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    immediate = connection.get_execution_options().get(IMMEDIATE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
