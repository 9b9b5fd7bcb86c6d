"""The audit log of a firm."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends

from steersman.store import audit
from steersman.web.api.models import OF_FIRM, Model
from steersman.web.api.reading import StrictRoute
from steersman.web.visit import AUDIT, Before, FirmVisit

router = APIRouter(prefix="/firms/{firm_id}/audit", tags=["audit"], route_class=StrictRoute)
PAGE = 100


class AuditRowView(Model):
    """Something that was done."""

    number: int
    """Its number in the log."""
    at: datetime
    """When."""
    actor: str
    """Who."""
    action: str
    """What."""
    target: str
    """Id of what it was done to."""
    outcome: str
    """Whether it was done, denied, or failed."""
    detail: str
    """More, as JSON."""
    hash: str
    """Hash of this row and all before it."""


class AuditView(Model):
    """The log."""

    rows: list[AuditRowView]
    """A hundred rows, the newest first."""
    number: int
    """Number of the last row."""
    head: str
    """Its hash; noted elsewhere it proves later that nothing was cut off."""
    fault: int | None
    """Number of the first row that does not hang together with those before it; null if all do."""


@router.get("", responses=OF_FIRM)
def read_audit(visit: Annotated[FirmVisit, Depends(AUDIT)], before: Before = None) -> AuditView:
    """Return the log, and whether it hangs together."""
    with visit.database.reading() as connection:
        rows = audit.rows_of(connection, visit.firm_id, before, PAGE)
        fault = audit.verify(connection, visit.firm_id)
        number, head = audit.head_of(connection, visit.firm_id)
    return AuditView(
        rows=[
            AuditRowView(
                number=row.number,
                at=row.at,
                actor=row.actor,
                action=row.action,
                target=row.target,
                outcome=row.outcome,
                detail=row.detail,
                hash=row.hash,
            )
            for row in rows
        ],
        number=number,
        head=head,
        fault=fault.number if fault else None,
    )
