"""The tables of a report as a workbook, read back by another program."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from steersman.messages import LANGUAGES, messages_for
from steersman.report.document import Document, Heading, Table
from steersman.report.spreadsheet import read_amount, render_xlsx
from tests.report.hostile import HOSTILE, NO_CHARACTERS, WORDS, hostile, of_codes


def opened(document: Document) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(render_xlsx(document)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_table_has_a_sheet_that_the_first_sheet_links_to(language: str) -> None:
    book = opened(hostile(language))
    title, subtitle, heading, caption, _ = WORDS[language]
    assert book.sheetnames == [
        messages_for(language).text("report.contents"),
        *(
            f"{number} {name}".strip()
            for number, name in enumerate((caption, caption, "40", ""), 1)
        ),
    ]
    index = book.worksheets[0]
    assert (index["A1"].value, index["A2"].value) == (title, subtitle)
    for row, name in enumerate(book.sheetnames[1:], start=4):
        assert index.cell(row, 1).hyperlink.location == f"'{name}'!A1"
    assert index["B4"].value == f"{heading} › 1.1 › {caption}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_numbers_and_look_the_same(language: str) -> None:
    sheet = opened(hostile(language)).worksheets[1]
    money = "CN¥" if language == "en" else "¥"
    cells = [[(cell.value, cell.number_format) for cell in row[1:3]] for row in sheet["A3:C6"]]
    assert cells == [
        [(1_234_500, f'"{money}"#,##0'), (0.882, "0.0%")],
        [(-249_000, f'"{money}"#,##0'), (4, "+0;-0")],
        [(-2.4, "0.0"), ("13 – 88", "General")],
        [("007", "General"), ("2027-05", "General")],
    ]
    assert sheet.freeze_panes == "B3"
    assert sheet.auto_filter.ref == "A2:D6"


@pytest.mark.parametrize("language", LANGUAGES)
def test_tones_are_told_in_words(language: str) -> None:
    sheet = opened(hostile(language)).worksheets[1]
    text = messages_for(language).text
    told = [cell.value for cell in sheet["D"][1:]]
    assert told == [
        text("report.tone"), text("report.tone.good"), text("report.tone.warning"),
        text("report.tone.bad"), "",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_becomes_a_formula_or_a_link(language: str) -> None:
    book = opened(hostile(language))
    for sheet in book.worksheets:
        assert all(cell.data_type != "f" for row in sheet for cell in row)
    sheet = book.worksheets[2]
    assert [cell.value for cell in sheet["A"][2:]] == list(HOSTILE)
    assert not any(cell.hyperlink for cell in sheet["A"])


@pytest.mark.parametrize("code", NO_CHARACTERS)
def test_codes_that_are_no_characters_become_boxes(code: str) -> None:
    book = opened(of_codes(code))
    assert book.sheetnames[1] == "1 before□after"
    assert book.worksheets[1]["A3"].value == "before□after"


def test_names_of_sheets_are_safe_and_unlike_each_other() -> None:
    captions = (
        "History",
        "Same",
        "same",
        "a/b\\c:d*e?f[g]'h'",
        "long " * 20,
        "历" * 40,
        "'",
        "\x07",
    )
    tables = tuple(Table(caption, ("a",), (("1",),)) for caption in captions)
    names = opened(Document("t", "s", "en", (Heading("h"), *tables))).sheetnames
    assert len({name.lower() for name in names}) == len(captions) + 1
    assert all(len(name) <= 31 for name in names)
    assert not any(sign in name for name in names for sign in "[]:*?/\\'\x07")


def test_the_same_document_is_the_same_file() -> None:
    document = hostile("zh_CN")
    assert render_xlsx(document) == render_xlsx(document)
    undated = replace(document, as_of=None)
    assert render_xlsx(undated) == render_xlsx(undated)


def test_a_text_longer_than_a_cell_ends_with_a_sign_that_it_does() -> None:
    table = Table("c", ("a",), (("y" * 40_000,),))
    value = opened(Document("t", "s", "en", (table,))).worksheets[1]["A3"].value
    assert len(value) == 32_767
    assert value.endswith("y…")


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("0", 0, "0"),
        ("2026", 2026, "0"),
        ("1,234.50", 1234.5, "#,##0.00"),
        ("0.05%", 0.0005, "0.00%"),
        ("€12,000", 12_000, '"€"#,##0'),
        ("US$1.2000", 1.2, '"US$"#,##0.0000'),
        ("CHF1,000", 1000, '"CHF"#,##0'),
        ("−10.9", -10.9, "0.0"),
        ("+26.7%", 0.267, "+0.0%;-0.0%"),
    ],
)
def test_amounts_are_read_as_shown(text: str, value: float, shown: str) -> None:
    amount = read_amount(text)
    assert amount is not None
    assert amount.value == pytest.approx(value, abs=1e-15)
    assert amount.format == shown


@pytest.mark.parametrize(
    "text",
    ["", "–", "007", "1,23", "12,3456", "1.2.3", "2027-05", "± CN¥1", "1 – 2", "Q4", "1e5", "٣",
     "1234567890123456", "5 %x", "CN¥", "$", "1,234,", "=1", "--1", "100,000,000,000,000,000"],
)  # fmt: skip
def test_all_else_stays_text(text: str) -> None:
    assert read_amount(text) is None
