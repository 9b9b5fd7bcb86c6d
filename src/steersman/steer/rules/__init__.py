"""All lint rules, one file each; every module of this folder is one."""

from importlib import import_module
from pkgutil import iter_modules

from steersman.steer.rule import Rule


def _rules() -> tuple[Rule, ...]:
    names = sorted(module.name for module in iter_modules(__path__))
    return tuple(import_module(f"{__name__}.{name}").RULE for name in names)


RULES = _rules()
