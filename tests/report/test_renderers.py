"""Documents as HTML and in a terminal: escaped, complete, and the same in both."""

from io import StringIO

import pytest
from rich.console import Console

from steersman.report.document import (
    Block,
    Bullets,
    Details,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
)
from steersman.report.drawing import own_ids
from steersman.report.html import render_html
from steersman.report.terminal import print_blocks

HOSTILE = "<script>alert('x')</script> & \"quotes\""
BLOCKS: tuple[Block, ...] = (
    Heading(HOSTILE, anchor="summary"),
    Paragraph("a paragraph"),
    Bullets(("first point", HOSTILE)),
    KeyFigures((KeyFigure("value", "42", "a note", "good"),)),
    Table(
        "a caption", ("name", "number"), (("row one", "1"), (HOSTILE, "2")), (1,), ("good", "bad")
    ),
    Details("more", (Paragraph("hidden words"),)),
)


def document(*blocks: Block) -> Document:
    return Document(HOSTILE, "subtitle", "en", blocks)


def test_no_text_of_a_dossier_becomes_markup() -> None:
    text = render_html(document(*BLOCKS))
    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 5


def test_html_carries_every_block() -> None:
    text = render_html(document(*BLOCKS))
    for part in (
        "a paragraph",
        "first point",
        "42",
        "a note",
        "a caption",
        "row one",
        "hidden words",
    ):
        assert part in text
    assert '<html lang="en">' in text
    assert 'class="number">1<' in text
    assert '<tr class="bad">' in text


def test_terminal_carries_every_block_but_details_and_charts() -> None:
    stream = StringIO()
    figure = Figure("a chart", "words", {"mark": "bar"})
    print_blocks((*BLOCKS, figure), Console(file=stream, width=100))
    shown = stream.getvalue()
    for part in ("a paragraph", "first point", "42", "a note", "a caption", "row one"):
        assert part in shown
    assert "hidden words" not in shown


def test_wide_tables_are_cut_in_a_terminal_only() -> None:
    head = tuple(f"column{n}" for n in range(12))
    table = Table("wide", head, (tuple(str(n) for n in range(12)),))
    stream = StringIO()
    print_blocks((table,), Console(file=stream, width=100))
    assert "column2" in stream.getvalue()
    assert "column11" in stream.getvalue()
    assert "column7" not in stream.getvalue()
    assert "column7" in render_html(document(table))


@pytest.mark.parametrize("name", [HOSTILE, "织造 & Co", "a" * 80])
def test_chart_texts_are_escaped(name: str) -> None:
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": [{"a": name, "b": 3}]},
        "mark": "bar",
        "encoding": {
            "y": {"field": "a", "type": "nominal"},
            "x": {"field": "b", "type": "quantitative"},
        },
    }
    text = render_html(document(Figure("chart", "words", spec)))
    assert "<svg" in text
    assert "<script" not in text


def test_ids_in_pictures_are_their_own() -> None:
    svg = '<g id="clip7"><rect clip-path="url(#clip7)"/><use href="#clip7"/></g><g id="clip70"/>'
    renamed = own_ids(svg, "chart1")
    assert renamed == (
        '<g id="chart1-0"><rect clip-path="url(#chart1-0)"/><use href="#chart1-0"/></g>'
        '<g id="chart1-1"/>'
    )
