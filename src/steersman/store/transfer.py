"""Moving all rows to another database: from an embedded one to a server, or back."""

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import DBAPIError, OperationalError

from steersman.store.backup import BackupReport, report_of
from steersman.store.database import Database
from steersman.store.errors import DamagedError, RefusedError
from steersman.store.migrate import build, check_version
from steersman.store.tables import metadata

AT_ONCE = 500
"""Rows read and written together."""


def transfer(source: Database, target: Database) -> BackupReport:
    """Copy all rows to an empty database, of one moment, all or none, and verify them there.

    Returns:
        What the target holds.

    Raises:
        RefusedError: If the target is not empty, or cannot hold a row.
        DamagedError: If the source's audit log does not hang together, or the copy differs.
    """
    check_version(source)
    with source.reading() as there, target.rebuilding() as here:
        if not set(here.dialect.get_table_names(here)) <= {"alembic_version"}:
            raise RefusedError(reason="not-empty")
        build(here)
        for name in source.tables():
            _copy(there, here, name)
        expected, found = report_of(source, there), report_of(target, here)
        if found != expected:
            raise DamagedError(detail="rows")
    return found


def _copy(source: Connection, target: Connection, name: str) -> None:
    """Copy the rows of a table.

    Raises:
        RefusedError: If one does not fit there, such as a text longer than its column.
    """
    table = metadata.tables[name]
    target.execute(delete(table))  # migrations put rows in
    options = {"yield_per": AT_ONCE}
    for rows in source.execute(select(table).execution_options(**options)).mappings().partitions():
        try:
            target.execute(insert(table), [dict(row) for row in rows])
        except OperationalError:
            raise
        except DBAPIError as error:
            raise RefusedError(reason="does-not-fit", table=name) from error
