"""Rows of a table, from CSV or a sheet, as raw records with the place of each value."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from steersman.diagnose.factors import load_factors
from steersman.dossier import DataPath, Problem, nearest
from steersman.files.cells import parse_cell
from steersman.files.tables import Table, is_wide, nest, path_of

WIDE_FIELDS = ("respondent", "seconds")
"""Columns of a survey table that hold no answer."""

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
        return _wide_record(row, line, base, place, places)
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
    base: DataPath,
    place: PlaceOf,
    places: dict[DataPath, str],
) -> dict[str, Any]:
    places[base] = place(line, "")
    answers: dict[str, object] = {}
    record: dict[str, Any] = {"answers": answers}
    for title, value in row.items():
        if title in WIDE_FIELDS:
            record[title] = value
            places[(*base, title)] = place(line, title)
        else:
            answers[title] = value
            places[(*base, "answers", title)] = place(line, title)
    return record


def wide_titles(records: Sequence[Any]) -> list[str]:
    """Return the titles of a survey table: the respondent, every item, and others if answered.

    The time taken has a column where it is known of somebody.
    """
    items = dict.fromkeys(item.id for factor in load_factors() for item in factor.items)
    answered = (item for record in records for item in record.answers)
    timed = ["seconds"] if any(record.seconds is not None for record in records) else []
    return ["respondent", *timed, *dict.fromkeys([*items, *answered])]
