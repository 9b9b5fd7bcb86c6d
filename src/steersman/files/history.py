"""Snapshots of a dossier, kept in its folder ``history``, one file a day."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from steersman.dossier import Problem
from steersman.files.history_folder import history_folder
from steersman.files.whole import write_whole
from steersman.serialise import to_json
from steersman.steer.course.result import Snapshot

FORMAT = 1
"""Raised when a snapshot is written in another way; older ones must stay readable."""


@dataclass(frozen=True, slots=True)
class History:
    """Snapshots, the oldest first, and files that cannot be read."""

    snapshots: tuple[Snapshot, ...]
    problems: tuple[Problem, ...]


def snapshot_from(document: object) -> Snapshot:
    """Return a snapshot from the document that :func:`snapshot_document` makes.

    Raises:
        ValueError: If it is none, or of another form.
        KeyError: If a part of it is missing.
        TypeError: If it is no mapping.
    """
    return _adapter().validate_python(_content(document))


def snapshot_document(snapshot: Snapshot) -> dict[str, Any]:
    """Return a snapshot as a document to keep."""
    return {"format": FORMAT, "snapshot": to_json(snapshot)}


@cache
def _adapter() -> TypeAdapter[Snapshot]:
    return TypeAdapter(Snapshot)


def read_history(dossier: Path) -> History:
    """Read all snapshots of a dossier; a file that is none becomes a problem."""
    snapshots, problems = [], []
    for file in sorted(history_folder(dossier).glob("*.json")):
        try:
            snapshots.append(snapshot_from(json.loads(file.read_text("utf-8"))))
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            problems.append(
                Problem("not-a-snapshot", (), {"value": _reason(error)}, place=str(file))
            )
    return History(tuple(sorted(snapshots, key=lambda entry: entry.made_on)), tuple(problems))


def not_of_firm(history: History, dossier: Path, name: str) -> tuple[Problem, ...]:
    """Return snapshots that are of another firm, as problems."""
    return tuple(
        Problem(
            "snapshot-of-another",
            (),
            {"value": snapshot.firm, "here": name},
            place=str(snapshot_file(dossier, snapshot.made_on)),
        )
        for snapshot in history.snapshots
        if snapshot.firm != name
    )


def _content(document: Any) -> Any:  # noqa: ANN401  any JSON value
    if document["format"] != FORMAT:
        raise ValueError(f"format {document['format']}, not {FORMAT}")
    return document["snapshot"]


def _reason(error: Exception) -> str:
    """Return what is wrong with a file in one line."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    return str(error)


def snapshot_file(dossier: Path, day: date) -> Path:
    """Return the file of a day's snapshot."""
    return history_folder(dossier) / f"{day.isoformat()}.json"


def write_snapshot(dossier: Path, snapshot: Snapshot) -> Path:
    """Write a snapshot, whole or not at all, and return its file.

    Raises:
        OSError: If it cannot be written.
    """
    target = snapshot_file(dossier, snapshot.made_on)
    target.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(snapshot_document(snapshot), ensure_ascii=False, indent=1)
    write_whole(target, text + "\n", private=True)
    return target
