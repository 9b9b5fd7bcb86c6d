"""When stages really began and ended, from what a dossier says has happened."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from steersman.dossier import Actual


@dataclass(frozen=True, slots=True)
class Attempt:
    """The last try at a stage: a failure ends the one before."""

    started: date | None = None
    finished: date | None = None


def last_attempts(progress: Iterable[Actual]) -> dict[str, Attempt]:
    """Return by ``project/stage`` when its last attempt began and ended."""
    found: dict[str, Attempt] = {}
    for actual in sorted(progress, key=lambda entry: entry.date):
        before = found.get(actual.reference, Attempt())
        if actual.kind == "stage_started":
            found[actual.reference] = replace(before, started=actual.date)
        elif actual.kind == "stage_finished":
            found[actual.reference] = replace(before, finished=actual.date)
        elif actual.kind == "stage_failed":
            found[actual.reference] = Attempt()
    return found
