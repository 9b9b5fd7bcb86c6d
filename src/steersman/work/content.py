"""What can be asked for, as the input of a job."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection

from steersman import __version__
from steersman.defaults import CANDIDATES
from steersman.messages import Language
from steersman.store import snapshots
from steersman.store.revisions import head_number
from steersman.store.surveys import newest_closed

ReportKind = Literal["html", "pdf", "xlsx"]
Content = Mapping[str, Any]
MOST_PLANS = "STEERSMAN_CANDIDATES"
"""Environment variable with the most plans that an analysis examines."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A plan asked for in place of the best one.

    Attributes:
        changes: What-ifs as :func:`steersman.plan.what_if.parse_change` reads them.
        wishes: Wishes as :func:`steersman.plan.wishes.parse_wish` reads them.
        ruin_limit: Highest acceptable chance of running short, None for the firm's own.
        focus: Most key projects under way at once, None for the firm's own.
    """

    changes: Sequence[str] = ()
    wishes: Sequence[str] = ()
    ruin_limit: float | None = None
    focus: int | None = None


def candidates() -> int:
    """Return the most plans that an analysis examines on this server."""
    return int(os.environ.get(MOST_PLANS, CANDIDATES))


def analysis_content(connection: Connection, firm_id: str) -> Content:
    """Return the input of an analysis of a firm as it is now.

    The same facts, answers and snapshots read by the same version are the same work.
    """
    return {
        "revision": head_number(connection, firm_id),
        "version": __version__,
        "survey": newest_closed(connection, firm_id, "survey") or "",
        "history": snapshots.days(connection, firm_id),
        "candidates": candidates(),
    }


def what_if_content(connection: Connection, firm_id: str, pick: Pick) -> Content:
    """Return the input of a comparison of today's plan with another one."""
    return {
        **analysis_content(connection, firm_id),
        "changes": sorted(pick.changes),
        "wishes": sorted(pick.wishes),
        "ruin_limit": pick.ruin_limit,
        "focus": pick.focus,
    }


def adoption_content(
    connection: Connection, firm_id: str, pick: Pick, by: str, why: str, language: Language
) -> Content:
    """Return the input of making a plan the firm's own."""
    wanted = what_if_content(connection, firm_id, pick)
    return {**wanted, "by": by, "why": why, "language": language}
