"""What a member may see of a dossier, and putting back what was hidden when it is saved."""

from collections.abc import Mapping
from typing import Any

from steersman.dossier import Problem
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
        shown["people"] = visible_at(("people",), shown["people"], member)
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
    hidden = path[0] == "people" and not HIDDEN_OF_PEOPLE.isdisjoint(path[1:])
    return path[0] in HIDDEN_PARTS or hidden


def visible_at(path: tuple[str, ...], value: Any, member: Member) -> Any:  # noqa: ANN401  any JSON value
    """Return a value at a place without what a member may not see; a list or record of people."""
    if path[0] != "people" or member.may("people"):
        return value
    if isinstance(value, Mapping):
        return {name: inner for name, inner in value.items() if name not in HIDDEN_OF_PEOPLE}
    if isinstance(value, list):
        return [visible_at(path, inner, member) for inner in value]
    return value


def names_of(problem: Problem) -> tuple[str, ...]:
    """Return the names of fields on the way to a problem's place."""
    return tuple(str(key) for key in problem.path if isinstance(key, str)) or ("firm",)


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
