"""Long work: how far it is, and stopping it."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from steersman.messages import Messages
from steersman.store import jobs
from steersman.store.jobs import Job, JobState
from steersman.web.api.models import OF_CHANGE, OF_FIRM, JobId, Model
from steersman.web.api.reading import StrictRoute
from steersman.web.service.jobs import cancel, progress_text, share_of
from steersman.web.visit import READ, FirmVisit

router = APIRouter(prefix="/firms/{firm_id}/jobs", tags=["jobs"], route_class=StrictRoute)
Reader = Annotated[FirmVisit, Depends(READ)]
MOST = 50


class JobView(Model):
    """Long work."""

    id: str
    """Its id."""
    kind: str
    """What is worked out: ``analysis``, ``what_if``, ``adoption``, ``report``."""
    state: JobState
    """Where it stands."""
    share: Annotated[float, Field(ge=0, le=1)]
    """Share of the work that is done."""
    text: str
    """How far it is, in a line."""
    reason: str
    """Why it failed, as a stable name; empty if it has not."""


def job_view(messages: Messages, job: Job) -> JobView:
    """Return a job as it is told."""
    text = progress_text(messages, job)
    return JobView.model_validate(
        {
            "id": job.id,
            "kind": job.kind,
            "state": job.state,
            "share": min(max(share_of(job), 0.0), 1.0),
            "text": text,
            "reason": job.reason,
        }
    )


@router.get("", responses=OF_FIRM)
def list_jobs(visit: Reader) -> list[JobView]:
    """Return the fifty jobs asked for last, the newest first."""
    with visit.database.reading() as connection:
        found = jobs.recent(connection, visit.firm_id, MOST)
    return [job_view(visit.messages, job) for job in found]


@router.get("/{job_id}", responses=OF_FIRM)
def read_job(visit: Reader, job_id: JobId) -> JobView:
    """Return how far a job is."""
    with visit.database.reading() as connection:
        return job_view(visit.messages, jobs.find(connection, visit.firm_id, job_id))


@router.post("/{job_id}/cancel", responses=OF_CHANGE)
def cancel_job(visit: Reader, job_id: JobId) -> JobView:
    """Ask a job to stop; one that runs stops within seconds."""
    with visit.database.writing() as connection:
        cancel(connection, visit.member, job_id, visit.now)
        return job_view(visit.messages, jobs.find(connection, visit.firm_id, job_id))
