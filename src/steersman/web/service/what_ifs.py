"""Asking for another plan, and for one to follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from steersman.dossier import Dossier
from steersman.messages import Language
from steersman.plan.what_if import parse_change, subjects
from steersman.plan.wishes import parse_wish
from steersman.store import jobs
from steersman.store.access import Member
from steersman.store.errors import NotFoundError, RefusedError
from steersman.store.jobs import Job
from steersman.web.service.analyses import Known
from steersman.work.content import Content, Pick, adoption_content, what_if_content

MOST_CHANGES = 20
MOST_OPEN = 5
"""What-ifs and adoptions of a firm that wait or run at once; each takes a worker some seconds."""
ASSUMED = ("hire=", "cut=", "delay=")
"""Beginnings of changes that assume what is not so."""


def checked_pick(
    dossier: Dossier,
    changes: Sequence[str],
    wishes: Sequence[str],
    ruin_limit: float | None,
    focus: int | None,
) -> Pick:
    """Return what is asked for, once it is known that all of it is there.

    Raises:
        RefusedError: If it asks for nothing, or for what there is not.
    """
    if not (changes or wishes or ruin_limit is not None or focus):
        raise RefusedError(reason="nothing-asked")
    if len(changes) + len(wishes) > MOST_CHANGES:
        raise RefusedError(reason="no-such-change")
    for text in changes:
        change = parse_change(text)
        if change is None or change.subject not in subjects(dossier, change.kind):
            raise RefusedError(reason="no-such-change")
    projects = {project.id for project in dossier.projects}
    for text in wishes:
        wish = parse_wish(text)
        if wish is None or (wish.project and wish.project not in projects):
            raise RefusedError(reason="no-such-change")
    return Pick(tuple(changes), tuple(wishes), ruin_limit, focus)


def pick_of_point(known: Known, number: int | None, dossier: Dossier) -> Pick:
    """Return what asks for the plan of a point of the frontier: with its projects and no others.

    Raises:
        NotFoundError: If there is no such point now.
    """
    found = known.results.get("plan", {}).get("frontier", [])
    if number is None or number >= len(found) or not known.current:
        raise NotFoundError(point=number)
    wanted = set(found[number]["projects"])
    dropped = [f"drop={p.id}" for p in dossier.projects if p.id not in wanted]
    wishes = [f"include={name}" for name in sorted(wanted)]
    return Pick(tuple(dropped), tuple(wishes))


def ask_what_if(connection: Connection, member: Member, pick: Pick, now: datetime) -> Job:
    """Ask for another plan.

    Raises:
        RefusedError: If the firm has too many open already.
    """
    content = what_if_content(connection, member.firm_id, pick)
    return _ask(connection, member, "what_if", content, now)


def _ask(connection: Connection, member: Member, kind: str, content: Content, now: datetime) -> Job:
    job = jobs.ask(connection, member.firm_id, kind, content, member.account_id, now)
    waiting = [
        entry
        for name in ("what_if", "adoption")
        for entry in jobs.open_ones(connection, member.firm_id, name)
    ]
    if len(waiting) > MOST_OPEN and job.id in {entry.id for entry in waiting}:
        raise RefusedError(reason="too-many-what-ifs", most=MOST_OPEN)
    return job


def what_if_of(connection: Connection, firm_id: str, job_id: str) -> tuple[Job, Any]:
    """Return a what-if and what it found out, None if it is not done.

    Raises:
        NotFoundError: If the firm has no such what-if.
    """
    job = jobs.find(connection, firm_id, job_id)
    if job.kind != "what_if":
        raise NotFoundError(job=job_id)
    body = jobs.result_of(connection, firm_id, job.kind, job.input)
    return job, body if job.state == "done" else None


def adoptable(job: Job) -> bool:
    """Whether a plan can be followed: it assumes nothing that is not so."""
    return not any(text.startswith(ASSUMED) for text in job.input["changes"])


@dataclass(frozen=True, slots=True)
class Adopting:
    """What is said when a plan is adopted.

    Attributes:
        job_id: Id of the what-if whose plan it is, empty for today's plan.
        by: Who decided.
        why: Why.
        language: Language in which the decision is noted.
    """

    job_id: str
    by: str
    why: str
    language: Language


def ask_adoption(connection: Connection, member: Member, adopting: Adopting, now: datetime) -> Job:
    """Ask to make today's plan, or that of a what-if, the one that the firm follows.

    Raises:
        NotFoundError: If the firm has no such what-if.
        RefusedError: If it rests on what is not so, or too many are open already.
    """
    pick = Pick()
    if adopting.job_id:
        job, _ = what_if_of(connection, member.firm_id, adopting.job_id)
        if not adoptable(job):
            raise RefusedError(reason="not-adoptable")
        asked: Mapping[str, Any] = job.input
        pick = Pick(asked["changes"], asked["wishes"], asked["ruin_limit"], asked["focus"])
    by = adopting.by.strip() or member.name
    content = adoption_content(
        connection, member.firm_id, pick, by, adopting.why.strip(), adopting.language
    )
    return _ask(connection, member, "adoption", content, now)
