"""Whether a package of the Open Cap Table Format has the fields that the format asks for."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from steersman.data import load_toml

NUMERIC = re.compile(r"^[+-]?\d+(\.\d{1,10})?$")
NUMBERS = {
    "quantity", "shares_reserved", "initial_shares_reserved", "votes_per_share", "seniority_number",
    "liquidation_preference_multiple", "participation_cap_multiple",
}  # fmt: skip
DAYS = {"date", "formation_date", "as_of"}


@cache
def _shapes() -> dict[str, Any]:
    return load_toml("files.open_cap_format", "shapes.toml")


def known_types() -> frozenset[str]:
    """Return the object types that are read and written."""
    return frozenset(_shapes()["objects"])


def faults(item: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one object: missing, unknown and malformed fields.

    An object type that we do not know is not a fault of the package.

    Args:
        item: The object.
    """
    shapes = _shapes()
    shape = shapes["objects"].get(item.get("object_type"))
    if shape is None:
        return
    required = {*shapes["common"]["required"], *shape["required"]}
    allowed = required | {*shapes["common"]["optional"], *shape["optional"]}
    name = item.get("id", "?")
    for missing in sorted(required - item.keys()):
        yield f"{name}: {missing} is missing"
    for unknown in sorted(item.keys() - allowed):
        yield f"{name}: {unknown} is not a field of {item['object_type']}"
    for field, value in item.items():
        if field in NUMBERS and not NUMERIC.match(str(value)):
            yield f"{name}: {field} is not a number: {value}"
        if field in DAYS and not _is_day(value):
            yield f"{name}: {field} is not a date: {value}"


def _is_day(value: object) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True
