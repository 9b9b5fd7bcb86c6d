"""The one loader of packaged domain data: rules, factors, strategies, matrices, catalogues."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_toml(package: str, name: str) -> dict[str, Any]:
    """Return a packaged TOML file as mappings; callers must not change what they get.

    Args:
        package: Dotted package below ``steersman``, e.g. ``rulebook.cn``.
        name: File name.
    """
    return tomllib.loads(read_text(package, name))


def read_text(package: str, name: str) -> str:
    """Return a packaged text file."""
    return files(f"steersman.{package}").joinpath(name).read_text(encoding="utf-8")


def file_names(package: str, ending: str) -> tuple[str, ...]:
    """Return the names of a package's files with an ending, sorted."""
    entries = files(f"steersman.{package}").iterdir()
    return tuple(sorted(entry.name for entry in entries if entry.name.endswith(ending)))
