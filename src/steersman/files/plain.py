"""Records as plain mappings, lists and scalars."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from typing import Any


def to_plain(value: object, *, full: bool = False) -> Any:  # noqa: ANN401  plain data of any kind
    """Return a record, or a list of records, as plain data ready to be written as YAML.

    Args:
        value: The record.
        full: Whether to keep what equals its default.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {
            spec.name: to_plain(inner, full=full)
            for spec in fields(value)
            if full or not _is_default(getattr(value, spec.name), spec)
            for inner in [getattr(value, spec.name)]
        }
    if isinstance(value, tuple):
        return [to_plain(item, full=full) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Decimal):
        return plain_number(value)
    return value


def _is_default(value: object, spec: Any) -> bool:  # noqa: ANN401  a dataclass field
    if spec.default is not MISSING:
        return bool(value == spec.default) and type(value) is type(spec.default)
    return spec.default_factory is not MISSING and bool(value == spec.default_factory())


def plain_number(value: Decimal) -> int | float | str:
    """Return an amount as a whole or decimal number where that is exact, else as text."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else str(value)
