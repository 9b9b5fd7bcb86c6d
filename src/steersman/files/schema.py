"""The shape of dossier records, read from their types: what is scalar, nested, or a list."""

from collections.abc import Mapping
from dataclasses import Field, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from steersman.dossier import DataPath, Dossier

Shape = Literal["scalar", "record", "records", "names", "mapping"]


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field of a record.

    Attributes:
        name: Field name.
        record: The record class it belongs to.
        shape: ``scalar`` value, one nested ``record``, list of ``records``, list of ``names``, or
            ``mapping`` from name to number.
        type: The scalar's type, or the record class.
        choices: The allowed values of a choice.
        required: Whether it may not be left out.
        unit: Unit of a number, empty if none.
    """

    name: str
    record: type
    shape: Shape
    type: Any
    choices: tuple[str, ...]
    required: bool
    unit: str


@cache
def shapes(record: type) -> tuple[FieldShape, ...]:
    """Return the shapes of all fields of a record class, in order."""
    hints = get_type_hints(record)
    return tuple(_shape(record, spec, hints[spec.name]) for spec in fields(record))


def _shape(record: type, spec: Field[Any], hint: Any) -> FieldShape:  # noqa: ANN401  a type
    hint = _without_none(hint)
    shape, inner = _classify(hint)
    choices = get_args(inner) if get_origin(inner) is Literal else ()
    required = spec.default is spec.default_factory  # both are the MISSING marker
    unit = spec.metadata.get("unit", "")
    return FieldShape(spec.name, record, shape, inner, choices, required, unit)


def _without_none(hint: Any) -> Any:  # noqa: ANN401  a type
    if get_origin(hint) in {Union, UnionType}:
        return next(part for part in get_args(hint) if part is not type(None))
    return hint


def _classify(hint: Any) -> tuple[Shape, Any]:  # noqa: ANN401  a type
    origin = get_origin(hint)
    if origin is tuple:
        inner = get_args(hint)[0]
        return ("records", inner) if is_dataclass(inner) else ("names", inner)
    if origin is Mapping:
        return "mapping", get_args(hint)[1]
    if is_dataclass(hint):
        return "record", hint
    return "scalar", hint


def field_at(path: DataPath) -> FieldShape | None:
    """Return the shape of the field that a path of the dossier's tree leads to, if there is one."""
    record: type | None = Dossier
    found: FieldShape | None = None
    for key in path:
        if isinstance(key, int):
            continue
        if record is None:
            return found
        found = next((shape for shape in shapes(record) if shape.name == key), None)
        if found is None:
            return None
        record = found.type if found.shape in {"record", "records"} else None
    return found


def kind_of(shape: FieldShape) -> str:
    """Return the name of what a field expects, as the message catalogues know it."""
    if shape.shape != "scalar":
        return shape.shape
    if shape.choices:
        return "choice"
    names = {bool: "yes-no", int: "whole-number", float: "number", Decimal: "amount", date: "date"}
    return names.get(shape.type, "text")
