"""The border: plain data from files becomes a dossier, or problems that say what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from steersman.dossier import DataPath, Dossier, Problem, check_dossier, nearest
from steersman.files.schema import field_at, kind_of, shapes

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
        dossier = dossier_adapter().validate_python(raw)
    except ValidationError as error:
        covered = {problem.path for problem in found}
        details = error.errors(include_url=False, include_context=False)
        translated = (_problem(dict(detail)) for detail in details)
        problems.extend(problem for problem in translated if problem.path not in covered)
    if dossier is not None:
        problems.extend(check_dossier(dossier))
    return ReadResult(dossier, locate(problems, places), places)


def locate(problems: list[Problem], places: Mapping[DataPath, str]) -> tuple[Problem, ...]:
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
        return Problem("wrong-type", path, {"value": _short(value), "expected": "section"})
    if shape.choices:
        hint = nearest(str(value), shape.choices)
        return Problem("not-a-choice", path, {"value": value, "known": shape.choices, "hint": hint})
    expected = kind_of(shape)
    if expected in {"number", "amount", "whole-number"} and _has_unit(value):
        return Problem("number-with-unit", path, {"value": value, "unit": shape.unit})
    return Problem("wrong-type", path, {"value": _short(value), "expected": expected})


def _has_unit(value: object) -> bool:
    return isinstance(value, str) and NUMBER_WITH_UNIT.match(value) is not None


def _short(value: object, length: int = 60) -> str:
    text = str(value)
    return text if len(text) <= length else text[: length - 1] + "…"


def _unknown_field(path: DataPath) -> Problem:
    owner = field_at(path[:-1])
    record = owner.type if owner else Dossier
    known = [shape.name for shape in shapes(record)]
    name = str(path[-1])
    return Problem(
        "unknown-field", path, {"value": name, "hint": nearest(name, known), "known": known}
    )
