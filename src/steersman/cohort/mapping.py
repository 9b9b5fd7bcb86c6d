"""What a mapping file says: from which columns of a table those of the cohort come."""

import re
from collections import abc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from steersman.choose.strategies import load_criteria
from steersman.cohort.columns import (
    FIRM,
    LEVER,
    STRATEGY,
    answers_of,
    error_of,
    freshness_of,
)
from steersman.cohort.fields import evidence_names, known_fields
from steersman.cohort.formulas import Column, Formula, Operation, columns_of
from steersman.cohort.mapping_text import Reader
from steersman.diagnose.factors import factor_ids, load_indicators
from steersman.dossier import DataPath, Problem, nearest
from steersman.files.encoding import decode
from steersman.files.yaml_limits import YamlRefusedError
from steersman.files.yaml_text import load_yaml, strip_positions
from steersman.methods.respondents import PRIOR_DEVIATION
from steersman.rulebook import JURISDICTIONS, rule_ids

PARTS = ("as_of", "rules", "criteria_order", "columns", "answers", "keep")
ANSWERS = ("items", "unknown", "points", "error")
KEPT_NAME = re.compile(r"[^\W\d]\w{0,59}")
"""A kept column is named like a variable, so that formulas of models can hold it."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where the columns of a cohort come from, and what a run of it is asked.

    Attributes:
        columns: Formulas of the cohort's columns, by name. Columns that are not here are taken
            from those of the same name, where the table has them.
        keep: Formulas of columns that are kept for later, by name.
        rules: Ids of the rules to be asked; empty for the usual ones.
        as_of: Day on which the firms are looked at, None where it is not said.
        criteria_order: Criteria from the most important on.
        places: File and line of each formula, by name.
    """

    columns: abc.Mapping[str, Formula] = field(default_factory=dict)
    keep: abc.Mapping[str, Formula] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    as_of: date | None = None
    criteria_order: tuple[str, ...] = ()
    places: abc.Mapping[str, str] = field(default_factory=dict)


def read_mapping(path: Path) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """Read a mapping file.

    Returns:
        The mapping, None if it cannot be used, and everything that is wrong with it.
    """
    name, places = path.name, dict[DataPath, str]()
    try:
        text = decode(path.read_bytes())
    except OSError:
        return None, (Problem("no-such-file", (), {"value": str(path)}, place=name),)
    if text is None:
        return None, (Problem("not-text", (), {}, place=name),)
    try:
        data = strip_positions(load_yaml(text), name, (), places)
    except YamlRefusedError as error:
        return None, (error.problem((), name),)
    reader = Reader(places, name)
    mapping = _mapping(reader, data)
    return (None if reader.problems else mapping), tuple(reader.problems)


def _mapping(reader: Reader, data: object) -> Mapping:
    if data is None:
        reader.wrong("empty-file", ())
        return Mapping()
    if not isinstance(data, dict):
        reader.wrong_type((), data, "section")
        return Mapping()
    for key in data:
        if key not in PARTS:
            reader.unknown_name("unknown-field", (key,), key, PARTS)
    columns = {**_columns(reader, data.get("columns", {})), **dict(_answers(reader, data))}
    keep = _kept(reader, data.get("keep", []))
    where = {name: reader.place(_path_of(name)) for name in columns}
    where |= {name: reader.place(("keep", name)) for name in keep}
    return Mapping(
        columns=columns,
        keep=keep,
        rules=_rules(reader, data.get("rules", [])),
        as_of=_day(reader, data.get("as_of")),
        criteria_order=_criteria(reader, data.get("criteria_order", [])),
        places=where,
    )


def _path_of(column: str) -> DataPath:
    """Return where the formula of a column stands."""
    base, _, part = column.rpartition(".")
    if part in {"answers", "error"}:
        return ("answers", base)
    return ("columns", base if part == "freshness" else column)


def _columns(reader: Reader, data: object) -> dict[str, Formula]:
    if not isinstance(data, dict):
        reader.wrong_type(("columns",), data, "section")
        return {}
    found: dict[str, Formula] = {}
    for name, entry in data.items():
        path: DataPath = ("columns", name)
        wanted = known_fields().get(name)
        if wanted is None:
            reader.unknown_name("mapping-unknown-column", path, name, tuple(known_fields()))
            continue
        aged = isinstance(entry, dict) and "age" in entry
        plain = {k: v for k, v in entry.items() if k != "age"} if aged else entry
        formula = reader.formula(plain, path, wanted.kind)
        if formula is not None:
            found[name] = formula
        if aged and (freshness := _freshness(reader, name, entry["age"], (*path, "age"))):
            found[freshness_of(name)] = freshness
    return found


def _freshness(reader: Reader, name: str, data: object, path: DataPath) -> Formula | None:
    lives = {rule.id: rule.half_life for rule in load_indicators()}
    half_life = lives.get(name)
    if half_life is None:
        reader.wrong("mapping-does-not-age", path, value=name)
        return None
    age = reader.formula(data, path, "number")
    return None if age is None else Formula(Operation("freshness", (age,), half_life))


