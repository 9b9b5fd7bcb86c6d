"""What went wrong with a database, in words."""

from collections.abc import Mapping

from steersman.dossier import Problem

REFUSED = "store-refused"
"""Code of what is refused for a reason, each of which has its own text."""


def store_problem(code: str, parameters: Mapping[str, object], place: str = "") -> Problem:
    """Return a problem whose texts tell an error of the store.

    Args:
        code: Code of the error.
        parameters: Its parameters; ``reason`` says why something was refused.
        place: Where, such as the database's file.
    """
    named = f"{code}-{parameters['reason']}" if code == REFUSED else code
    return Problem(named, (), dict(parameters), place=place)
