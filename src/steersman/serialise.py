"""Records and results as JSON, and the JSON schema of each result type."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
EXACT_INTEGER = 2**53


def to_json(value: object) -> Any:  # noqa: ANN401  any JSON value
    """Return a record or result as mappings, lists, text, numbers, truth values and None.

    Fields marked with ``json: False`` are left out. Amounts become numbers where that is exact.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {
            spec.name: to_json(getattr(value, spec.name))
            for spec in fields(value)
            if spec.metadata.get("json", True)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): to_json(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [to_json(inner) for inner in value]
    if isinstance(value, Decimal | Fraction):
        number = float(value)
        return int(number) if number.is_integer() and abs(number) < EXACT_INTEGER else number
    if isinstance(value, date):
        return value.isoformat()
    return value


def digest_of(document: object, *, finite: bool = False) -> str:
    """Return the SHA-256 of a JSON document, the same however its keys are ordered.

    Args:
        document: What :func:`to_json` returns, or any JSON document.
        finite: Whether to refuse numbers that are none.

    Raises:
        ValueError: If it holds such a number and must not.
    """
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, allow_nan=not finite)
    return hashlib.sha256(text.encode()).hexdigest()


def json_schema(kind: Any) -> dict[str, Any]:  # noqa: ANN401  a type
    """Return the JSON schema of what :func:`to_json` makes of a record type."""
    definitions: dict[str, Any] = {}
    root = _schema(kind, definitions)
    return {"$schema": SCHEMA_DIALECT, **root, "$defs": definitions}


SIMPLE: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Decimal: {"type": "number"},
    Fraction: {"type": "number"},
    date: {"type": "string", "format": "date"},
    NoneType: {"type": "null"},
    Any: {},
}


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401  a type
    if kind in SIMPLE:
        return SIMPLE[kind]
    if is_dataclass(kind):
        return _record_schema(kind, definitions)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    return _generic_schema(kind, definitions)


def _generic_schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401  a type
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in {Union, UnionType}:
        return {"anyOf": [_schema(part, definitions) for part in arguments]}
    if origin in {dict, Mapping}:
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    if origin is tuple and arguments[-1] is not Ellipsis:
        items = [_schema(part, definitions) for part in arguments]
        return {
            "type": "array",
            "prefixItems": items,
            "minItems": len(items),
            "maxItems": len(items),
        }
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    raise TypeError(f"no JSON schema for {kind!r}")


def _record_schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401  a type
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}
        hints = get_type_hints(kind)
        shown = [spec for spec in fields(kind) if spec.metadata.get("json", True)]
        definitions[name] = {
            "type": "object",
            "description": (kind.__doc__ or "").split("\n")[0],
            "properties": {spec.name: _schema(hints[spec.name], definitions) for spec in shown},
            "required": [spec.name for spec in shown],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
