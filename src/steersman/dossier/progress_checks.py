"""What can be wrong with progress and with where digests go, beyond the types of values."""

import re
from collections import Counter
from collections.abc import Iterator

from steersman.dossier.dossier import Dossier
from steersman.dossier.problem import Problem
from steersman.dossier.strategy import Actual, ActualKind

WITH_VALUE: tuple[ActualKind, ...] = ("money", "measure", "indicator", "signpost")
SHARES: tuple[ActualKind, ...] = ("measure", "signpost")
ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")


def progress_problems(dossier: Dossier) -> Iterator[Problem]:
    """Yield actuals without the value they are about, impossible shares, broken addresses."""
    for position, actual in enumerate(dossier.progress):
        if actual.kind in WITH_VALUE and actual.value is None:
            yield Problem("actual-without-value", ("progress", position), {"value": actual.kind})
        elif actual.kind in SHARES and not 0 <= (actual.value or 0) <= 1:
            yield Problem("not-a-share", ("progress", position, "value"), {"value": actual.value})
    for position, person in enumerate(dossier.people):
        if person.email and not ADDRESS.fullmatch(person.email):
            yield Problem("not-an-address", ("people", position, "email"), {"value": person.email})
    yield from contradictions_of_progress(dossier)


def contradictions_of_progress(dossier: Dossier) -> Iterator[Problem]:
    """Yield as warnings rows that say what others deny, or say it twice."""
    before = {
        f"{project.id}/{stage.id}": [f"{project.id}/{name}" for name in stage.after]
        for project in dossier.projects
        for stage in project.stages
    }
    seen: Counter[tuple[object, ...]] = Counter()
    finished: set[str] = set()
    shares: dict[str, float] = {}
    for position, actual in _in_time(dossier):
        code = _fault(actual, before, finished, shares)
        key = (actual.date, actual.kind, actual.reference)
        seen[key] += 1
        if not code and seen[key] > 1 and actual.kind != "signpost":
            code = "said-twice"
        if code:
            path = ("progress", position)
            yield Problem(code, path, {"value": actual.reference}, "warning")


def _in_time(dossier: Dossier) -> list[tuple[int, Actual]]:
    """Return rows with their places, the earliest first; of one day starts come first."""
    rows = enumerate(dossier.progress)
    return sorted(rows, key=lambda row: (row[1].date, row[1].kind != "stage_started"))


def _fault(
    actual: Actual, before: dict[str, list[str]], finished: set[str], shares: dict[str, float]
) -> str:
    """Return the code of what an actual contradicts, and note what it says."""
    name = actual.reference
    if actual.kind == "stage_finished":
        finished.add(name)
        return "" if finished.issuperset(before.get(name, [])) else "finished-before-others"
    if actual.kind == "stage_failed" and name in finished:
        return "failed-after-finish"
    if actual.kind == "money" and (actual.value or 0) < 0:
        return "money-comes-back"
    if actual.kind == "measure":
        fell = (actual.value or 0) < shares.get(name, 0)
        shares[name] = actual.value or 0
        return "share-falls" if fell else ""
    return ""
