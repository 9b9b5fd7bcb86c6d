"""What a member may see of a dossier, and putting back what was hidden when it is saved."""

from collections.abc import Mapping
from typing import Any

from steersman.store.access import Member
from steersman.store.documents import merge

Body = Mapping[str, Any]

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


def visible(body: Body, member: Member) -> dict[str, Any]:
    """Return the parts of a dossier that a member may see."""
    hidden = ANSWERS if member.may("people") else ANSWERS | HIDDEN_PARTS
    shown = {name: part for name, part in body.items() if name not in hidden}
    if not member.may("people") and "people" in shown:
        shown["people"] = [
            {name: value for name, value in person.items() if name not in HIDDEN_OF_PEOPLE}
            for person in shown["people"]
        ]
    return shown


def is_hidden(path: tuple[str, ...], member: Member) -> bool:
    """Whether a member may not see a field or part.

    Args:
        path: Names from the dossier downwards, such as ``("people", "monthly_cost")``.
        member: Who looks.
    """
    if path[0] in ANSWERS:
        return True
    if member.may("people"):
        return False
    return path[0] in HIDDEN_PARTS or (path[0] == "people" and path[-1] in HIDDEN_OF_PEOPLE)


def whole(base: Body, edited: Body, member: Member) -> dict[str, Any]:
    """Return an edited dossier with what its editor could not see put back.

    Args:
        base: The whole dossier that the edited one was made from.
        edited: What the member saw, changed.
        member: Who edited.
    """
    seen = visible(base, member)
    merged, _ = merge(seen, visible(edited, member), base)
    result: dict[str, Any] = merged
    return result
