"""Reports as PDF, read back by another program."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader

from steersman.files import read_folder
from steersman.messages import LANGUAGES, messages_for
from steersman.pipeline import Settings
from steersman.report import drawing, pdf
from steersman.report.build import build_report
from steersman.report.chapters import Words
from steersman.report.column_widths import LANDSCAPE, PADDING, PORTRAIT, layout
from steersman.report.document import Bullets, Details, Document, Figure, Paragraph, Table
from steersman.report.html import render_html
from steersman.report.pdf import PdfError, render_pdf
from steersman.report.spreadsheet import placed_tables
from tests.report.hostile import BARS, HOSTILE, NO_CHARACTERS, WORDS, hostile, of_codes
from tests.shared_pipelines import shared

MINIMAL = Path(__file__).parents[2] / "examples" / "minimal"


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def words_of(file: bytes) -> str:
    """Return the text of a file without spaces, heads and feet of pages."""
    return squeezed("".join(_body(page.extract_text()) for page in PdfReader(BytesIO(file)).pages))


def _body(text: str) -> str:
    return re.sub(r"\d+ / \d+$", "", text.strip())


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def own_fonts_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any font."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(drawing.FONTS)]
    )
    monkeypatch.setattr(pdf, "_fonts", lambda: fonts)


def plain(*texts: str, language: str = "en") -> Document:
    return Document("title", "subtitle", language, tuple(Paragraph(text) for text in texts))


def test_every_text_is_there_as_text(language: str) -> None:
    read = words_of(render_pdf(hostile(language)))
    title, subtitle, heading, caption, word = WORDS[language]
    for text in (
        title,
        subtitle,
        heading,
        caption,
        word,
        "42",
        "88.2%",
        "anote",
        "v39",
        "column39",
    ):
        assert squeezed(text) in read
    for text in HOSTILE[:15]:
        assert read.count(squeezed(text)) >= 4
    assert read.count("x") >= 40_000
    assert read.count("中") >= 40_000


def test_readers_of_aids_find_structure_language_and_title(language: str) -> None:
    document = hostile(language)
    reader = PdfReader(BytesIO(render_pdf(document)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"].split("-")[0] == language[:2]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    assert str(reader.metadata.creation_date).startswith("2026-06-30")
    kinds, alternatives = tags(root["/StructTreeRoot"])
    assert {"/Table", "/TH", "/TD", "/Figure", "/H1", "/L", "/Caption"} <= kinds
    assert f"{WORDS[language][4]}: 3" in alternatives


def tags(root: object) -> tuple[set[str], set[str]]:
    """Return the kinds of tags below one, and their alternative texts."""
    kinds, alternatives, left = set(), set(), [root]
    while left:
        node = left.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            left.extend(node)
        elif isinstance(node, dict):
            kinds.add(str(node.get("/S")))
            alternatives.add(str(node.get("/Alt")))
            left.append(node.get("/K"))
    return kinds, alternatives


def test_chapters_are_bookmarks_and_pages_are_numbered(language: str) -> None:
    reader = PdfReader(BytesIO(render_pdf(hostile(language))))
    heading = WORDS[language][2]
    chapters = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert chapters == [heading, f"2 {heading}"]
    for number, page in enumerate(reader.pages, start=1):
        assert f"{number}/{len(reader.pages)}" in squeezed(page.extract_text())


def test_the_same_document_is_the_same_file_in_another_process(tmp_path: Path) -> None:
    code = (
        "import sys; from steersman.report.pdf import render_pdf\n"
        "from tests.report.hostile import hostile\n"
        "sys.stdout.buffer.write(render_pdf(hostile('zh_CN')))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=root)
    assert done.stdout == render_pdf(hostile("zh_CN"))


@pytest.mark.usefixtures("own_fonts_only")
def test_the_packaged_font_has_every_character_of_the_catalogues() -> None:
    for language in LANGUAGES:
        catalogue = Path(pdf.__file__).parents[1] / "messages" / "locale" / f"{language}.po"
        signs = "".join(sorted(set(catalogue.read_text("utf-8")) - {"\n"}))
        assert "U+" not in words_of(render_pdf(plain(signs, language=language)))


@pytest.mark.usefixtures("own_fonts_only")
def test_every_character_of_gb_2312_comes_out_without_any_installed_font() -> None:
    rows = [
        bytes((row, cell)).decode("gb2312", "ignore")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
    ]
    text = "".join(rows)
    assert len(text) == 6763
    read = words_of(render_pdf(plain(text, language="zh_CN")))
    assert set(text) <= set(read)
    assert "U+" not in read


@pytest.mark.usefixtures("own_fonts_only")
def test_a_report_needs_no_installed_font(language: str) -> None:
    table = Table("1", ("a",), (("1",), ("2",), ("3",)), (), ("good", "warning", "bad"))
    blocks = (table, Figure("2", "3", BARS), Details("more", (Bullets(("4",)),)))
    read = words_of(render_pdf(replace(plain(language=language), blocks=blocks)))
    assert "火岩纺织" in read
    assert "U+" not in read


@pytest.mark.usefixtures("own_fonts_only")
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("龘", "U+9F98"),
        ("a😀b", "U+1F600"),
        ("👨‍👩‍👧", "U+1F469"),
        ("1\ufe0f\u20e3", "U+20E3"),
        ("\ue000", "U+E000"),
    ],
)
def test_what_no_font_can_show_is_named_and_said(text: str, number: str, language: str) -> None:
    read = words_of(render_pdf(plain("before", text, "after", language=language)))
    assert read.count(number) == 2
    said = messages_for(language).text("report.missing_characters", characters="|")
    assert squeezed(said.split("|")[0]) in read
    assert "before" in read
    assert "after" in read


@pytest.mark.parametrize("code", NO_CHARACTERS)
def test_codes_that_are_no_characters_become_boxes(code: str) -> None:
    read = words_of(render_pdf(of_codes(code)))
    assert read.count("before□after") >= 5
    assert "before□after" in render_html(of_codes(code))


def test_without_its_font_there_is_an_error_with_a_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fonts = typst.Fonts(font_paths=[str(tmp_path)])
    monkeypatch.setattr(pdf, "_fonts", lambda: fonts)
    with pytest.raises(PdfError) as caught:
        render_pdf(plain("text"))
    assert caught.value.code == "pdf-font"


def test_all_of_a_report_is_in_its_pdf(language: str) -> None:
    result = read_folder(MINIMAL)
    assert result.dossier is not None
    analysis = shared(result.dossier, Settings(candidates=25)).analyse()
    words = Words(messages_for(language), result.dossier, result.places)
    document = build_report(analysis, words)
    drawn: list[tuple[int, int]] = []
    read = words_of(render_pdf(document, lambda *done: drawn.append(done)))
    charts = render_html(document).count("<svg")
    assert drawn == [(number, charts) for number in range(charts)]
    for placed in placed_tables(document.blocks):
        for row in (placed.table.head, *placed.table.rows):
            for cell in row:
                assert squeezed(cell) in read
    for chapter in document.chapters():
        assert squeezed(chapter.text) in read


def test_a_table_is_laid_out_within_the_page() -> None:
    few = layout(Table("", ("a", "b"), (("long " * 200, "CN¥1,000,000"),), (1,)))
    assert (few.size, few.landscape) == (8.5, False)
    assert few.widths[1] > 8.5 * 5
    assert sum(few.widths) <= PORTRAIT + 0.1
    heads = tuple(f"heading{n}" for n in range(16))
    many = layout(Table("", heads, (heads,)))
    assert many.landscape
    assert sum(many.widths) <= LANDSCAPE + 0.1
    assert min(many.widths) > many.size * 3 + PADDING
    assert layout(Table("", ("",), (("",),))).widths[0] > PADDING
    short = layout(Table("", ("a", "b"), (("one", "2"),)))
    assert sum(short.widths) < PORTRAIT / 3


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="notice: no pdftotext here")
def test_another_reader_reads_the_same(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(render_pdf(hostile("zh_CN")))
    done = subprocess.run(["pdftotext", str(file), "-"], check=True, capture_output=True, text=True)
    for text in HOSTILE[:15]:
        assert squeezed(text) in squeezed(done.stdout)


def test_texts_reach_the_typesetter_as_data_only(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {}

    def compiled(source: bytes, **rest: object) -> tuple[bytes, list[object]]:
        seen.update(rest, source=source)
        return b"", []

    monkeypatch.setattr(typst, "compile_with_warnings", compiled)
    document = replace(plain("#panic()"), title="#title")
    render_pdf(document)
    assert b"panic" not in seen["source"]
    assert json.loads(seen["sys_inputs"]["document"])["blocks"][0]["text"] == "#panic()"
