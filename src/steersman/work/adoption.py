"""Making a plan the one that the firm follows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

from steersman.dossier import Decision
from steersman.files.body import body_of, read_body
from steersman.files.history import snapshot_document
from steersman.messages import messages_for
from steersman.pipeline import Pipeline
from steersman.report.chapters import Words
from steersman.serialise import to_json
from steersman.steer.course import Adoption
from steersman.store import revisions, snapshots
from steersman.store.audit import AuditEntry, record
from steersman.store.jobs import Job
from steersman.work.content import Content
from steersman.work.running import Running
from steersman.work.what_if import other_pipeline


class NothingToAdoptError(Exception):
    """The plan does nothing."""


def adopt(running: Running, content: Content) -> dict[str, Any]:
    """Return the snapshot of a plan adopted today, and the decision to note.

    Raises:
        NothingToAdoptError: If the plan does nothing.
    """
    differs = content["changes"] or content["wishes"]
    differs = differs or content["ruin_limit"] is not None or content["focus"] is not None
    pipeline = other_pipeline(running, content) if differs else running.pipeline
    plan = pipeline.plan()
    if not (plan.projects or plan.hires or plan.funding):
        raise NothingToAdoptError
    snapshot = pipeline.snapshot(Adoption(adopted=True, by=content["by"], why=content["why"]))
    return {
        "made_on": snapshot.made_on.isoformat(),
        "snapshot": snapshot_document(snapshot),
        "decision": to_json(_decision(pipeline, content)),
    }


def _decision(pipeline: Pipeline, content: Content) -> Decision:
    words = Words(messages_for(content["language"]), pipeline.dossier, {})
    names = words.join(words.project(chosen.project) for chosen in pipeline.plan().projects)
    title = words.text("adopt.decision", projects=names or words.text("none"))
    day = pipeline.dossier.firm.date
    return Decision(date=day, title=title, by=content["by"], evidence=content["why"])


def write_adoption(
    connection: Connection, job: Job, body: Mapping[str, Any], account_id: str
) -> None:
    """Keep the snapshot and note the decision, in the transaction that ends the job."""
    day = date.fromisoformat(body["made_on"])
    snapshots.keep(connection, job.firm_id, day, body["snapshot"])
    head = revisions.head_number(connection, job.firm_id)
    dossier = read_body(revisions.body_of(connection, job.firm_id, head)).dossier
    now = datetime.now(UTC)
    record(
        connection,
        AuditEntry(job.firm_id, now, account_id, "plan.adopt", job.id),
    )
    if dossier is None:
        return
    noted = Decision(
        date=day,
        title=body["decision"]["title"],
        by=body["decision"]["by"],
        evidence=body["decision"]["evidence"],
    )
    kept = tuple(
        entry
        for entry in dossier.strategy.decisions
        if (entry.date, entry.title) != (noted.date, noted.title)
    )
    strategy = replace(dossier.strategy, decisions=(*kept, noted))
    change = revisions.Change(account_id, "decisions", noted.title, day)
    revisions.save(
        connection, job.firm_id, head, body_of(replace(dossier, strategy=strategy)), change, now
    )