def _answers(reader: Reader, data: dict[str, object]) -> Iterator[tuple[str, Formula]]:
    entries = data.get("answers", {})
    if not isinstance(entries, dict):
        reader.wrong_type(("answers",), entries, "section")
        return
    for factor, entry in entries.items():
        path: DataPath = ("answers", factor)
        if factor not in factor_ids():
            reader.unknown_name("unknown-factor", path, factor, factor_ids())
        elif not isinstance(entry, dict):
            reader.wrong_type(path, entry, "section")
        else:
            yield from _factor(reader, factor, entry, path)


def _factor(
    reader: Reader, factor: str, entry: dict[str, object], path: DataPath
) -> Iterator[tuple[str, Formula]]:
    """Yield the mean points of a factor's items, and the error where it has any."""
    for key in entry:
        if key not in ANSWERS:
            reader.unknown_name("unknown-field", (*path, key), key, ANSWERS)
    shared = {key: entry[key] for key in ("unknown", "points") if key in entry}
    items = entry.get("items")
    if isinstance(items, list) and shared:
        items = [{"column": i, **shared} if isinstance(i, str) else i for i in items]
    mean = reader.operation("mean", items, (*path, "items"))
    error = reader.formula(entry.get("error", PRIOR_DEVIATION), (*path, "error"), "number")
    if mean is None or error is None:
        return
    yield answers_of(factor), Formula(mean)
    yield error_of(factor), error


def _kept(reader: Reader, data: object) -> dict[str, Formula]:
    if isinstance(data, list):
        data = {name: name for name in reader.names(data, ("keep",))}
    if not isinstance(data, dict):
        reader.wrong_type(("keep",), data, "section")
        return {}
    found: dict[str, Formula] = {}
    for name, entry in data.items():
        path: DataPath = ("keep", name)
        if KEPT_NAME.fullmatch(name) is None or name in {LEVER, STRATEGY} or name in known_fields():
            reader.wrong("mapping-kept-name", path, value=name)
        elif (formula := reader.formula(entry, path)) is not None:
            found[name] = formula
    return found


def _rules(reader: Reader, data: object) -> tuple[str, ...]:
    known = (*JURISDICTIONS, *rule_ids())
    found: dict[str, None] = {}
    for place, name in enumerate(reader.names(data, ("rules",))):
        if name in JURISDICTIONS:
            found |= dict.fromkeys(rule_ids((name,)))
        elif name in known:
            found[name] = None
        else:
            reader.unknown_name("rule-unknown-rule", ("rules", place), name, known)
    return tuple(found)


def _criteria(reader: Reader, data: object) -> tuple[str, ...]:
    known = tuple(criterion.id for criterion in load_criteria())
    names = reader.names(data, ("criteria_order",))
    for place, name in enumerate(names):
        path: DataPath = ("criteria_order", place)
        if name not in known:
            reader.unknown_name("unknown-criterion", path, name, known)
        elif name in names[:place]:
            reader.wrong("duplicate-id", path, value=name)
    return names


def _day(reader: Reader, data: object) -> date | None:
    if data is None or isinstance(data, date):
        return data
    reader.wrong_type(("as_of",), data, "date")
    return None


def formulas_for(
    columns: Sequence[str], mapping: Mapping | None
) -> tuple[dict[str, Formula], dict[str, Formula]]:
    """Return the formulas of the cohort's columns and of kept ones, for a table's columns."""
    if mapping is None:
        mapping = Mapping()
    found = {
        name: Formula(Column(name))
        for name in known_fields()
        if name in columns and name not in mapping.columns
    }
    found |= mapping.columns
    return {name: found[name] for name in known_fields() if name in found}, dict(mapping.keep)


def table_problems(columns: Sequence[str], mapping: Mapping | None) -> tuple[Problem, ...]:
    """Return why a table with some columns cannot be used: columns without which nothing goes."""
    named = [name for name in columns if name]
    if len(columns) > 1 and len(named) == 1:
        return (Problem("cohort-heading-first", (), {"value": named[0]}),)
    places = mapping.places if mapping else {}
    evidence, kept = formulas_for(columns, mapping)
    asked: dict[str, str] = {}
    for name, formula in (*evidence.items(), *kept.items()):
        for source in columns_of(formula):
            asked.setdefault(source, name)
    # A column that many formulas ask for is told once, where it is asked for first.
    problems = [
        Problem(
            "mapping-unknown-source",
            (name,),
            {"value": source, "hint": nearest(source, columns), "known": list(columns)},
            place=places.get(name, ""),
        )
        for source, name in asked.items()
        if source not in columns
    ]
    if FIRM not in evidence:
        hint = nearest(FIRM, columns)
        problems.append(Problem("cohort-no-firm", (), {"hint": hint, "known": list(columns)}))
    elif not evidence_names() & evidence.keys():
        problems.append(Problem("cohort-no-evidence", (), {"known": list(columns)}))
    return tuple(problems)
