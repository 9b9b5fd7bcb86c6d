"""An Excel workbook to a dossier."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from steersman.dossier import DataPath, Problem, nearest
from steersman.dossier.problem import Severity
from steersman.files.archive_safety import BAD_ARCHIVE, refuse_reason
from steersman.files.border import ReadResult, build_dossier
from steersman.files.cells import parse_cell
from steersman.files.csv_text import MAXIMUM_COLUMNS, repeated, too_large
from steersman.files.encoding import NO_TEXT
from steersman.files.table_rows import raw_record
from steersman.files.tables import Table, all_tables, nest, path_of

GUIDE_SHEET = "guide"
CHOICES_SHEET = "choices"
EXAMPLE_MARK = "#"
"""A row whose first cell starts with this is an example or a comment, and is not read."""


def read_workbook(path: Path) -> ReadResult:
    """Read the dossier in a workbook, reporting everything wrong with it at once."""
    if not path.is_file():
        problem = Problem("missing-file", (), {"value": str(path)}, place=str(path))
        return ReadResult(None, (problem,), {})
    if reason := refuse_reason(path):
        code, values = reason
        return ReadResult(None, (Problem(code, (), values, place=path.name),), {})
    try:
        # Opened here, since openpyxl leaves a file open that it cannot read.
        with path.open("rb") as stream:
            book = openpyxl.load_workbook(stream, data_only=False)
            has_formulas = any(
                cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row
            )
            values_book = openpyxl.load_workbook(stream, data_only=True) if has_formulas else book
    except (
        *BAD_ARCHIVE, ParseError, DefusedXmlException, LookupError, TypeError, AttributeError,
        AssertionError, ArithmeticError,
    ):  # fmt: skip
        return ReadResult(None, (Problem("not-a-workbook", (), {}, place=path.name),), {})
    return _Reader(path.name, book, values_book).read()


class _Reader:
    """Reads the sheets of one workbook in the order of the tables, parents before children."""

    def __init__(self, name: str, book: Any, values_book: Any) -> None:  # noqa: ANN401  openpyxl
        self.name = name
        self.book = book
        self.values_book = values_book
        self.raw: dict[str, Any] = {}
        self.places: dict[DataPath, str] = {(): name}
        self.problems: list[Problem] = []
        self.paths_by_keys: dict[tuple[tuple[str, ...], tuple[str, ...]], DataPath] = {}

    def read(self) -> ReadResult:
        tables = {table.name: table for table in all_tables()}
        sheets = self.book.sheetnames
        for sheet in sheets:
            if sheet not in tables and sheet not in {GUIDE_SHEET, CHOICES_SHEET}:
                values = {"value": sheet, "hint": nearest(sheet, tables), "known": list(tables)}
                place = f"{self.name}!{sheet}"
                self.problems.append(Problem("unknown-sheet", (), values, "warning", place))
        if "firm" not in sheets:
            self.problems.append(
                Problem("missing-sheet", ("firm",), {"value": "firm"}, place=self.name)
            )
        for name, table in tables.items():
            if name in sheets:
                self.places.setdefault(table.path, f"{self.name}!{name}")
                self._warn_of_merged_cells(name)
                self._read_single(table) if table.single else self._read_list(table)
        return build_dossier(self.raw, self.places, tuple(self.problems))

    def _warn_of_merged_cells(self, sheet: str) -> None:
        """Warn that only the first of merged cells carries the value."""
        for span in self.book[sheet].merged_cells.ranges:
            place = f"{self.name}!{sheet}!{span.coord}"
            self.problems.append(Problem("merged-cells", (), {}, "warning", place))

    def _read_single(self, table: Table) -> None:
        columns = {column.title: column for column in table.columns}
        row: dict[str, Any] = {}
        for number, cells in self._rows(self.book[table.name], width=2):
            title = str(cells[0] or "").strip()
            value = self._value(table.name, number, 1, cells[1])
            if not title or title.startswith(EXAMPLE_MARK):
                continue
            place = f"{self.name}!{table.name}!B{number}"
            path = path_of(table.path, title)
            if path in self.places:
                self.problems.append(Problem("duplicate-id", path, {"value": title}, place=place))
            self.places[path] = place
            if title not in columns:
                values = {"value": title, "hint": nearest(title, columns), "known": list(columns)}
                self.problems.append(Problem("unknown-field", path, values, place=place))
            elif value is not None:
                row[title] = parse_cell(value, columns[title].shape)
        if row:
            self._put(table.path, nest(row))

    def _read_list(self, table: Table) -> None:
        sheet = self.book[table.name]
        header = [str(cell.value or "").strip() for cell in sheet[1]]
        letters = {title: get_column_letter(index + 1) for index, title in enumerate(header)}
        if len(header) > MAXIMUM_COLUMNS:
            self.problems.append(too_large(table.path, f"{self.name}!{table.name}"))
            return
        for title in repeated(header):
            where = f"{self.name}!{table.name}!{letters[title]}1"
            self.problems.append(
                Problem("duplicate-column", table.path, {"value": title}, place=where)
            )

        def place(line: int, title: str) -> str:
            return f"{self.name}!{table.name}!{letters.get(title, 'A')}{line}"

        for number, cells in self._rows(sheet, width=len(header)):
            row = {
                title: value
                for index, title in enumerate(header)
                if title
                and (value := self._value(table.name, number, index, cells[index])) is not None
            }
            if not row or str(cells[0] or "").startswith(EXAMPLE_MARK):
                continue
            base = self._base(table, row, number, place)
            if base is None:
                continue
            for key in table.parents:
                row.pop(key, None)
            record = raw_record(row, number, table, base, place, self.places, self.problems)
            self._append(base, record)
            keys = (*self._keys, str(record.get("id", "")))
            self.paths_by_keys[table.path, keys] = base

    def _base(self, table: Table, row: dict[str, Any], line: int, place: Any) -> DataPath | None:  # noqa: ANN401
        """Return the path the row's record will have, or None where its parent is unknown."""
        self._keys = tuple(str(row.get(key, "")).strip() for key in table.parents)
        parent: DataPath = table.path[:-1]
        if table.parents:
            outer = table.path[:-1]
            found = self.paths_by_keys.get((outer, self._keys))
            if found is None:
                known = ["/".join(keys) for path, keys in self.paths_by_keys if path == outer]
                value = "/".join(self._keys)
                values = {"value": value, "hint": nearest(value, known), "known": known}
                where = place(line, table.parents[-1])
                self.problems.append(Problem("unknown-reference", table.path, values, place=where))
                return None
            parent = found
        return (*parent, table.path[-1], self._length((*parent, table.path[-1])))

    def _length(self, path: DataPath) -> int:
        node: Any = self.raw
        for key in path:
            if isinstance(node, dict) and key not in node:
                return 0
            node = node[key]
        return len(node)

    def _put(self, path: DataPath, value: dict[str, Any]) -> None:
        node: Any = self.raw
        for key in path[:-1]:
            node = node.setdefault(key, {})
        node.setdefault(path[-1], {}).update(value)

    def _append(self, base: DataPath, record: dict[str, Any]) -> None:
        node: Any = self.raw
        *outer, name, _position = base
        for key in outer:
            node = node.setdefault(key, {}) if isinstance(node, dict) else node[key]
        node.setdefault(name, []).append(record)

    def _rows(self, sheet: Worksheet, width: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
        rows = sheet.iter_rows(min_row=2, max_col=max(width, 1), values_only=True)
        yield from enumerate(rows, start=2)

    def _value(self, sheet: str, row: int, index: int, value: object) -> object:
        """Return a cell's value; of a formula, what the spreadsheet last computed."""
        if isinstance(value, str) and value.startswith("="):
            cell = self.book[sheet].cell(row, index + 1)
            if cell.data_type == "f":
                return self._computed(sheet, row, index, value)
        if not isinstance(value, str):
            return value
        text = unescape(value)
        if NO_TEXT.search(text):
            place = f"{self.name}!{sheet}!{get_column_letter(index + 1)}{row}"
            self.problems.append(Problem("no-character", (), {}, place=place))
            return None
        return text if text.strip() else None

    def _computed(self, sheet: str, row: int, index: int, formula: str) -> object:
        computed = self.values_book[sheet].cell(row, index + 1).value
        place = f"{self.name}!{sheet}!{get_column_letter(index + 1)}{row}"
        severity: Severity = "error" if computed is None else "warning"
        code = "formula-without-value" if computed is None else "formula"
        self.problems.append(Problem(code, (), {"value": formula}, severity, place))
        return computed
