"""Differences of two states of a document, and merging what two people changed at once.

Lists of records are compared by their ids, so that a record put in before another does not look
like a change of both.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Path = tuple[str, ...]
Value = Any
IDENTITY = ("id", "respondent", "name", "year")
"""Fields by which records of a list are told apart, the first that all of them have."""


class Missing:
    """Stands for a value that is not there."""

    def __repr__(self) -> str:
        """Return how it shows itself."""
        return "MISSING"


MISSING = Missing()


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where two states differ; ``MISSING`` where a value is not there."""

    path: Path
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Clash:
    """A place that two people changed in different ways."""

    path: Path
    base: Value
    mine: Value
    theirs: Value


def differences(before: Value, after: Value, path: Path = ()) -> tuple[Difference, ...]:
    """Return all places where two states differ, in the order of the document."""
    one, other = _parts(before), _parts(after)
    if one is None or other is None or not _alike(before, after):
        return () if _same(before, after) else (Difference(path, before, after),)
    found: list[Difference] = []
    for key in (*one, *(key for key in other if key not in one)):
        inner = (*path, key)
        found += differences(one.get(key, MISSING), other.get(key, MISSING), inner)
    return tuple(found)


def merge(base: Value, mine: Value, theirs: Value) -> tuple[Value, tuple[Clash, ...]]:
    """Merge two states made from the same one.

    What only one side has changed is taken; where both have, differently, the saved state (theirs)
    stands and the place is returned, so that a person decides and nothing is lost.

    Args:
        base: The state both were made from.
        mine: What is to be saved.
        theirs: What was saved meanwhile.
    """
    clashes: list[Clash] = []
    merged = _merged(base, mine, theirs, (), clashes)
    return merged, tuple(clashes)


def _merged(base: Value, mine: Value, theirs: Value, path: Path, clashes: list[Clash]) -> Value:
    if _same(mine, theirs) or _same(base, mine):
        return theirs
    if _same(base, theirs):
        return mine
    parts = [_parts(value) for value in (base, mine, theirs)]
    if parts[1] is None or parts[2] is None or not _alike(mine, theirs):
        clashes.append(Clash(path, base, mine, theirs))
        return theirs
    before = parts[0] if parts[0] is not None and _alike(base, mine) else {}
    keys = [*parts[2], *(key for key in parts[1] if key not in parts[2])]
    merged = {
        key: _merged(
            before.get(key, MISSING),
            parts[1].get(key, MISSING),
            parts[2].get(key, MISSING),
            (*path, key),
            clashes,
        )
        for key in keys
    }
    left = {key: value for key, value in merged.items() if value is not MISSING}
    return left if isinstance(mine, Mapping) else list(left.values())


def _same(one: Value, other: Value) -> bool:
    if one is MISSING or other is MISSING:
        return one is other
    return _text(one) == _text(other)


def _text(value: Value) -> str:
    """Return a value as JSON, in which 1 and true are told apart."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _alike(one: Value, other: Value) -> bool:
    """Whether two values can be compared part by part."""
    if isinstance(one, Mapping):
        return isinstance(other, Mapping)
    if not (_is_list(one) and _is_list(other)):
        return False
    keys = {_key(records) for records in (one, other) if records}
    return len(keys) == 1 and "" not in keys


def _is_list(value: Value) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _parts(value: Value) -> dict[str, Value] | None:
    """Return the parts of a mapping or of a list of records by name; None for anything else."""
    if isinstance(value, Mapping):
        return {str(key): inner for key, inner in value.items()}
    if not _is_list(value):
        return None
    if not value:
        return {}
    key = _key(value)
    return {str(record[key]): record for record in value} if key else None


def _key(records: Sequence[Value]) -> str:
    """Return the field that tells the records of a list apart, empty if there is none."""
    for name in IDENTITY:
        if records and all(
            isinstance(r, Mapping) and r.get(name) not in (None, "") for r in records
        ):
            names = [str(record[name]) for record in records]
            if len(set(names)) == len(names):
                return name
    return ""


def put(document: Value, path: Path, value: Value) -> Value:
    """Return a document with another value at a place; ``MISSING`` takes it out.

    Args:
        document: A mapping, or a list of records told apart by a field.
        path: As in :class:`Difference`: names of fields and of records.
        value: What is to stand there.
    """
    if not path:
        return value
    parts = dict(_parts(document) or {})
    parts[path[0]] = put(parts.get(path[0], {}), path[1:], value)
    left = {key: inner for key, inner in parts.items() if inner is not MISSING}
    return list(left.values()) if _is_list(document) else left
