"""A document in each language with texts that a program might take for something else."""

from datetime import date

from steersman.report.charts.style import chart, values
from steersman.report.document import (
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

HOSTILE = (
    "#set text(red)", "$x^2$", "[[[ ]", "*bold* _x_", "=cmd|'/c calc'!A0", "@SUM(A1)", "+1+2",
    "-1-2", "{=1}", "<b>&amp;", "//c /* d", "https://example.org", "\\u{41}", '"quoted"', "_x0041_",
    "שלום עולם", "مرحبا", "喆堃𠮷", "x" * 10_000, "中" * 10_000,
)  # fmt: skip
BARS = chart(
    80,
    [{"mark": "bar", "data": values([{"名称": "火岩纺织", "value": 3}]),
      "encoding": {"y": {"field": "名称"}, "x": {"field": "value", "type": "quantitative"}}}],
)  # fmt: skip
WORDS = {
    "en": ("Huoyan Textiles", "As of today", "What holds us back", "Levers, best first", "need"),
    "zh_CN": ("火岩纺织科技", "截至今日", "制约我们的因素", "着力点（由高到低）", "需要"),
}


NO_CHARACTERS = ("\x00", "\x07", "\ud800", "\uffff")


def of_codes(code: str) -> Document:
    """Return a document with a code that is no character in every place."""
    text = f"before{code}after"
    mark = {"mark": "point", "encoding": {"y": {"field": "a"}}}
    blocks = (
        Heading(text),
        Figure(text, text, chart(80, [{**mark, "data": values([{"a": text}])}])),
        Table(text, (text,), ((text,),)),
    )
    return Document(text, text, "en", blocks)


def hostile(language: str) -> Document:
    """Return the document in a language."""
    title, subtitle, heading, caption, word = WORDS[language]
    money = "CN¥" if language == "en" else "¥"
    table = Table(
        caption,
        (word, "A", "B"),
        (
            (f"{word} 1", f"{money}1,234,500", "88.2%"),
            (f"{word} 2", f"-{money}249,000", "+4"),
            (f"{word} 3", "−2.4", "13 – 88"),
            (f"{word} 4", "007", "2027-05"),
        ),
        (1, 2),
        ("good", "warning", "bad", "plain"),
    )
    inner = Table(caption, ("A", "B"), tuple((text, text) for text in HOSTILE), (1,))
    wide = Table("40", tuple(f"column{n}" for n in range(40)), (tuple(f"v{n}" for n in range(40)),))
    blocks = (
        Heading(heading, anchor="a"),
        Heading("1.1", level=3),
        *(Paragraph(text, remark=True) for text in HOSTILE),
        Bullets(HOSTILE),
        KeyFigures((KeyFigure(word, "42", "a note", "good"), KeyFigure(HOSTILE[0], "$1"))),
        table,
        Figure(caption, f"{word}: 3", BARS),
        Heading(f"2 {heading}", anchor="b"),
        Details(f"▸ {word}", (Paragraph(f"{word} inside"), inner, wide)),
        Table("", ("only", "heads"), ()),
    )
    return Document(title, subtitle, language, blocks, date(2026, 6, 30))
