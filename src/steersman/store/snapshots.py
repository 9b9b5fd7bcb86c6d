"""Snapshots of firms: what was known, decided and foretold on a day."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from steersman.store.tables import snapshot


def days(connection: Connection, firm_id: str) -> list[str]:
    """Return the days of a firm's snapshots as ISO texts, the oldest first."""
    found = connection.execute(
        select(snapshot.c.made_on).where(snapshot.c.firm_id == firm_id).order_by(snapshot.c.made_on)
    )
    return [day.isoformat() for day in found.scalars()]


def read(connection: Connection, firm_id: str) -> list[dict[str, Any]]:
    """Return a firm's snapshots as documents, the oldest first."""
    found = connection.execute(
        select(snapshot.c.body).where(snapshot.c.firm_id == firm_id).order_by(snapshot.c.made_on)
    )
    return [dict(body) for body in found.scalars()]


def keep(connection: Connection, firm_id: str, day: date, body: dict[str, Any]) -> None:
    """Keep a snapshot; one of the same day is replaced."""
    where = (snapshot.c.firm_id == firm_id) & (snapshot.c.made_on == day)
    connection.execute(delete(snapshot).where(where))
    connection.execute(insert(snapshot).values(firm_id=firm_id, made_on=day, body=body))
