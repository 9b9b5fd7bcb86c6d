"""What a member may see of a dossier, and putting back what was hidden when it is saved."""

from collections.abc import Mapping
from typing import Any

from steersman.dossier import Problem
from steersman.store.access import Member
from steersman.store.documents import merge
from steersman.work.privacy import ANSWERS, HIDDEN_OF_PEOPLE, HIDDEN_PARTS, impersonal, shown

Body = Mapping[str, Any]


def visible(body: Body, member: Member) -> dict[str, Any]:
    """Return the parts of a dossier that a member may see."""
    return shown(body, personal=member.may("people"))


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
    return value if path[0] != "people" or member.may("people") else impersonal(value)


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
