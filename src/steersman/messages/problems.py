"""Problems and findings in words."""

from collections.abc import Mapping
from typing import Any

from steersman.dossier import Problem
from steersman.messages.catalogue import Messages


def problem_text(messages: Messages, problem: Problem) -> tuple[str, str]:
    """Return what is wrong and how to mend it."""
    parameters = readable(messages, problem.parameters)
    what = messages.text(f"problem.{problem.code}", **parameters)
    mend = messages.text(f"mend.{problem.code}", **parameters)
    return what, mend


def readable(messages: Messages, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters with hints and expectations put into words."""
    words = dict(parameters)
    if "hint" in words:
        words["hint"] = messages.text("hint", value=words["hint"]) if words["hint"] else ""
    if "expected" in words and isinstance(words["expected"], str):
        words["expected"] = messages.text(f"expected.{words['expected']}")
    if words.get("known") in ([], ()):
        words["known"] = messages.text("known.none")
    if words.get("unit") == "":
        words["unit"] = messages.text("unit.none")
    for name, space in (("unit", "unit"), ("detail", "unsafe")):
        code = f"{space}.{words.get(name)}"
        if messages.has(code):
            words[name] = messages.text(code)
    return words
