"""The border: plain data from files becomes a dossier, or problems that say what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from steersman.dossier import DataPath, Dossier, Problem, check_dossier, nearest
from steersman.files.cells import THOUSANDS
from steersman.files.quick_records import UnsureError, quick_record
from steersman.files.schema import FieldShape, field_at, kind_of, shapes

if TYPE_CHECKING:
    from pydantic import TypeAdapter

NUMBER_WITH_UNIT = re.compile(r"^\s*[-+]?[\d,，.]+\s*[^\d\s].*$")


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What came of reading a dossier.

    Attributes:
        dossier: The dossier, or None where an error left too little to build one.
        problems: Everything found wrong, each with its place.
        places: Where each value of the dossier stands, by path.
    """

    dossier: Dossier | None
    problems: tuple[Problem, ...]
    places: Mapping[DataPath, str]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that make the dossier unusable."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


@cache
def dossier_adapter() -> TypeAdapter[Dossier]:
    """Return the validator of whole dossiers."""
    from pydantic import TypeAdapter

    return TypeAdapter(Dossier)


def build_dossier(
    raw: Mapping[str, Any], places: Mapping[DataPath, str], found: tuple[Problem, ...] = ()
) -> ReadResult:
    """Turn plain data into a dossier.

    Args:
        raw: The dossier's tree as mappings, lists and scalars.
        places: Place of each value, by path.
        found: Problems already met while reading the files.
    """
    problems = list(found)
    dossier: Dossier | None = None
    try:
        dossier = quick_record(Dossier, raw)
    except UnsureError:
        dossier, wrong = _validated(raw)
        covered = {problem.path for problem in found}
        problems.extend(problem for problem in wrong if problem.path not in covered)
    if dossier is not None:
        problems.extend(check_dossier(dossier))
    return ReadResult(dossier, locate(problems, places), places)


def _validated(raw: Mapping[str, Any]) -> tuple[Dossier | None, list[Problem]]:
    from pydantic import ValidationError

    try:
        return dossier_adapter().validate_python(raw), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False)
        return None, [_problem(dict(detail)) for detail in details]


def locate(problems: Iterable[Problem], places: Mapping[DataPath, str]) -> tuple[Problem, ...]:
    """Give each problem the place of its value, or of the nearest part around it."""
    return tuple(
        problem if problem.place else replace(problem, place=place_of(problem.path, places))
        for problem in problems
    )


def place_of(path: DataPath, places: Mapping[DataPath, str]) -> str:
    """Return where a value stands, or the nearest part around it."""
    for length in range(len(path), -1, -1):
        if path[:length] in places:
            return places[path[:length]]
    return ""


def _problem(detail: dict[str, Any]) -> Problem:
    path: DataPath = tuple(part for part in detail["loc"] if part != "[key]")
    kind = detail["type"]
    if kind == "unexpected_keyword_argument":
        return _unknown_field(path)
    if kind in {"missing", "missing_argument"}:
        return Problem("missing", path, {"field": str(path[-1])})
    shape = field_at(path)
    value = detail["input"]
    if kind == "finite_number":
        return Problem("not-finite", path, {"value": value})
    if shape is None:
        return Problem("wrong-type", path, {"value": shown(value), "expected": "section"})
    if shape.choices:
        hint = nearest(str(value), shape.choices)
        values = {"value": shown(value), "known": shape.choices, "hint": hint}
        return Problem("not-a-choice", path, values)
    expected = _expected(shape, path)
    if expected in {"number", "amount", "whole-number"} and isinstance(value, str):
        return _number_problem(value, path, expected)
    return Problem("wrong-type", path, {"value": shown(value), "expected": expected})


def _expected(shape: FieldShape, path: DataPath) -> str:
    """Return what is expected at a path: the field itself, or one entry of it."""
    if shape.shape == "records" and isinstance(path[-1], int):
        return "record"
    if shape.shape == "mapping" and path[-1] != shape.name:
        return "whole-number"
    return "text" if shape.shape == "names" and isinstance(path[-1], int) else kind_of(shape)


def _number_problem(value: str, path: DataPath, expected: str) -> Problem:
    unit = next(
        (s.unit for end in range(len(path), 0, -1) if (s := field_at(path[:end])) and s.unit), ""
    )
    if THOUSANDS.match(value):
        plain = re.sub("[,，]", "", value)
        return Problem("thousands-separator", path, {"value": value, "plain": plain})
    if unit.startswith("share") and value.strip().endswith(("%", "％")):
        return Problem("percent", path, {"value": value})
    if NUMBER_WITH_UNIT.match(value):
        return Problem("number-with-unit", path, {"value": value, "unit": unit})
    return Problem("wrong-type", path, {"value": shown(value), "expected": expected})


def shown(value: object, length: int = 60) -> str:
    """Return a faulty value as its author would write it, cut to a readable length."""
    words = {None: "–", True: "true", False: "false"}
    if isinstance(value, list):
        text = "[" + ", ".join(shown(item) for item in value) + "]"
    elif isinstance(value, Mapping):
        text = "{" + ", ".join(f"{key}: {shown(item)}" for key, item in value.items()) + "}"
    else:
        text = words[value] if value is None or isinstance(value, bool) else str(value)
    return text if len(text) <= length else text[: length - 1] + "…"


def _unknown_field(path: DataPath) -> Problem:
    owner = field_at(path[:-1])
    record = owner.type if owner else Dossier
    known = [shape.name for shape in shapes(record)]
    name = str(path[-1])
    return Problem(
        "unknown-field", path, {"value": name, "hint": nearest(name, known), "known": known}
    )
