"""CSV files as spreadsheets write them, in whichever encoding and with whichever delimiter."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from steersman.dossier import DataPath, Problem
from steersman.files.cells import csv_text, from_csv_text
from steersman.files.encoding import decode

MAXIMUM_BYTES = 5_000_000
MAXIMUM_ROWS, MAXIMUM_COLUMNS = 20_000, 1_000
MAXIMUM_LINES = 10 * MAXIMUM_ROWS
"""With empty ones and those inside cells."""
DELIMITERS = ",;\t"
BYTE_ORDER_MARK = "\ufeff"
"""Tells Excel that the file is UTF-8."""


def read_rows(
    path: Path, name: str, part: DataPath, problems: list[Problem]
) -> list[tuple[int, dict[str, str]]]:
    """Read a CSV file as rows by column title, each with its line number.

    Args:
        path: The file.
        name: Its name in messages.
        part: The dossier's part it holds.
        problems: Where to add what is wrong with the file as a whole.
    """
    data = path.read_bytes()
    if len(data) > MAXIMUM_BYTES:
        limit = f"{MAXIMUM_BYTES // 1_000_000} MB"
        problems.append(Problem("file-too-large", part, {"limit": limit}, place=name))
        return []
    text = decode(data)
    if text is None or "\x00" in text:
        problems.append(Problem("not-text", part, {}, place=name))
        return []
    try:
        return _parse(text, name, part, problems)
    except csv.Error as error:
        problems.append(Problem("csv-syntax", part, {"detail": str(error)}, place=name))
        return []


def _parse(
    text: str, name: str, part: DataPath, problems: list[Problem]
) -> list[tuple[int, dict[str, str]]]:
    first_line = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header = [title.strip() for title in next(reader, [])]
    if not any(header):
        problems.append(Problem("empty-file", part, {}, place=name))
        return []
    if len(header) > MAXIMUM_COLUMNS:
        problems.append(too_large(part, name))
        return []
    for title in repeated(header):
        place = f"{name}:1"
        problems.append(Problem("duplicate-column", part, {"value": title}, place=place))
    rows = []
    line = reader.line_num + 1
    for cells in reader:
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            values = {"found": len(cells), "expected": len(header)}
            problems.append(Problem("too-many-cells", part, values, place=f"{name}:{line}"))
        filled = {
            title: from_csv_text(cell.strip())
            for title, cell in zip(header, cells, strict=False)
            if cell.strip()
        }
        if filled:
            rows.append((line, filled))
        if len(rows) > MAXIMUM_ROWS or line > MAXIMUM_LINES:
            problems.append(too_large(part, name))
            return []
        line = reader.line_num + 1
    return rows


def repeated(header: Sequence[str]) -> list[str]:
    """Return the titles that a header holds more than once."""
    return sorted(title for title, count in Counter(header).items() if title and count > 1)


def too_large(part: DataPath, place: str) -> Problem:
    """Return the problem of a table with more rows or columns than a dossier can have."""
    values = {"rows": MAXIMUM_ROWS, "columns": MAXIMUM_COLUMNS}
    return Problem("table-too-large", part, values, place=place)


def rows_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return CSV text that a spreadsheet opens with the right characters, calculating nothing."""
    lines = _Lines()
    writer = csv.writer(lines, lineterminator=_Lines.END)
    writer.writerow(header)
    writer.writerows([csv_text(value) for value in row] for row in rows)
    return BYTE_ORDER_MARK + "".join(lines.written)


class _Lines:
    """Takes rows with an end that lets the writer quote every sign that ends a line."""

    END = "\r\n"

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, row: str) -> int:
        self.written.append(row.removesuffix(self.END) + "\n")
        return len(row)
