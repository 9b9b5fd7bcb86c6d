"""A table of a dossier as a grid of texts, as people type them or copy them from a spreadsheet."""

import re
from dataclasses import dataclass

from steersman.dossier import Dossier
from steersman.files.cells import csv_text
from steersman.files.tables import Column, Table, rows_of, values_of

PASTED_CELL = re.compile(r'(?:"([^"]*(?:""[^"]*)*)"(?=[\t\r\n]|\Z)|([^\t\r\n]*))(\t|\r\n|\n|\r|\Z)')
"""A cell of a spreadsheet's clipboard; quotation marks count where they close before the end."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's records as texts.

    Attributes:
        columns: Columns of outer records' identifiers first, then the record's own.
        rows: For each record its texts, one for each column.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """Titles of the columns."""
        return tuple(column.title for column in self.columns)


def grid_of(dossier: Dossier, table: Table) -> Grid:
    """Return a table's records as texts; saved as they are, they change nothing."""
    columns = table.columns
    rows = (
        (*keys, *(_text(value) for value in values_of(record, columns)))
        for keys, record in rows_of(dossier, table)
    )
    return Grid((*table.key_columns, *columns), tuple(rows))


def form_of(dossier: Dossier, table: Table) -> dict[str, str]:
    """Return the texts of a single record by the titles of its columns, empty if it is missing."""
    rows = grid_of(dossier, table).rows
    titles = [column.title for column in table.columns]
    return dict(zip(titles, rows[0], strict=True)) if rows else dict.fromkeys(titles, "")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else csv_text(value)


def paste_table(text: str) -> list[list[str]]:
    """Return the rows of a table copied from a spreadsheet; cells may hold several lines."""
    if not text:
        return []
    rows: list[list[str]] = [[]]
    for match in PASTED_CELL.finditer(text):
        quoted, bare, end = match.groups()
        rows[-1].append(bare if quoted is None else quoted.replace('""', '"'))
        if end == "\t":
            continue
        if match.end() == len(text):
            break
        rows.append([])
    return rows
