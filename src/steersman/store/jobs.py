"""Long work that outlives the process doing it.

A worker takes a job for a lease and renews it with each heartbeat. If the worker dies, the lease
runs out and another one takes the job, from its last checkpoint: executed at least once. The result
is written together with the job's end and only by the worker that holds the lease, keyed by the
firm and the input: its effect comes exactly once. No queue examined resumes killed work on SQLite.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from steersman.serialise import digest_of
from steersman.store.audit import AuditEntry, record
from steersman.store.errors import NotFoundError
from steersman.store.tables import firm, job, job_result

JobState = Literal["waiting", "running", "done", "failed", "cancelled"]
OPEN: tuple[JobState, ...] = ("waiting", "running")
MOST_ATTEMPTS = 3
"""A job whose worker dies so often is taken to be what kills it."""
LEASE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Job:
    """Work to do, being done, or done.

    Attributes:
        id: Its id.
        firm_id: Whose it is.
        kind: What is to be worked out.
        input: What it is worked out from.
        input_hash: Digest of kind and input.
        state: Where it stands.
        attempts: How often it was begun.
        progress: How far it is, as its worker says.
        cancel_asked: Whether it is to stop.
        reason: Why it failed.
        checkpoint: From where to go on; None from the start.
        asked_by: Account id of who asked.
    """

    id: str
    firm_id: str
    kind: str
    input: Mapping[str, Any]
    input_hash: str
    state: JobState
    attempts: int
    progress: Mapping[str, Any]
    cancel_asked: bool
    reason: str
    checkpoint: bytes | None
    asked_by: str


def ask(
    connection: Connection,
    firm_id: str,
    kind: str,
    content: Mapping[str, Any],
    account_id: str,
    now: datetime,
) -> Job:
    """Ask for work; the same work that is open or done already is not begun again.

    Raises:
        NotFoundError: If there is no such firm.
    """
    # Who asks for the same at the same moment waits here, and then finds it asked for.
    locked = select(firm.c.id).where(firm.c.id == firm_id).with_for_update(key_share=True)
    if connection.execute(locked).scalar() is None:
        raise NotFoundError(firm=firm_id)
    digest = digest_of({"kind": kind, "input": content}, finite=True)
    same = (job.c.firm_id == firm_id) & (job.c.kind == kind) & (job.c.input_hash == digest)
    before = connection.execute(
        select(job)
        .where(same, job.c.state.in_((*OPEN, "done")))
        .order_by(job.c.asked_at.desc())
        .limit(1)
    ).one_or_none()
    if before:
        return _job(before)
    job_id = str(uuid4())
    connection.execute(
        insert(job).values(
            id=job_id,
            firm_id=firm_id,
            kind=kind,
            input_hash=digest,
            input=dict(content),
            asked_by=account_id,
            asked_at=now,
            state="waiting",
            progress={},
        )
    )
    entry = AuditEntry(firm_id, now, account_id, "job.ask", job_id, detail={"kind": kind})
    record(connection, entry)
    return find(connection, firm_id, job_id)


def find(connection: Connection, firm_id: str, job_id: str) -> Job:
    """Return a job of a firm.

    Raises:
        NotFoundError: If this firm has no such job.
    """
    where = (job.c.id == job_id) & (job.c.firm_id == firm_id)
    row = connection.execute(select(job).where(where)).one_or_none()
    if row is None:
        raise NotFoundError(job=job_id)
    return _job(row)


def take(
    connection: Connection, worker: str, now: datetime, lease: timedelta = LEASE
) -> Job | None:
    """Take the next job, None if there is none.

    First are firms with the fewest jobs running, so that one firm's many jobs do not keep another's
    waiting; then those asked first. Jobs whose lease has run out wait again.
    """
    _release(connection, now)
    running = (
        select(job.c.firm_id, func.count().label("count"))
        .where(job.c.state == "running")
        .group_by(job.c.firm_id)
        .subquery()
    )
    row = connection.execute(
        select(job)
        .outerjoin(running, running.c.firm_id == job.c.firm_id)
        .where(job.c.state == "waiting")
        .order_by(func.coalesce(running.c.count, 0), job.c.asked_at, job.c.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=job)
    ).one_or_none()
    if row is None:
        return None
    connection.execute(
        update(job)
        .where(job.c.id == row.id)
        .values(state="running", worker=worker, leased_until=now + lease, attempts=row.attempts + 1)
    )
    return find(connection, row.firm_id, row.id)


def _release(connection: Connection, now: datetime) -> None:
    """Let jobs of dead workers wait again, or fail if they have died too often."""
    dead = (job.c.state == "running") & (job.c.leased_until < now)
    connection.execute(
        update(job)
        .where(dead, job.c.attempts >= MOST_ATTEMPTS)
        .values(state="failed", ended_at=now, reason="worker-died", worker="")
    )
    connection.execute(update(job).where(dead).values(state="waiting", worker=""))


def beat(
    connection: Connection,
    job_id: str,
    worker: str,
    now: datetime,
    *,
    progress: Mapping[str, Any] | None = None,
    checkpoint: bytes | None = None,
    lease: timedelta = LEASE,
) -> bool:
    """Renew a lease, and keep how far the work is; False if the worker must stop.

    It must stop if the job was cancelled, or is another worker's by now.
    """
    values: dict[str, Any] = {"leased_until": now + lease}
    if progress is not None:
        values["progress"] = dict(progress)
    if checkpoint is not None:
        values["checkpoint"] = checkpoint
    kept = connection.execute(update(job).where(_held(job_id, worker)).values(**values))
    if kept.rowcount == 0:
        return False
    cancelled = connection.execute(select(job.c.cancel_asked).where(job.c.id == job_id)).scalar()
    return not cancelled


def finish(
    connection: Connection, job_id: str, worker: str, body: Mapping[str, Any], now: datetime
) -> bool:
    """Keep a result and end the job, both or neither; False if it is another worker's by now."""
    row = connection.execute(
        select(job).where(_held(job_id, worker)).with_for_update()
    ).one_or_none()
    if row is None:
        return False
    key = {"firm_id": row.firm_id, "kind": row.kind, "input_hash": row.input_hash}
    there = connection.execute(select(job_result.c.job_id).filter_by(**key)).scalar()
    if there is None:
        connection.execute(
            insert(job_result).values(**key, job_id=job_id, made_at=now, body=dict(body))
        )
    _end(connection, job_id, "done", now, "")
    return True


