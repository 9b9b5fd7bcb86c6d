"""Trouble of disks, servers and damaged files, turned into errors of ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from steersman.store.errors import (
    BusyError,
    DamagedError,
    FullError,
    ReadOnlyError,
    StoreError,
    UnreachableError,
)

DAMAGE = ("malformed", "not a database", "Could not decode")
"""What SQLite says of a file that is spoiled."""
SIGNS: tuple[tuple[tuple[str, ...], type[StoreError]], ...] = (
    (("is full", "No space left"), FullError),
    (DAMAGE, DamagedError),
    (("readonly", "read-only"), ReadOnlyError),
    (("is locked",), BusyError),
    (
        (
            "unable to open",
            "connection failed",
            "connection is lost",
            "server closed the connection",
            "terminating connection",
        ),
        UnreachableError,
    ),
)
"""By what the drivers of SQLite and PostgreSQL say, which is all that tells the cases apart."""


@contextmanager
def told() -> Iterator[None]:
    """Raise trouble inside as an error of ours."""
    try:
        yield
    except PoolTimeoutError as error:
        raise BusyError(detail=str(error)) from error
    except (OperationalError, sqlite3.OperationalError) as error:
        raise _trouble(_said(error)) from error
    except (DatabaseError, sqlite3.DatabaseError) as error:
        if any(sign in _said(error) for sign in DAMAGE):
            raise DamagedError(detail=_said(error)) from error
        raise
    except UnicodeDecodeError as error:
        # A spoiled page whose structure is whole still holds texts that are none.
        raise DamagedError(detail=str(error)) from error


def _said(error: Exception) -> str:
    """Return what the driver said, on one line."""
    return " ".join(str(getattr(error, "orig", error)).split())


def _trouble(text: str) -> StoreError:
    kinds = (kind for signs, kind in SIGNS if any(sign in text for sign in signs))
    return next(kinds, StoreError)(detail=text)
