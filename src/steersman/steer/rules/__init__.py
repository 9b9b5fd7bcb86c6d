"""All lint rules: every module of this folder is one, and its name begins with the code.

``RULES`` holds all of them and loads them when first asked for; one alone loads no other.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from inspect import cleandoc
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steersman.steer.rule import Rule

    RULES: tuple[Rule, ...]

CODE = 6
"""Letters and digits of a code."""
MODULES = {
    name[:CODE].upper(): f"{__name__}.{name}"
    for name in sorted(module.name for module in iter_modules(__path__))
}
"""Modules of the rules, by code."""


def rule_of(code: str) -> Rule:
    """Return the rule of a code."""
    rule: Rule = import_module(MODULES[code]).RULE
    return rule


def title_and_text(code: str) -> tuple[str, str]:
    """Return what the rule of a code finds, and the rest of its documentation."""
    text = cleandoc(import_module(MODULES[code]).__doc__ or "")
    title, _, body = text.partition("\n\n")
    name = " ".join(title.partition(": ")[2].split()).rstrip(".")
    return name[:1].upper() + name[1:], body


@cache
def _all_rules() -> tuple[Rule, ...]:
    return tuple(rule_of(code) for code in MODULES)


def __getattr__(name: str) -> tuple[Rule, ...]:
    if name == "RULES":
        return _all_rules()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
