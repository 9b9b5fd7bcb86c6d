"""What of a dossier tells of single people, and who may not see it."""

from collections.abc import Mapping
from typing import Any

HIDDEN_PARTS = frozenset({"equity", "rewards", "assessments", "absences"})
"""Parts of a dossier that tell of single people's pay, shares, ratings or absences."""
HIDDEN_OF_PEOPLE = frozenset(
    {
        "monthly_cost", "monthly_pay", "market_cost", "bonus_share", "equity_share",
        "leaving_chance", "assessment",
    }
)  # fmt: skip
"""Fields of ``people`` that do."""
ANSWERS = frozenset({"survey", "climate", "climate_comments"})
"""Answers of single respondents; nobody sees them in the app."""


def shown(body: Mapping[str, Any], *, personal: bool) -> dict[str, Any]:
    """Return the parts of a dossier that may be seen.

    Args:
        body: A dossier as JSON.
        personal: Whether by somebody who may see people's pay and shares.
    """
    hidden = ANSWERS if personal else ANSWERS | HIDDEN_PARTS
    kept = {name: part for name, part in body.items() if name not in hidden}
    if not personal and "people" in kept:
        kept["people"] = impersonal(kept["people"])
    return kept


def impersonal(value: Any) -> Any:  # noqa: ANN401  any JSON value
    """Return people, or one of them, without the fields that tell of pay, shares and ratings."""
    if isinstance(value, Mapping):
        return {name: inner for name, inner in value.items() if name not in HIDDEN_OF_PEOPLE}
    if isinstance(value, list):
        return [impersonal(inner) for inner in value]
    return value
