"""The one loader of packaged domain data: rules, factors, strategies, matrices, catalogues."""

import tomllib
from functools import cache
from pkgutil import get_data
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
    """Return a packaged text file.

    Raises:
        ValueError: If it is not packaged in a form that can be read.
    """
    data = get_data(f"steersman.{package}", name)
    if data is None:
        raise ValueError(f"cannot read {name!r} of {package!r}")
    return data.decode("utf-8").replace("\r\n", "\n")


def file_names(package: str, ending: str) -> tuple[str, ...]:
    """Return the names of a package's files with an ending, sorted."""
    from importlib.resources import files

    entries = files(f"steersman.{package}").iterdir()
    return tuple(sorted(entry.name for entry in entries if entry.name.endswith(ending)))