def fail(connection: Connection, job_id: str, worker: str, reason: str, now: datetime) -> bool:
    """End a job that cannot be done; False if it is another worker's by now."""
    held = connection.execute(select(job.c.id).where(_held(job_id, worker))).scalar()
    if held is None:
        return False
    _end(connection, job_id, "failed", now, reason)
    return True


def stop(connection: Connection, job_id: str, worker: str, now: datetime) -> bool:
    """End a job that was cancelled, as its worker does; False if it is another worker's by now."""
    held = connection.execute(select(job.c.id).where(_held(job_id, worker))).scalar()
    if held is None:
        return False
    _end(connection, job_id, "cancelled", now, "")
    return True


def give_back(connection: Connection, job_id: str, worker: str) -> None:
    """Let a job wait again as if it had not been begun, since its worker is to end."""
    values = {"state": "waiting", "worker": "", "attempts": job.c.attempts - 1}
    connection.execute(update(job).where(_held(job_id, worker)).values(**values))


def cancel(
    connection: Connection, firm_id: str, job_id: str, account_id: str, now: datetime
) -> None:
    """Ask a job to stop; one that waits is ended at once.

    Raises:
        NotFoundError: If this firm has no such job.
    """
    found = find(connection, firm_id, job_id)
    if found.state == "waiting":
        _end(connection, job_id, "cancelled", now, "")
    elif found.state == "running":
        connection.execute(update(job).where(job.c.id == job_id).values(cancel_asked=True))
    record(connection, AuditEntry(firm_id, now, account_id, "job.cancel", job_id))


def result_of(
    connection: Connection, firm_id: str, kind: str, content: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Return what was worked out from an input, None if nothing was."""
    key = {
        "firm_id": firm_id,
        "kind": kind,
        "input_hash": digest_of({"kind": kind, "input": content}, finite=True),
    }
    body = connection.execute(select(job_result.c.body).filter_by(**key)).scalar()
    return None if body is None else dict(body)


def newest(
    connection: Connection, firm_id: str, kind: str, states: Sequence[JobState] = ()
) -> Job | None:
    """Return the job of a kind that was asked for last, None if there is none.

    Args:
        connection: Where to read.
        firm_id: Whose job.
        kind: Which kind.
        states: Only jobs in these states; all if empty.
    """
    query = (
        select(job)
        .where(job.c.firm_id == firm_id, job.c.kind == kind)
        .order_by(job.c.asked_at.desc(), job.c.id)
        .limit(1)
    )
    if states:
        query = query.where(job.c.state.in_(states))
    row = connection.execute(query).one_or_none()
    return _job(row) if row else None


def recent(connection: Connection, firm_id: str, most: int) -> tuple[Job, ...]:
    """Return the jobs of a firm that were asked for last, the newest first."""
    rows = connection.execute(
        select(job)
        .where(job.c.firm_id == firm_id)
        .order_by(job.c.asked_at.desc(), job.c.id)
        .limit(most)
    )
    return tuple(_job(row) for row in rows)


def open_ones(connection: Connection, firm_id: str, kind: str) -> tuple[Job, ...]:
    """Return the jobs of a kind that wait or run."""
    rows = connection.execute(
        select(job).where(job.c.firm_id == firm_id, job.c.kind == kind, job.c.state.in_(OPEN))
    )
    return tuple(_job(row) for row in rows)


def forget_results(connection: Connection, firm_id: str, kind: str, keep: int) -> None:
    """Forget results of a kind but the newest; their jobs stay, and can be asked for again."""
    kept = (
        select(job_result.c.job_id)
        .where(job_result.c.firm_id == firm_id, job_result.c.kind == kind)
        .order_by(job_result.c.made_at.desc())
        .limit(keep)
    )
    ids = connection.execute(kept).scalars().all()
    of_kind = (job_result.c.firm_id == firm_id) & (job_result.c.kind == kind)
    connection.execute(delete(job_result).where(of_kind, job_result.c.job_id.not_in(ids)))


def _held(job_id: str, worker: str) -> Any:  # noqa: ANN401  an SQL condition
    return (job.c.id == job_id) & (job.c.state == "running") & (job.c.worker == worker)


def _end(connection: Connection, job_id: str, state: JobState, now: datetime, reason: str) -> None:
    values: dict[str, Any] = {"state": state, "ended_at": now, "reason": reason, "worker": ""}
    if state == "done":
        values["checkpoint"] = None  # what a stopped job had found out stays to be shown
    connection.execute(update(job).where(job.c.id == job_id).values(**values))


def _job(row: Row[Any]) -> Job:
    return Job(
        row.id, row.firm_id, row.kind, row.input, row.input_hash, row.state, row.attempts,
        row.progress, row.cancel_asked, row.reason, row.checkpoint, row.asked_by,
    )  # fmt: skip
