"""A dossier as a JSON body and back, with the table, row and column of every problem."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from steersman.dossier import DataPath, Dossier, Problem
from steersman.files.border import ReadResult, build_dossier
from steersman.files.plain import to_plain
from steersman.files.tables import Table, all_tables

Check = Callable[[Dossier], Iterable[Problem]]
"""Finds problems that the dossier itself cannot know of, such as names of the stages."""


def no_check(_dossier: Dossier) -> tuple[Problem, ...]:
    """Find nothing."""
    return ()


def body_of(dossier: Dossier) -> dict[str, Any]:
    """Return a dossier as JSON data: dates as ISO text, amounts exact, defaults left out."""
    body: dict[str, Any] = _json(to_plain(dossier))
    return body


def _json(value: Any) -> Any:  # noqa: ANN401  plain data of any kind
    if isinstance(value, dict):
        return {key: _json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def read_body(body: Mapping[str, Any], check: Check = no_check) -> ReadResult:
    """Return the dossier of a JSON body, or what is wrong with it.

    The place of a problem is ``people:4:monthly_cost``: its table, its row counted from 1, its
    column; ``finance:cash`` in a table with a single record.

    Args:
        body: As :func:`body_of` gives it; anything else gives problems.
        check: What else to look for in a dossier that could be built.
    """
    spots = _spots(body) if isinstance(body, Mapping) else {}
    read = build_dossier(body, {})
    further = tuple(check(read.dossier)) if read.dossier else ()
    problems = tuple(
        replace(problem, place=_place(problem.path, spots))
        for problem in (*read.problems, *further)
    )
    return ReadResult(read.dossier, problems, {path: place for path, (_, place) in spots.items()})


def _spots(body: Mapping[str, Any]) -> dict[DataPath, tuple[Table, str]]:
    """Return the table and the place of each record, and of each list, by path."""
    spots: dict[DataPath, tuple[Table, str]] = {}
    for table in all_tables():
        if table.single:
            spots[table.path] = table, table.name
            continue
        row = 0
        for _, path, holder in holders(body, table):
            records = holder.get(table.path[-1])
            spots[(*path, table.path[-1])] = table, table.name
            for position in range(len(records) if isinstance(records, list) else 0):
                row += 1
                spots[(*path, table.path[-1], position)] = table, f"{table.name}:{row}"
    return spots


def holders(
    body: Mapping[str, Any], table: Table
) -> Iterator[tuple[tuple[str, ...], DataPath, Any]]:
    """Yield what may hold a list of the table's records, with its keys and its path.

    Keys are the identifiers of the records around the list, as in the table's key columns.
    """
    yield from _walk(body, table.path, (), ())


def _walk(
    node: object, names: tuple[str, ...], keys: tuple[str, ...], path: DataPath
) -> Iterator[tuple[tuple[str, ...], DataPath, Any]]:
    if not isinstance(node, Mapping):
        return
    if len(names) == 1:
        yield keys, path, node
        return
    inner = node.get(names[0])
    if not isinstance(inner, list):
        yield from _walk(inner, names[1:], keys, (*path, names[0]))
        return
    for position, item in enumerate(inner):
        identifier = str(item.get("id", "")) if isinstance(item, Mapping) else ""
        yield from _walk(item, names[1:], (*keys, identifier), (*path, names[0], position))


def _place(path: DataPath, spots: Mapping[DataPath, tuple[Table, str]]) -> str:
    for length in range(len(path), 0, -1):
        if path[:length] in spots:
            table, place = spots[path[:length]]
            title = title_at(table, path[length:])
            return f"{place}:{title}" if title else place
    return str(path[0]) if path else ""


def title_at(table: Table, inner: DataPath) -> str:
    """Return the title of the column that a path inside a record leads to, empty if to none.

    A path to a nested record leads to its first column, one to an entry of a list or mapping to
    the column of the whole.
    """
    names = tuple(key for key in inner if isinstance(key, str))
    if not names:
        return ""
    for column in table.columns:
        length = min(len(names), len(column.keys))
        if names[:length] == column.keys[:length]:
            return column.title
    return ""
