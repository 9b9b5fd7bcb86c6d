"""Rows of a table, from CSV or a sheet, as raw records with the place of each value."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from steersman.diagnose.factors import load_factors
from steersman.dossier import ClimateResponse, DataPath, Problem, nearest
from steersman.files.cells import parse_cell
from steersman.files.tables import Table, is_wide, nest, path_of, wide_fields
from steersman.plan.people.climate_items import climate_dimensions

PlaceOf = Callable[[int, str], str]
"""Place of a cell, given its row's number and its column's title."""


def raw_record(
    row: Mapping[str, object],
    line: int,
    table: Table,
    base: DataPath,
    place: PlaceOf,
    places: dict[DataPath, str],
    problems: list[Problem],
) -> dict[str, Any]:
    """Turn one row into a raw record at ``base``; unknown columns become problems.

    Args:
        row: Content of the filled cells, by column title; key columns of parents taken out.
        line: Row number, for places.
        table: The table it belongs to.
        base: The record's path in the dossier.
        place: Gives the place of a cell.
        places: Where to note the place of each value.
        problems: Where to add problems.
    """
    if is_wide(table):
        return _wide_record(row, line, table, base, place, places)
    columns = {column.title: column for column in table.columns}
    known: dict[str, Any] = {}
    places[base] = place(line, "")
    for title, value in row.items():
        path = path_of(base, title)
        places[path] = place(line, title)
        if title in columns:
            known[title] = parse_cell(value, columns[title].shape)
        elif not _said_already(title, table, problems):
            problems.append(_unknown_column(title, table.path, list(columns), place(1, title)))
    return nest(known)


def _said_already(title: str, table: Table, problems: list[Problem]) -> bool:
    return any(
        problem.code == "unknown-column"
        and problem.parameters["value"] == title
        and problem.path == table.path
        for problem in problems
    )


def _unknown_column(title: str, path: DataPath, known: Sequence[str], place: str) -> Problem:
    values = {"value": title, "hint": nearest(title, known), "known": known}
    return Problem("unknown-column", path, values, place=place)


def _wide_record(
    row: Mapping[str, object],
    line: int,
    table: Table,
    base: DataPath,
    place: PlaceOf,
    places: dict[DataPath, str],
) -> dict[str, Any]:
    fields = {shape.name for shape in wide_fields(table.record)}
    places[base] = place(line, "")
    answers: dict[str, object] = {}
    record: dict[str, Any] = {"answers": answers}
    for title, value in row.items():
        if title in fields:
            record[title] = value
            places[(*base, title)] = place(line, title)
        else:
            answers[title] = value
            places[(*base, "answers", title)] = place(line, title)
    return record


def wide_titles(record: type, records: Sequence[Any]) -> list[str]:
    """Return the titles of a survey table: who answered, every item, and others if answered.

    Optional fields beside the answers have a column where one is filled.

    Args:
        record: Class of the records.
        records: What is to be written.
    """
    fields = [
        shape.name
        for shape in wide_fields(record)
        if shape.required or any(getattr(entry, shape.name) not in {None, ""} for entry in records)
    ]
    answered = (item for entry in records for item in entry.answers)
    return [*fields, *dict.fromkeys([*_items(record), *answered])]


def _items(record: type) -> list[str]:
    if record is ClimateResponse:
        return [item.id for dimension in climate_dimensions() for item in dimension.items]
    return [item.id for factor in load_factors() for item in factor.items]
