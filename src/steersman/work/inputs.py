"""What a job is worked out from: the dossier of a revision, answers, earlier snapshots."""

from dataclasses import replace

from sqlalchemy import Connection

from steersman.diagnose.release import ClosedRound, with_newest
from steersman.files import ReadResult
from steersman.files.body import read_body
from steersman.files.history import snapshot_from
from steersman.pipeline import Settings
from steersman.steer.course import Snapshot
from steersman.store import revisions, snapshots, surveys
from steersman.work.content import Content


class UnusableError(Exception):
    """The dossier has errors, so that nothing can be worked out from it."""


def facts_of(connection: Connection, firm_id: str, content: Content) -> ReadResult:
    """Return the dossier that a job is about, with what is released of the newest survey.

    Answers are joined here and nowhere kept with the facts, so that nobody who may read or export
    these sees them.

    Raises:
        UnusableError: If it has errors.
        NotFoundError: If there is no such revision.
    """
    read = read_body(revisions.body_of(connection, firm_id, content["revision"]))
    if read.dossier is None or read.errors:
        raise UnusableError
    if not content["survey"]:
        return read
    kept = surveys.answers_until(connection, firm_id, content["survey"])
    rounds = [ClosedRound(threshold, tuple(answers)) for threshold, answers in kept]
    return replace(read, dossier=with_newest(read.dossier, rounds))


def history_of(connection: Connection, firm_id: str, content: Content) -> tuple[Snapshot, ...]:
    """Return the earlier snapshots that a job takes into account, the oldest first."""
    found = (snapshot_from(body) for body in snapshots.read(connection, firm_id))
    wanted = set(content["history"])
    return tuple(snapshot for snapshot in found if snapshot.made_on.isoformat() in wanted)


def settings_of(content: Content, history: tuple[Snapshot, ...]) -> Settings:
    """Return the settings of a job's stages; the same everywhere, so that results are too."""
    return Settings(candidates=content["candidates"], history=history)
