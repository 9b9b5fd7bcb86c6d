"""Reform files: which rules change and how, or the law of which day is compared.

A reform file is YAML::

    title: A lower bar for small firms
    changes:
      - rule: cn/technology-sme-evaluation
        criterion: score
        bound: 55
      - rule: cn/rd-super-deduction
        parameter: general
        value: 1.2

Each change names a rule and one part of it: a criterion with a new ``bound``, ``test`` or
``points``, a ``parameter`` with its ``value``, the ``verdict``, or the ``amount`` of its relief,
each in the language of rule files. ``on`` is the day whose law is taken after the reform, ``rules``
are rules to look at besides those that change, and ``titles_follow`` says that firms hold or lose
the titles that the changed rules grant.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from steersman.data import read_text
from steersman.dossier import DataPath, Problem
from steersman.files.encoding import decode
from steersman.files.yaml_limits import YamlRefusedError
from steersman.files.yaml_text import load_yaml, strip_positions

PARTS = ("bound", "test", "points", "value", "verdict", "amount")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a rule.

    Attributes:
        rule: Id of the rule.
        criterion: Criterion that changes, empty if none.
        parameter: Parameter that changes, empty if none.
        part: What changes of it: one of ``PARTS``.
        content: What it becomes, as in a rule file.
        place: File and line.
    """

    rule: str
    criterion: str
    parameter: str
    part: str
    content: Any
    place: str


@dataclass(frozen=True, slots=True)
class Reform:
    """What a reform file asks.

    Attributes:
        title: Its name, empty if it has none.
        on: Day whose law counts after the reform, None for the same as before.
        rules: Rules to look at besides those that change.
        titles_follow: Whether titles granted by changed rules are gained and lost with them.
        changes: The changes, in their order.
        places: File and line of each value.
    """

    title: str
    on: date | None
    rules: tuple[str, ...]
    titles_follow: bool
    changes: tuple[Change, ...]
    places: Mapping[DataPath, str]


def read_reform(file: Path) -> tuple[Reform | None, tuple[Problem, ...]]:
    """Read a reform file; None with problems, each with its line, if it cannot be used."""
    name = str(file)
    try:
        text = decode(file.read_bytes())
    except OSError as error:
        return None, (_problem("reform-unreadable", (), name, detail=error.strerror or ""),)
    if text is None:
        return None, (_problem("reform-unreadable", (), name, detail="UTF-8"),)
    places: dict[DataPath, str] = {}
    try:
        raw = strip_positions(load_yaml(text), name, (), places)
    except YamlRefusedError as error:
        return None, (error.problem((), name),)
    problems = tuple(_wrong_shape(raw, name, places))
    return (None, problems) if problems else (_reform(raw, name, places), ())


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(read_text("cohort.laboratory", "reform.schema.json")))


def _wrong_shape(raw: object, name: str, places: Mapping[DataPath, str]) -> Iterator[Problem]:
    for error in _validator().iter_errors(_plain(raw)):
        path = tuple(error.absolute_path)
        if error.validator == "additionalProperties" and isinstance(error.instance, Mapping):
            known = tuple(error.schema["properties"])
            for key in sorted(set(error.instance) - set(known)):
                place = _place((*path, key), name, places)
                yield _problem("reform-unknown-key", (*path, key), place, value=key, known=known)
        else:
            place = _place(path, name, places)
            yield _problem("reform-shape", path, place, detail=error.message[:200])


def _reform(raw: Mapping[str, Any], name: str, places: Mapping[DataPath, str]) -> Reform:
    changes = tuple(
        _change(entry, _place(("changes", number), name, places))
        for number, entry in enumerate(raw.get("changes", ()))
    )
    return Reform(
        raw.get("title", ""),
        raw.get("on"),
        tuple(raw.get("rules", ())),
        raw.get("titles_follow", False),
        changes,
        places,
    )


def _change(entry: Mapping[str, Any], place: str) -> Change:
    part = next(part for part in PARTS if part in entry)
    criterion, parameter = entry.get("criterion", ""), entry.get("parameter", "")
    return Change(entry["rule"], criterion, parameter, part, entry[part], place)


def _place(path: DataPath, name: str, places: Mapping[DataPath, str]) -> str:
    """Return the line of a value, or of the nearest that holds it."""
    for end in range(len(path), 0, -1):
        if path[:end] in places:
            return places[path[:end]]
    return name


def _problem(code: str, path: DataPath, place: str, **parameters: object) -> Problem:
    return Problem(code, path, parameters, place=place)


def _plain(value: object) -> object:
    """Return data as JSON knows it: days as text."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
