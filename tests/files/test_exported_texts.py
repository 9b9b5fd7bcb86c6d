"""Whatever stands in any text field: exports calculate nothing, and give the same text back."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from steersman.dossier import Dossier
from steersman.files import read_folder, read_workbook, write_folder, write_workbook
from steersman.files.cells import FORMULA_STARTS
from steersman.files.schema import FieldShape, shapes
from steersman.files.tables import all_tables
from steersman.files.workbook_writer import SheetTexts
from steersman.report.document import (
    Bullets,
    Details,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
)
from steersman.report.html import render_html
from steersman.report.spreadsheet import render_xlsx

PAYLOADS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\tx", "\rx\ry", "=cmd|'/c calc'!A0", '"a","b"', "x" * 5_000,
    "\u202eabc", "\U0001f9f5\U0001f600",
    "a\x07b\x1b[31m\x7f",
)  # fmt: skip
MARKUP = ("<script>alert(1)</script>", '"><img src=x onerror=y>', "&amp;<b>")
IDENTITIES = {"id", "respondent"}


def text_of(payload: str, number: int) -> str:
    return payload + str(number)


class Filler:
    """Makes records in which every text is the payload with a number."""

    def __init__(self, payload: str) -> None:
        self.payload = payload
        self.texts: dict[tuple[type, str], str] = {}

    def record(self, record: type) -> Any:
        return record(**{shape.name: self.value(shape) for shape in shapes(record)})

    def value(self, shape: FieldShape) -> Any:
        if shape.shape == "record":
            return self.record(shape.type)
        if shape.shape == "records":
            return (self.record(shape.type),)
        if shape.shape == "names":
            return (self.text(shape),)
        if shape.shape == "mapping":
            return {"n": 1}
        if shape.choices:
            return shape.choices[0]
        if shape.type is str:
            return self.text(shape)
        return {bool: True, int: 1, float: 1.0, Decimal: Decimal(1), date: date(2026, 6, 30)}[
            shape.type
        ]

    def text(self, shape: FieldShape) -> str:
        key = (shape.record, shape.name)
        return self.texts.setdefault(key, text_of(self.payload, len(self.texts)))


def stripped(value: Any) -> Any:
    """Return plain data with texts as tables keep them: line ends alike, nothing around them."""
    if isinstance(value, str):
        return value.replace("\r", "\n").strip()
    if isinstance(value, tuple):
        return tuple(stripped(item) for item in value)
    if hasattr(value, "__dataclass_fields__"):
        return tuple(stripped(getattr(value, name)) for name in value.__dataclass_fields__)
    return value


@pytest.mark.parametrize("payload", PAYLOADS, ids=[ascii(text)[:12] for text in PAYLOADS])
def test_every_text_field_is_text_in_every_export(payload: str, tmp_path: Path) -> None:
    filler = Filler(payload)
    dossier = filler.record(Dossier)
    written = {
        (column.shape.record, column.shape.name)
        for table in all_tables()
        for column in table.columns
        if column.shape.type is str and not column.shape.choices
    }
    assert {key for key in written if key not in filler.texts} == set()
    write_workbook(dossier, tmp_path / "a.xlsx", SheetTexts(lambda column: column.title))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert "f" not in {cell.data_type for sheet in book for row in sheet for cell in row}
    write_folder(dossier, tmp_path / "folder")
    assert [field for field in csv_fields(tmp_path / "folder") if calculates(field)] == []
    assert stripped(read_folder(tmp_path / "folder").dossier) == stripped(dossier)
    assert stripped(read_workbook(tmp_path / "a.xlsx").dossier) == stripped(dossier)


def csv_fields(folder: Path) -> Iterator[str]:
    files = sorted(folder.rglob("*.csv"))
    assert files
    for path in files:
        text = path.read_bytes().decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline="")):
            yield from row


def calculates(field: str) -> bool:
    """Whether a spreadsheet would calculate a field, numbers aside."""
    if not field.startswith(FORMULA_STARTS):
        return False
    try:
        float(field)
    except ValueError:
        return True
    return False


class Elements(HTMLParser):
    """Counts elements and attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: Counter[tuple[str, ...]] = Counter()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag, *(name for name, _ in attrs)] += 1


def document(text: str) -> Document:
    table = Table(text, (text, "n"), ((text, "1"), (text, text)), (1,), ("good", "bad"))
    blocks = (
        Heading(text), Paragraph(text), Paragraph(text, remark=True), Bullets((text, text)),
        KeyFigures((KeyFigure(text, text, text, "good"),)), table, Details(text, (table,)),
    )  # fmt: skip
    return Document(text, text, "en", blocks)


@pytest.mark.parametrize("payload", [*PAYLOADS, *MARKUP])
def test_no_text_becomes_an_element_or_a_formula_of_a_report(payload: str) -> None:
    plain, hostile = (Elements(render_html(document(text))).found for text in ("plain", payload))
    assert hostile == plain
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(document(payload))))
    assert "f" not in {cell.data_type for sheet in book for row in sheet for cell in row}
