"""Long work: how far it is, as it happens; cancelling it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from steersman.messages import Messages
from steersman.store import jobs
from steersman.store.errors import StoreError
from steersman.store.jobs import OPEN, Job
from steersman.web.forms import Typed
from steersman.web.rendering import go, page
from steersman.web.visit import READ, FirmVisit, visit_of

router = APIRouter(prefix="/{language}/firms/{firm_id}")
Reader = Annotated[FirmVisit, Depends(READ)]
LOOK = 0.5
"""Seconds between two looks at a job."""
LONGEST = 600.0
"""Seconds after which a stream ends; the browser opens another one."""


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


def job_state(messages: Messages, job: Job) -> dict[str, object]:
    """Return how far a job is, as the browser is told."""
    share = 1.0 if job.state == "done" else float(job.progress.get("share", 0.0))
    return {"state": job.state, "share": share, "text": progress_text(messages, job)}


@router.get("/jobs/{job_id}")
def job_page(job_id: str, visit: Reader) -> Response:
    """Show how far a job is; once an adoption is done, lead to what follows."""
    with visit.database.reading() as connection:
        job = jobs.find(connection, visit.firm_id, job_id)
    if job.state == "done" and job.kind == "adoption":
        return go(visit.firm_url("steer") + "?adopted=1")
    if job.state == "done" and job.kind == "what_if":
        return go(visit.firm_url("plan", "what-if", job.id))
    if job.state == "done":
        return go(visit.firm_url())
    return page(visit, "job.html", job=job, text=progress_text(visit.messages, job))


@router.post("/jobs/{job_id}/cancel")
def cancel_job(job_id: str, visit: Reader, form: Typed) -> Response:
    """Ask a job to stop."""
    with visit.database.writing() as connection:
        jobs.cancel(connection, visit.firm_id, job_id, visit.member.account_id, visit.now)
    return go(visit.firm_url("plan") if form.text("back") == "plan" else visit.firm_url())


@router.get("/jobs/{job_id}/events")
async def job_events(job_id: str, visit: Reader, request: Request) -> Response:
    """Tell how far a job is, as it happens (server-sent events)."""

    def look() -> Job:
        with visit.database.reading() as connection:
            return jobs.find(connection, visit.firm_id, job_id)

    await run_in_threadpool(look)
    return StreamingResponse(_events(request, visit, look), media_type="text/event-stream")


async def _events(
    request: Request, visit: FirmVisit, look: Callable[[], Job]
) -> AsyncIterator[str]:
    """Yield the state of a job whenever it changes, until it ends or may not be seen any more."""
    last, begun = "", datetime.now(UTC)
    while (datetime.now(UTC) - begun).total_seconds() < LONGEST:
        try:
            job = await run_in_threadpool(look)
            signed_in = await run_in_threadpool(lambda: visit_of(request).account)
        except StoreError:
            return
        if signed_in is None or await request.is_disconnected():
            return
        told = json.dumps(job_state(visit.messages, job), ensure_ascii=False)
        if told != last:
            last = told
            yield f"data: {told}\n\n"
        if job.state not in OPEN:
            return
        await asyncio.sleep(LOOK)
