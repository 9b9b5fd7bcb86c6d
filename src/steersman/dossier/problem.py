"""What is wrong with a user's data: values that are collected and shown together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

DataPath = tuple[str | int, ...]
"""Keys and list positions that lead from the dossier's root to a value."""

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the data, without its wording.

    Attributes:
        code: Stable name; the message catalogues hold ``problem.<code>`` (what is wrong and what
            was expected) and ``mend.<code>`` (how to put it right).
        path: Where in the dossier's tree of values.
        parameters: Values to put into the message.
        severity: An ``error`` makes the dossier unusable, a ``warning`` does not.
        place: ``file:line`` or ``workbook!Sheet!B7``; filled in by whoever read the data.
    """

    code: str
    path: DataPath = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = "error"
    place: str = ""
