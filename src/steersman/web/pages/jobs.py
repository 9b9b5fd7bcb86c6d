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
from steersman.web.service.jobs import cancel, progress_text, share_of
from steersman.web.visit import READ, FirmVisit, visit_of

router = APIRouter(prefix="/{language}/firms/{firm_id}")
Reader = Annotated[FirmVisit, Depends(READ)]
LOOK = 0.5
"""Seconds between two looks at a job."""
LONGEST = 600.0
"""Seconds after which a stream ends; the browser opens another one."""


def job_state(messages: Messages, job: Job) -> dict[str, object]:
    """Return how far a job is, as the browser is told."""
    return {"state": job.state, "share": share_of(job), "text": progress_text(messages, job)}


@router.get("/jobs/{job_id}")
def job_page(job_id: str, visit: Reader) -> Response:
    """Show how far a job is; once it is done, lead to what follows."""
    with visit.database.reading() as connection:
        job = jobs.find(connection, visit.firm_id, job_id)
    if job.state == "done":
        return go(_after(visit, job))
    return page(visit, "job.html", job=job, text=progress_text(visit.messages, job))


def _after(visit: FirmVisit, job: Job) -> str:
    """Return the page that shows what a job has done."""
    pages = {
        "adoption": visit.firm_url("steer") + "?adopted=1",
        "what_if": visit.firm_url("plan", "what-if", job.id),
        "report": visit.firm_url("report") + f"?ready={job.id}",
    }
    return pages.get(job.kind, visit.firm_url())


@router.post("/jobs/{job_id}/cancel")
def cancel_job(job_id: str, visit: Reader, form: Typed) -> Response:
    """Ask a job to stop."""
    with visit.database.writing() as connection:
        cancel(connection, visit.member, job_id, visit.now)
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
