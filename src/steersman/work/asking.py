"""Asking for the analysis of a firm."""

from datetime import datetime

from sqlalchemy import Connection

from steersman.store import jobs
from steersman.work.content import analysis_content


def ask_analysis(connection: Connection, firm_id: str, account_id: str, now: datetime) -> str:
    """Ask for the analysis of a firm as it is now, and return the job's id.

    Analyses of earlier states that nobody waits for any more are cancelled.
    """
    content = analysis_content(connection, firm_id)
    job = jobs.ask(connection, firm_id, "analysis", content, account_id, now)
    for other in jobs.open_ones(connection, firm_id, "analysis"):
        if other.id != job.id:
            jobs.cancel(connection, firm_id, other.id, account_id, now)
    return job.id
