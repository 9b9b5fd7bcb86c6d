"""Editing a dossier's body as people do on a screen: grids of texts, and forms of single records.

Texts go through the same reading and checking as cells of the files. Everything wrong is told at
its cell, and what was typed is left as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from steersman.dossier import DataPath, Dossier, Problem, nearest
from steersman.files.body import Check, body_of, holders, no_check, read_body, title_at
from steersman.files.cells import parse_cell
from steersman.files.labels import choice_of, column_of
from steersman.files.schema import shapes
from steersman.files.tables import Column, Table, nest

Cell = tuple[int, str]
"""A row of what was typed, counted from 0, and a column's title; empty for the row as a whole."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of an edit.

    Attributes:
        body: The body with all that was typed; not to be saved while there are errors.
        dossier: Its dossier, or None where an error left too little to build one.
        cells: Problems of what was typed, by cell; a form has row 0 only.
        others: Problems elsewhere in the dossier, or with the headings.
    """

    body: dict[str, Any]
    dossier: Dossier | None
    cells: Mapping[Cell, tuple[Problem, ...]]
    others: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """All problems that make the dossier unusable, those of cells first."""
        found = (*(problem for cell in self.cells.values() for problem in cell), *self.others)
        return tuple(problem for problem in found if problem.severity == "error")


@dataclass(slots=True)
class _Found:
    """Problems met so far."""

    cells: dict[Cell, list[Problem]] = field(default_factory=lambda: defaultdict(list))
    others: list[Problem] = field(default_factory=list)


def with_form(
    body: Mapping[str, Any], table: Table, texts: Mapping[str, str], check: Check = no_check
) -> Edited:
    """Return a body with the fields of a single record as they were typed.

    Fields without a text stay as they are; an empty text takes a value out.

    Args:
        body: The body as it was, as :func:`steersman.files.body.body_of` gives it.
        table: A table with a single record.
        texts: What was typed, by the titles of columns.
        check: What else to look for.
    """
    tree: dict[str, Any] = deepcopy(dict(body))
    record = tree.setdefault(table.path[0], {})
    found = _Found()
    columns = {column.title: column for column in table.columns}
    for title, text in texts.items():
        if title in columns:
            _put(record, columns[title].keys, _typed(_clean(text), columns[title]))
        elif _clean(text):
            values = {"value": title, "hint": nearest(title, columns), "known": list(columns)}
            found.others.append(Problem("unknown-field", (*table.path, title), values))
    if not record:
        del tree[table.path[0]]
    return _edited(tree, table, {table.path: 0}, found, check)


def _put(record: dict[str, Any], keys: tuple[str, ...], value: object) -> None:
    """Put a value into a nested record, or take it out where there is none."""
    first, *inner = keys
    if inner:
        below = record.setdefault(first, {})
        _put(below, tuple(inner), value)
        if not below:
            del record[first]
    elif value is None:
        record.pop(first, None)
    else:
        record[first] = value


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def _typed(text: str, column: Column) -> Any:  # noqa: ANN401  raw data for the border
    if not text:
        return None
    return choice_of(column, text) if column.shape.choices else parse_cell(text, column.shape)


def with_grid(
    body: Mapping[str, Any],
    table: Table,
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    check: Check = no_check,
) -> Edited:
    """Return a body with a table's records replaced by the typed rows, in their order.

    Blank rows are left out. A row with the id of a record that was there keeps what belongs to it
    in other tables, and its values of columns that were not given. A new id changes no reference
    to the old one; such references are told as problems.

    Args:
        body: The body as it was, as :func:`steersman.files.body.body_of` gives it.
        table: A table with a list of records.
        titles: Headings in any order: titles of columns, or their labels in any language.
        rows: What was typed, one text for each heading.
        check: What else to look for.
    """
    found = _Found()
    columns = _columns(table, titles, found)
    typed = _typed_rows(columns, rows, found)
    tree: dict[str, Any] = deepcopy(dict(body))
    bases = _replace_records(tree, table, typed, found)
    return _edited(tree, table, bases, found, check)


def _columns(table: Table, titles: Sequence[str], found: _Found) -> list[Column | None]:
    """Return the column of each heading; None where it has none, or one that was there before."""
    columns: list[Column | None] = []
    known = [column.title for column in (*table.key_columns, *table.columns)]
    for title in titles:
        column = column_of(table, title)
        if column is None and title.strip():
            values = {"value": title, "hint": nearest(title, known), "known": known}
            found.others.append(Problem("unknown-column", table.path, values, place=table.name))
        elif column is not None and column in columns:
            values = {"value": title}
            found.others.append(Problem("duplicate-column", table.path, values, place=table.name))
            column = None
        columns.append(column)
    return columns


Typed = dict[Column, str]
"""The filled cells of a row, by column, with an empty text for given columns left blank."""


def _typed_rows(
    columns: Sequence[Column | None], rows: Sequence[Sequence[str]], found: _Found
) -> dict[int, Typed]:
    typed: dict[int, Typed] = {}
    for number, row in enumerate(rows):
        texts = [_clean(text) for text in row]
        if not any(texts):
            continue
        if any(texts[len(columns) :]):
            values = {"found": len(texts), "expected": len(columns)}
            found.cells[number, ""].append(Problem("too-many-cells", (), values))
        padded = [*texts, *[""] * len(columns)]
        typed[number] = {
            column: text for column, text in zip(columns, padded, strict=False) if column
        }
    return typed


def _replace_records(
    tree: dict[str, Any], table: Table, typed: Mapping[int, Typed], found: _Found
) -> dict[DataPath, int]:
    """Replace a table's records; return the row that each new record comes from, by its path."""
    part, name = table.path[0], table.path[-1]
    if len(table.path) > 1 and not table.parents:
        tree.setdefault(part, {})
    outer: dict[tuple[str, ...], tuple[DataPath, Any]] = {}
    before: dict[tuple[str, ...], Any] = {}
    for keys, path, holder in holders(tree, table):
        outer.setdefault(keys, (path, holder))
        for record in holder.pop(name, []):
            before.setdefault((*keys, str(record.get("id", ""))), record)
    bases: dict[DataPath, int] = {}
    for number, texts in typed.items():
        keys = tuple(texts.get(column, "") for column in table.key_columns)
        if keys not in outer:
            _unknown_parent(table, keys, outer, found.cells, number)
            continue
        path, holder = outer[keys]
        records = holder.setdefault(name, [])
        bases[*path, name, len(records)] = number
        records.append(_record(table, texts, before, keys))
    if not tree.get(part, True):
        del tree[part]
    _warn_of_lost(table, before, found)
    return bases


