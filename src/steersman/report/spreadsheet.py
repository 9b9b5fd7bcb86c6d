"""The tables of a report as an Excel workbook: one sheet each, and one that lists them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from steersman.messages import Messages, messages_for
from steersman.report.column_widths import text_width
from steersman.report.document import Block, Details, Document, Heading, Table, Tone, legible

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
NO_DAY = date(2000, 1, 1)
"""Day of a workbook whose document has none, so that the same document is the same file."""
NAME_LIMIT, CELL_LIMIT = 31, 32_767
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]+")
AMOUNT = re.compile(
    r"(?P<sign>[+\-−]?)(?P<currency>[A-Z]{0,3}[$¢-¥₠-⃀]|[A-Z]{3} ?|)"
    r"(?P<number>(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.\d+)?)(?P<percent>%?)"
)
"""A plain number, a percentage or an amount of money, as the catalogues show them."""
EXACT_DIGITS = 15
"""Digits of a number that a spreadsheet keeps."""
NARROWEST, WIDEST = 8, 60
"""Characters."""
FILLS: dict[Tone, str] = {"good": "#E3F1E8", "warning": "#FBEFD9", "bad": "#F8E1DF"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number read from a text, and the format that shows it as the text did."""

    value: float
    format: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A table and the headings above it."""

    table: Table
    headings: tuple[str, ...]


def render_xlsx(document: Document) -> bytes:
    """Return the tables of a document as a workbook; the same document gives the same bytes.

    Numeric columns hold numbers where a text is safely one; all else is text, never a formula.
    """
    messages = messages_for("zh_CN" if document.language == "zh_CN" else "en")
    target = BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        day = document.as_of or NO_DAY
        book.set_properties(
            {
                "title": legible(document.title)[:255],
                "author": "Steersman",
                "created": datetime(day.year, day.month, day.day),  # noqa: DTZ001  a day
            }
        )
        _Writer(book, messages).write(document)
    return target.getvalue()


def read_amount(text: str) -> Amount | None:
    """Return the number that a text shows, None unless it is one and nothing else."""
    match = AMOUNT.fullmatch(text)
    if match is None:
        return None
    plain = match["number"].replace(",", "")
    if len(plain.replace(".", "")) > EXACT_DIGITS:
        return None
    value = Decimal(plain) * (-1 if match["sign"] in {"-", "−"} else 1)
    whole = "#,##0" if "," in match["number"] or match["currency"] else "0"
    decimals = len(plain.partition(".")[2])
    shown = f"{whole}.{'0' * decimals}" if decimals else whole
    if match["currency"]:
        shown = f'"{match["currency"]}"{shown}'
    shown += match["percent"]
    if match["sign"] == "+":
        shown = f"+{shown};-{shown}"
    return Amount(float(value / 100 if match["percent"] else value), shown)


def placed_tables(blocks: Iterable[Block], above: tuple[str, ...] = ()) -> Iterator[Placed]:
    """Yield all tables, those inside details too, each with the headings above it."""
    headings = above
    for block in blocks:
        if isinstance(block, Heading):
            headings = (*headings[: block.level - 1], block.text)
        elif isinstance(block, Table):
            yield Placed(block, headings)
        elif isinstance(block, Details):
            yield from placed_tables(block.blocks, (*headings, block.summary))


def sheet_name(number: int, caption: str) -> str:
    """Return a name that Excel takes; the number makes it unlike all others."""
    return f"{number} {NOT_IN_NAMES.sub(' ', legible(caption))}"[:NAME_LIMIT].strip()


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, messages: Messages) -> None:  # noqa: ANN401  untyped library
        self.book = book
        self.messages = messages
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self, document: Document) -> None:
        index = self.book.add_worksheet(self.messages.text("report.contents"))
        index.hide_gridlines(2)
        index.set_column(0, 0, 36)
        index.set_column(1, 1, 90)
        self._text(index, 0, 0, document.title, bold=True, font_size=14)
        self._text(index, 1, 0, document.subtitle, font_color="#55636F")
        for number, placed in enumerate(placed_tables(document.blocks), start=1):
            name = sheet_name(number, placed.table.caption)
            link = self._format(font_color="#1F6F8B", underline=1)
            index.write_url(number + 2, 0, f"internal:'{name}'!A1", link, name)
            self._text(index, number + 2, 1, _where(placed))
            self._sheet(name, placed)

    def _sheet(self, name: str, placed: Placed) -> None:
        table, sheet = placed.table, self.book.add_worksheet(name)
        heads, columns = list(table.head), [_column(table, n) for n in range(len(table.head))]
        if any(tone != "plain" for tone in table.tones):
            heads.append(self.messages.text("report.tone"))
            columns.append([self._tone(tone) for tone in table.tones])
        self._text(sheet, 0, 0, _where(placed), bold=True)
        for place, (head, column) in enumerate(zip(heads, columns, strict=True)):
            width = self._column(sheet, place, head, column, table)
            sheet.set_column(place, place, width)
        sheet.freeze_panes(2, 1)
        sheet.autofilter(1, 0, 1 + len(table.rows), len(heads) - 1)

    def _column(
        self,
        sheet: Any,  # noqa: ANN401  untyped library
        place: int,
        head: str,
        texts: list[str],
        table: Table,
    ) -> float:
        """Write a column and return the width it needs, in characters."""
        numeric = place in table.numeric
        align = "right" if numeric else "left"
        look = {"bold": True, "bottom": 1, "bg_color": "#DCE6EE", "text_wrap": True}
        self._text(sheet, 1, place, head, align=align, **look)
        for number, text in enumerate(texts):
            fill = FILLS.get(table.tones[number]) if table.tones and place == 0 else None
            look = {"valign": "top", **({"bg_color": fill} if fill else {})}
            amount = read_amount(text) if numeric else None
            if amount:
                shown = self._format(num_format=amount.format, **look)
                sheet.write_number(number + 2, place, amount.value, shown)
            else:
                self._text(sheet, number + 2, place, text, text_wrap=True, align=align, **look)
        longest = max((text_width(text) for text in (head, *texts)), default=0.0)
        return min(max(NARROWEST, longest * 2), WIDEST)

    def _tone(self, tone: Tone) -> str:
        return "" if tone == "plain" else self.messages.text(f"report.tone.{tone}")

    def _text(self, sheet: Any, row: int, column: int, text: str, **look: Any) -> None:  # noqa: ANN401
        text = legible(text)
        if len(text) > CELL_LIMIT:
            text = text[: CELL_LIMIT - 1] + "…"
        sheet.write_string(row, column, text, self._format(**look))

    def _format(self, **look: Any) -> Any:  # noqa: ANN401  untyped library
        key = tuple(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]


def _column(table: Table, place: int) -> list[str]:
    return [row[place] for row in table.rows]


def _where(placed: Placed) -> str:
    """Return where a table stands and what it is."""
    return " › ".join((*placed.headings, placed.table.caption))
