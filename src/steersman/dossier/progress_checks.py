"""What can be wrong with progress and with where digests go, beyond the types of values."""

import re
from collections.abc import Iterator

from steersman.dossier.dossier import Dossier
from steersman.dossier.problem import Problem
from steersman.dossier.strategy import ActualKind

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
