"""A dossier to an Excel workbook: one sheet per table, drop-downs, notes, an example row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from steersman.dossier import Dossier
from steersman.files.folder_writer import csv_table
from steersman.files.tables import Column, Table, all_tables, is_wide, rows_of, values_of
from steersman.files.workbook_reader import EXAMPLE_MARK, GUIDE_SHEET

Explain = Callable[[Column], str]
"""Gives the note that explains a column."""

VALIDATED_ROWS = 2000
WIDTHS = {"title": 24, "summary": 40, "name": 28, "skills": 36, "said": 40, "note": 30}
EXACT_FORMAT = "%.15g"


@dataclass(frozen=True, slots=True)
class SheetTexts:
    """Texts of a workbook: a note for each column, lines of the first sheet, four headings."""

    explain: Explain
    guide: Sequence[str] = ()
    heads: Sequence[str] = ("field", "value", "example", "explanation")


def write_workbook(
    dossier: Dossier | None, path: Path, texts: SheetTexts, example: Dossier | None = None
) -> None:
    """Write a workbook.

    Args:
        dossier: What to fill in; None for an empty form.
        path: The file.
        texts: Notes, guide and headings.
        example: A dossier whose first row of each table is shown as an example, not read back.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        _Writer(book, texts).write(dossier, example)


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, texts: SheetTexts) -> None:  # noqa: ANN401  untyped library
        self.book = book
        self.texts = texts
        self.explain = texts.explain
        self.heading = book.add_format({"bold": True, "bg_color": "#DCE6EE", "border": 1})
        self.required = book.add_format({"bold": True, "bg_color": "#F6D9B8", "border": 1})
        self.date_format = book.add_format({"num_format": "yyyy-mm-dd"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self, dossier: Dossier | None, example: Dossier | None) -> None:
        sheet = self.book.add_worksheet(GUIDE_SHEET)
        sheet.set_column(0, 0, 100, self.wrapped)
        for number, line in enumerate(self.texts.guide):
            sheet.write_string(number, 0, line)
        for table in all_tables():
            if table.single:
                self._single(table, dossier, example)
            else:
                self._list(table, dossier, example)

    def _single(self, table: Table, dossier: Dossier | None, example: Dossier | None) -> None:
        sheet = self.book.add_worksheet(table.name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 2, 30)
        sheet.set_column(3, 3, 60, self.wrapped)
        for index, title in enumerate(self.texts.heads):
            sheet.write_string(0, index, title, self.heading)
        values = self._record_values(table, dossier)
        examples = self._record_values(table, example)
        for number, column in enumerate(table.columns, start=1):
            style = self.required if column.required else None
            sheet.write_string(number, 0, column.title, style)
            if values:
                self._cell(sheet, number, 1, values[number - 1])
            if examples:
                self._cell(sheet, number, 2, examples[number - 1])
            sheet.write_string(number, 3, self.explain(column))
            self._drop_down(sheet, column, number, number, 1)

    def _record_values(self, table: Table, dossier: Dossier | None) -> list[object]:
        records = list(rows_of(dossier, table)) if dossier else []
        return values_of(records[0][1], table.columns) if records else []

    def _list(self, table: Table, dossier: Dossier | None, example: Dossier | None) -> None:
        sheet = self.book.add_worksheet(table.name)
        sheet.freeze_panes(1, 0)
        titles, rows = self._rows(table, dossier)
        example_titles, example_rows = self._rows(table, example)
        if is_wide(table) and len(titles) == 1:
            titles = example_titles
        self._header(sheet, table, titles)
        line = 1
        if example_rows and not rows:
            first, *rest = example_rows[0]
            self._row(sheet, line, [f"{EXAMPLE_MARK} {first}", *rest])
            line += 1
        for row in rows:
            self._row(sheet, line, row)
            line += 1

    def _rows(self, table: Table, dossier: Dossier | None) -> tuple[list[str], list[list[object]]]:
        found = list(rows_of(dossier, table)) if dossier else []
        titles, rows = csv_table(table, [record for _, record in found])
        keyed = [[*keys, *row] for (keys, _), row in zip(found, rows, strict=True)]
        return [*table.parents, *titles], keyed

    def _header(self, sheet: Any, table: Table, titles: Sequence[str]) -> None:  # noqa: ANN401
        columns = {column.title: column for column in table.columns}
        for index, title in enumerate(titles):
            column = columns.get(title)
            needed = title in table.parents or (column is not None and column.required)
            sheet.write_string(0, index, title, self.required if needed else self.heading)
            sheet.set_column(index, index, WIDTHS.get(title, max(10, len(title) + 3)))
            if column is not None:
                sheet.write_comment(0, index, self.explain(column), {"x_scale": 2})
                self._drop_down(sheet, column, 1, VALIDATED_ROWS, index)

    def _drop_down(self, sheet: Any, column: Column, first: int, last: int, index: int) -> None:  # noqa: ANN401
        choices = column.shape.choices
        if column.shape.type is bool:
            choices = ("true", "false")
        if choices:
            sheet.data_validation(
                first, index, last, index, {"validate": "list", "source": list(choices)}
            )

    def _row(self, sheet: Any, line: int, values: Sequence[object]) -> None:  # noqa: ANN401
        for index, value in enumerate(values):
            self._cell(sheet, line, index, value)

    def _cell(self, sheet: Any, row: int, column: int, value: object) -> None:  # noqa: ANN401
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.date_format)
        elif isinstance(value, int | float | Decimal) and _survives(value):
            sheet.write_number(row, column, float(value))
        else:
            sheet.write_string(row, column, str(value))


def _survives(value: float | Decimal) -> bool:
    """Whether a number written as a spreadsheet number is read back as the same number."""
    text = EXACT_FORMAT % value
    return float(text) == value if isinstance(value, float) else Decimal(text) == value
