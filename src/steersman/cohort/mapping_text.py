"""Formulas as written in a mapping file, each mistake with its line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

from steersman.cohort.fields import Kind
from steersman.cohort.formulas import (
    SINCE,
    TRUTHS,
    Column,
    Comparison,
    Constant,
    Formula,
    Operation,
    Operator,
    Relation,
    Scalar,
    Scale,
    Translation,
    Translations,
    kind_of,
    kind_of_value,
)
from steersman.dossier import DataPath, Problem, nearest

PAIRS: tuple[Operator, ...] = ("minus", "ratio")
MANY: tuple[Operator, ...] = ("add", "product", "larger", "smaller", "mean", "any", "all", "first")
ONE: tuple[Operator, ...] = ("not", *SINCE)
OPERATORS: tuple[Operator, ...] = (*MANY, *PAIRS, *ONE)
SOURCES = ("column", "constant", *OPERATORS)
RELATIONS: tuple[Relation, ...] = ("equals", "one_of", "at_least", "at_most", "above", "below")
EXACT = frozenset({"equals", "one_of"})
STEPS = (
    "where", "unknown", "values", "else", "points", "times", "plus", *RELATIONS, "unreadable",
    "missing", "as",
)  # fmt: skip
KINDS: tuple[Kind, ...] = ("number", "truth", "text")
UNKNOWN = "unknown"
RANGE = re.compile(r"(-?\d+(?:\.\d+)?)(?:-(-?\d+(?:\.\d+)?)|(\+))?")
"""A number, two numbers with a hyphen between, or a number with a plus for all from it on."""


class Reader:
    """Reads the parts of one mapping file and collects what is wrong with them."""

    def __init__(self, places: Mapping[DataPath, str], file: str) -> None:
        self.places = places
        self.file = file
        self.problems: list[Problem] = []

    def place(self, path: DataPath) -> str:
        """Return the file and line of a path, or of what it lies in."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, self.file)

    def wrong(self, code: str, path: DataPath, **parameters: object) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, path, parameters, place=self.place(path)))

    def wrong_type(self, path: DataPath, value: object, expected: str) -> None:
        """Note that a value is not what was expected."""
        shown = value if isinstance(value, str | int | float | bool) else type(value).__name__
        self.wrong("wrong-type", path, value=shown, expected=expected)

    def unknown_name(self, code: str, path: DataPath, name: str, known: Sequence[str]) -> None:
        """Note a name that is not known, with the one that may have been meant."""
        self.wrong(code, path, value=name, hint=nearest(name, known), known=known)

    def formula(self, data: object, path: DataPath, wanted: Kind | None = None) -> Formula | None:
        """Return a formula, None if it cannot be used.

        Args:
            data: As written.
            path: Where it stands.
            wanted: What it must yield, None for anything.
        """
        before = len(self.problems)
        found = self._formula(data, path)
        if found is None or len(self.problems) > before:
            return None
        kind = kind_of(found)
        counted = kind == "truth" and wanted == "number"
        if wanted is not None and kind not in {None, wanted} and not counted:
            self.wrong(f"mapping-wants-{wanted}", path)
            return None
        return found

    def _formula(self, data: object, path: DataPath) -> Formula | None:
        if isinstance(data, str):
            return Formula(Column(data))
        if isinstance(data, bool | int | float):
            value = self.scalar(data, path)
            return None if value is None else Formula(Constant(value))
        if not isinstance(data, Mapping):
            self.wrong_type(path, data, "formula")
            return None
        return self._steps(data, path)

    def _steps(self, data: Mapping[str, Any], path: DataPath) -> Formula | None:
        known = (*SOURCES, *STEPS)
        for key in data:
            if key not in known:
                self.unknown_name("unknown-field", (*path, key), key, known)
        named = [key for key in SOURCES if key in data]
        if len(named) != 1:
            self.wrong("mapping-one-source", path, count=len(named), known=SOURCES)
            return None
        source = self._source(named[0], data[named[0]], (*path, named[0]))
        if source is None:
            return None
        return self._with_steps(Formula(source), data, path)

    def _source(
        self, key: str, data: object, path: DataPath
    ) -> Column | Constant | Operation | None:
        if key == "column":
            if isinstance(data, str):
                return Column(data)
            self.wrong_type(path, data, "column-name")
            return None
        if key == "constant":
            value = self.scalar(data, path)
            return None if value is None else Constant(value)
        return self.operation(next(name for name in OPERATORS if name == key), data, path)

    def operation(self, operator: Operator, data: object, path: DataPath) -> Operation | None:
        """Return an operation on the formulas of a list, None if it cannot be used."""
        listed = [data] if operator in ONE else data
        if not isinstance(listed, list) or not listed:
            self.wrong_type(path, data, "formulas")
            return None
        if operator in PAIRS and len(listed) != len(("part", "whole")):
            self.wrong("mapping-two-parts", path, value=operator, count=len(listed))
            return None
        wanted = _kind_of_parts(operator)
        paths = [path] if operator in ONE else [(*path, place) for place in range(len(listed))]
        parts = [
            self.formula(part, where, wanted) for part, where in zip(listed, paths, strict=True)
        ]
        good = tuple(part for part in parts if part is not None)
        if len(good) < len(parts):
            return None
        kinds = {kind for part in good if (kind := kind_of(part)) is not None}
        if len(kinds) > 1 and wanted is None:
            self.wrong("mapping-mixed-values", path)
        return Operation(operator, good)

    def _with_steps(self, found: Formula, data: Mapping[str, Any], path: DataPath) -> Formula:
        if "where" in data:
            found = replace(found, where=self.formula(data["where"], (*path, "where"), "truth"))
        if "unknown" in data:
            found = replace(found, unknown=self.scalars(data["unknown"], (*path, "unknown")))
        if "values" in data:
            found = replace(found, values=self._values(data, path))
        elif "else" in data:
            self.wrong("mapping-else-without-values", (*path, "else"))
        if "points" in data:
            found = replace(found, points=self._scale(data["points"], (*path, "points")))
        times = self.number(data.get("times", 1), (*path, "times"))
        plus = self.number(data.get("plus", 0), (*path, "plus"))
        found = replace(found, times=times, plus=plus, comparison=self._comparison(data, path))
        if "missing" in data:
            found = replace(found, missing=self.scalar(data["missing"], (*path, "missing")))
        if "unreadable" in data:
            found = replace(found, lenient=self._lenient(data["unreadable"], path))
        if "as" in data:
            found = replace(found, kind=self._kind(data["as"], (*path, "as")))
        self._check_steps(found, path)
        return found

    def _check_steps(self, found: Formula, path: DataPath) -> None:
        """Check that each step can work on what the one before it gives."""
        before = replace(found, comparison=None, points=None, times=1.0, plus=0.0, missing=None)
        kind = kind_of(before)
        ordered = found.comparison is not None and found.comparison.relation not in EXACT
        if (found.calculates or ordered) and kind == "text":
            self.wrong("mapping-wants-number", path)
        limits = found.comparison.limits if found.comparison else ()
        compares_text = any(isinstance(limit, str) for limit in limits)
        if compares_text and (found.calculates or kind == "number"):
            self.wrong("mapping-wants-text", path)
        result = kind_of(found)
        if found.missing is not None and result not in {None, kind_of_value(found.missing)}:
            self.wrong(f"mapping-wants-{result}", (*path, "missing"))

    def _values(self, data: Mapping[str, Any], path: DataPath) -> Translations | None:
        table, inside = data["values"], (*path, "values")
        if not isinstance(table, Mapping) or not table:
            self.wrong_type(inside, table, "translations")
            return None
        entries = tuple(self._translation(key, table[key], (*inside, key)) for key in table)
        rest = None if data.get("else") is None else self.scalar(data["else"], (*path, "else"))
        results = [entry.result for entry in entries] + [rest]
        kinds = {kind_of_value(result) for result in results if result is not None}
        if len(kinds) != 1:
            self.wrong("mapping-mixed-values", inside)
            return None
        return Translations(entries, "else" in data, rest)

    def _translation(self, key: str, result: object, path: DataPath) -> Translation:
        value = None if result is None else self.scalar(result, path)
        match = RANGE.fullmatch(key.strip())
        if match is None:
            return Translation(key.strip(), None, None, value)
        low = float(match.group(1))
        high = low if match.group(2) is None else float(match.group(2))
        if high < low:
            self.wrong("mapping-range-order", path, value=key)
        return Translation(key.strip(), low, None if match.group(3) else high, value)

    def _scale(self, data: object, path: DataPath) -> Scale | None:
        if not isinstance(data, Mapping):
            self.wrong_type(path, data, "scale")
            return None
        for key in data:
            if key not in {"from", "reverse"}:
                self.unknown_name("unknown-field", (*path, key), key, ("from", "reverse"))
        ends = data.get("from")
        if not isinstance(ends, list) or len(ends) != len(("low", "high")):
            self.wrong_type((*path, "from"), ends, "scale")
            return None
        low, high = (self.number(end, (*path, "from", n)) for n, end in enumerate(ends))
        if not low < high:
            self.wrong("mapping-range-order", (*path, "from"), value=f"{low}, {high}")
        return Scale(low, high, data.get("reverse", False) is True)

    def _comparison(self, data: Mapping[str, Any], path: DataPath) -> Comparison | None:
        named = [key for key in RELATIONS if key in data]
        if len(named) > 1:
            self.wrong("mapping-one-comparison", path, value=", ".join(named))
        if len(named) != 1:
            return None
        inside = (*path, named[0])
        if named[0] == "one_of":
            limits = self.scalars(data["one_of"], inside)
            return Comparison("one_of", limits) if limits else None
        limit = self.scalar(data[named[0]], inside)
        if limit is not None and named[0] != "equals" and kind_of_value(limit) != "number":
            self.wrong_type(inside, limit, "number")
            return None
        return None if limit is None else Comparison(named[0], (limit,))

    def _kind(self, data: object, path: DataPath) -> Kind | None:
        found = next((kind for kind in KINDS if kind == data), None)
        if found is None:
            self.unknown_name("not-a-choice", path, str(data), KINDS)
        return found

    def _lenient(self, data: object, path: DataPath) -> bool:
        if data != UNKNOWN:
            self.unknown_name("not-a-choice", (*path, "unreadable"), str(data), (UNKNOWN,))
        return data == UNKNOWN

    def number(self, data: object, path: DataPath) -> float:
        """Return a number; nought, with a problem, if it is none."""
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.wrong_type(path, data, "number")
            return 0.0
        if not isfinite(data):
            self.wrong("not-finite", path, value=data)
            return 0.0
        return float(data)

    def scalar(self, data: object, path: DataPath) -> Scalar | None:
        """Return a text, number or truth; None, with a problem, if it is none."""
        if isinstance(data, str | bool):
            return data
        if isinstance(data, int | float):
            return self.number(data, path)
        self.wrong_type(path, data, "value")
        return None

    def scalars(self, data: object, path: DataPath) -> tuple[Scalar, ...]:
        """Return the values of a list."""
        if not isinstance(data, list) or not data:
            self.wrong_type(path, data, "values")
            return ()
        found = [self.scalar(entry, (*path, place)) for place, entry in enumerate(data)]
        return tuple(entry for entry in found if entry is not None)

    def names(self, data: object, path: DataPath) -> tuple[str, ...]:
        """Return the names of a list."""
        if not isinstance(data, list) or not all(isinstance(entry, str) for entry in data):
            self.wrong_type(path, data, "names")
            return ()
        return tuple(data)


def _kind_of_parts(operator: Operator) -> Kind | None:
    """Return what the parts of an operation must be, None where they may be anything."""
    if operator == "first":
        return None
    if operator in SINCE:
        return "text"
    return "truth" if operator in TRUTHS else "number"
