"""How far long work is, and who may stop it."""

from datetime import datetime

from sqlalchemy import Connection

from steersman.messages import Messages
from steersman.store import jobs
from steersman.store.access import Member
from steersman.store.errors import RefusedError
from steersman.store.jobs import Job


def progress_text(messages: Messages, job: Job) -> str:
    """Return how far a job is, in a line."""
    if job.state == "failed":
        code = f"web.failed.{job.reason}"
        return messages.text(code if messages.has(code) else "web.failed.worker-failed")
    if job.state != "running" or not job.progress:
        return messages.text(f"web.job.{job.state}")
    stage = str(job.progress.get("stage", ""))
    code = f"progress.{stage}"
    return messages.text(code if messages.has(code) else "web.job.running")


def share_of(job: Job) -> float:
    """Return the share of a job that is done."""
    return 1.0 if job.state == "done" else float(job.progress.get("share", 0.0))


def cancel(connection: Connection, member: Member, job_id: str, now: datetime) -> None:
    """Ask a job to stop: one's own, or any for those who may edit.

    Raises:
        NotFoundError: If this firm has no such job.
        RefusedError: If it is another's.
    """
    job = jobs.find(connection, member.firm_id, job_id)
    if job.asked_by != member.account_id and not member.may("edit"):
        raise RefusedError(reason="not-your-job")
    jobs.cancel(connection, member.firm_id, job_id, member.account_id, now)
