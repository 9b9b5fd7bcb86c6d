"""Tables of firms in a PostgreSQL database: read as text, written whole or not at all."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, LiteralString

import polars as pl

from steersman.store.database import open_database
from steersman.store.errors import RefusedError
from steersman.store.trouble import told

TYPES: dict[type[pl.DataType], LiteralString] = {
    pl.Boolean: "boolean", pl.Float32: "real", pl.Float64: "double precision", pl.Date: "date",
}  # fmt: skip
"""Types of columns; whole numbers are ``bigint``, all else is text."""


def save_table(address: str, table: str, target: Path) -> None:
    """Write a table of a database into a CSV file.

    Args:
        address: That of the database.
        table: Name of the table, with its schema where it needs one.
        target: The file.

    Raises:
        StoreError: If the database cannot be reached, or has no such table.
    """
    from psycopg.sql import SQL

    rows = SQL("COPY (SELECT * FROM {}) TO STDOUT (FORMAT csv, HEADER)")
    with _connected(address) as connection, connection.cursor() as cursor:
        name = _name_of(table)
        if not _exists(cursor, name):
            raise RefusedError(reason="no-such-table", table=table)
        with cursor.copy(rows.format(name)) as copy, target.open("wb") as stream:
            for data in copy:
                stream.write(data)


def write_table(
    address: str, table: str, frames: Iterable[pl.DataFrame], *, replace: bool = False
) -> int:
    """Write frames into a new table, in one transaction, and return the number of rows.

    Args:
        address: That of the database.
        table: Name of the table, with its schema where it needs one.
        frames: Frames with the same columns; there must be one.
        replace: Whether a table of that name may be replaced.

    Raises:
        StoreError: If the database cannot be reached, or has a table of that name already.
    """
    from psycopg.sql import SQL

    rows = 0
    name = _name_of(table)
    with _connected(address) as connection, connection.cursor() as cursor:
        if _exists(cursor, name):
            if not replace:
                raise RefusedError(reason="table-exists", table=table)
            cursor.execute(SQL("DROP TABLE {}").format(name))
        for frame in frames:
            if not rows:
                cursor.execute(SQL("CREATE TABLE {} ({})").format(name, _columns(frame)))
            with cursor.copy(SQL("COPY {} FROM STDIN (FORMAT csv)").format(name)) as copy:
                copy.write(frame.write_csv(include_header=False).encode())
            rows += frame.height
        connection.commit()
    return rows


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """Give a connection of psycopg itself, whose COPY SQLAlchemy does not know."""
    database = open_database(address)
    try:
        if database.is_sqlite:
            raise RefusedError(reason="not-postgresql")
        with told(), closing(database.engine.raw_connection()) as raw:
            yield raw.driver_connection
    finally:
        database.close()


def _name_of(table: str) -> Any:  # noqa: ANN401  psycopg is not always installed
    from psycopg.sql import Identifier

    return Identifier(*table.split("."))


def _exists(cursor: Any, name: Any) -> bool:  # noqa: ANN401
    found = cursor.execute("SELECT to_regclass(%s)", (name.as_string(cursor),)).fetchone()
    return found[0] is not None


def _columns(frame: pl.DataFrame) -> Any:  # noqa: ANN401
    from psycopg.sql import SQL, Identifier

    return SQL(", ").join(
        SQL("{} {}").format(Identifier(name), SQL(_type(kind)))
        for name, kind in frame.schema.items()
    )


def _type(kind: pl.DataType) -> LiteralString:
    if kind.is_integer():
        return "bigint"
    return TYPES.get(type(kind), "text")