def _unknown_parent(
    table: Table,
    keys: tuple[str, ...],
    outer: Iterable[tuple[str, ...]],
    cells: dict[Cell, list[Problem]],
    number: int,
) -> None:
    """Add a problem at the first key that leads nowhere."""
    for length in range(1, len(keys) + 1):
        title, value = table.parents[length - 1], keys[length - 1]
        known = sorted(
            {other[length - 1] for other in outer if other[: length - 1] == keys[: length - 1]}
        )
        if value in known:
            continue
        if not value:
            problem = Problem("missing", table.path, {"field": title})
        else:
            values = {"value": value, "hint": nearest(value, known), "known": known}
            problem = Problem("unknown-reference", table.path, values)
        cells[number, title].append(problem)
        return


def _record(
    table: Table, texts: Typed, before: dict[tuple[str, ...], Any], keys: tuple[str, ...]
) -> dict[str, Any]:
    """Return a raw record; what was there under its id is taken from ``before``."""
    identifier = next((text for column, text in texts.items() if column.keys == ("id",)), "")
    old = before.pop((*keys, identifier), {}) if identifier else {}
    given = {column: _typed(text, column) for column, text in texts.items()}
    kept = {c: _dig(old, c.keys) for c in table.columns if c not in texts}
    values = {**given, **kept}
    record = nest(
        {column.title: values[column] for column in table.columns if values[column] is not None}
    )
    return record | {name: old[name] for name in _lists(table) if name in old}


def _dig(record: Any, keys: tuple[str, ...]) -> Any:  # noqa: ANN401  raw data
    for key in keys:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def _lists(table: Table) -> list[str]:
    return [shape.name for shape in shapes(table.record) if shape.shape == "records"]


def _warn_of_lost(table: Table, before: Mapping[tuple[str, ...], Any], found: _Found) -> None:
    """Warn of records that are gone and had others belonging to them."""
    for keys, record in before.items():
        lost = [name for name in _lists(table) if record.get(name)]
        if lost:
            values = {"value": "/".join(keys), "parts": lost}
            problem = Problem("parts-lost", table.path, values, "warning", place=table.name)
            found.others.append(problem)


def _edited(
    tree: dict[str, Any],
    table: Table,
    bases: Mapping[DataPath, int],
    found: _Found,
    check: Check,
) -> Edited:
    """Read the new body and sort its problems into those of typed cells and others."""
    read = read_body(tree, check)
    for problem in read.problems:
        cell = _cell(problem.path, table, bases)
        if cell is None:
            found.others.append(problem)
        else:
            found.cells[cell].append(problem)
    cells = {
        cell: tuple(replace(problem, place=_place(table, cell)) for problem in problems)
        for cell, problems in found.cells.items()
    }
    body = tree if read.dossier is None else body_of(read.dossier)
    return Edited(body, read.dossier, cells, tuple(found.others))


def _cell(path: DataPath, table: Table, bases: Mapping[DataPath, int]) -> Cell | None:
    depth = len(table.path) + (0 if table.single else len(table.parents) + 1)
    if path[:depth] not in bases:
        return None
    title = title_at(table, path[depth:])
    return None if len(path) > depth and not title else (bases[path[:depth]], title)


def _place(table: Table, cell: Cell) -> str:
    row, title = cell
    where = [table.name] if table.single else [table.name, str(row + 1)]
    return ":".join([*where, title] if title else where)
