"""What a lint rule is, what it sees and what it finds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from steersman.diagnose import Diagnosis
from steersman.dossier import DataPath, Dossier
from steersman.plan import Plan

Family = Literal["objectives", "measures", "projects", "diagnosis", "people", "money", "risk"]


@dataclass(frozen=True, slots=True)
class Context:
    """What rules may ask: the dossier and what the stages before made of it."""

    dossier: Dossier
    diagnosis: Diagnosis
    plan: Plan
    as_of: date

    def date_of(self, month: float) -> date:
        """Return the date of a planned month."""
        start = self.dossier.firm.date
        months = start.year * 12 + start.month - 1 + round(month)
        return date(months // 12, months % 12 + 1, min(start.day, 28))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the strategy that will keep it from being carried out.

    Attributes:
        code: Code of the rule; catalogues hold ``finding.<code>`` and ``mend.<code>``.
        path: Where in the dossier.
        parameters: Values for the message.
        severity: An error means the strategy cannot work as written, a warning that it may not.
        place: ``file:line`` or cell, filled in by whoever read the dossier.
    """

    code: str
    path: DataPath
    parameters: Mapping[str, Any] = field(default_factory=dict)
    severity: Literal["error", "warning"] = "warning"
    place: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A lint rule: its code, family, and the function that looks for findings."""

    code: str
    family: Family
    check: Callable[[Context], Iterable[Finding]]
