"""Plain data to records where every value is of the type its field has, without a validator.

Loading and building the validator takes longer than reading a whole dossier. What is not plainly
right is left to it: it is strict where this is, converts what can be converted, and knows what to
say about the rest.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from math import isfinite
from re import compile as pattern
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

Record = TypeVar("Record")
Convert = Callable[[Any], Any]

WHOLE = pattern(r"-?(0|[1-9][0-9]{0,17})")
NUMBER = pattern(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?")
DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TRUTHS = {"true": True, "false": False}


class UnsureError(Exception):
    """It cannot be read in the quick way; the careful one must look at it."""


def quick_record(record: type[Record], raw: object) -> Record:
    """Return a record from plain data.

    Args:
        record: Class of the record.
        raw: Mappings, lists and scalars.

    Raises:
        UnsureError: If the validator must look at it.
    """
    converters = _converters(record)  # type: ignore[arg-type]  # every class can be hashed
    if type(raw) is not dict:
        raise UnsureError
    try:
        return record(**{name: converters[name](value) for name, value in raw.items()})
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise UnsureError from error


@cache
def _converters(record: type) -> dict[str, Convert]:
    hints = get_type_hints(record)
    return {spec.name: _converter(hints[spec.name]) for spec in fields(record)}


def _converter(hint: Any) -> Convert:  # noqa: ANN401  a type
    origin, inner = get_origin(hint), get_args(hint)
    if type(None) in inner:
        (present,) = (part for part in inner if part is not type(None))
        convert = _converter(present)
        return lambda value: None if value is None else convert(value)
    if origin is Literal:
        return lambda value: _one_of(value, inner)
    if origin is tuple:
        each = _converter(inner[0])
        return lambda value: tuple([each(item) for item in _checked(value, list)])
    if origin is Mapping:
        number = _converter(inner[1])
        return lambda value: {
            _checked(name, str): number(item) for name, item in _checked(value, dict).items()
        }
    if is_dataclass(hint) and isinstance(hint, type):
        return lambda value: quick_record(hint, value)
    return SCALARS[hint]


def _checked(value: Any, kind: type) -> Any:  # noqa: ANN401  a value of that kind
    if type(value) is not kind:
        raise UnsureError
    return value


def _one_of(value: object, choices: tuple[object, ...]) -> object:
    if type(value) is not str or value not in choices:
        raise UnsureError
    return value


def _truth(value: object) -> bool:
    return value if isinstance(value, bool) else TRUTHS[_checked(value, str)]


def _whole(value: object) -> int:
    if type(value) is str and WHOLE.fullmatch(value):
        return int(value)
    whole: int = _checked(value, int)
    return whole


def _number(value: object) -> float:
    if type(value) is int or (type(value) is str and NUMBER.fullmatch(value)):
        return float(value)
    if not isfinite(_checked(value, float)):
        raise UnsureError
    number: float = value  # type: ignore[assignment]  # just checked
    return number


def _amount(value: object) -> Decimal:
    if type(value) is int or (type(value) is str and NUMBER.fullmatch(value)):
        return Decimal(value)
    return Decimal(str(_number(value)))


def _day(value: object) -> date:
    if type(value) is str and DAY.fullmatch(value):
        return date.fromisoformat(value)
    day: date = _checked(value, date)
    return day


SCALARS: dict[object, Convert] = {
    str: lambda value: _checked(value, str), bool: _truth, int: _whole, float: _number,
    Decimal: _amount, date: _day,
}  # fmt: skip
