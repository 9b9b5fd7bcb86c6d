"""PDF for printing, mailing and keeping: tagged (PDF/UA-1), with bookmarks and its own font.

Typst lays out the pages. The document reaches it as JSON and is never part of its source.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from typing import Any, Final

import typst

from steersman.data import read_text
from steersman.messages import Messages, messages_for
from steersman.report.column_widths import layout
from steersman.report.document import (
    Block,
    Details,
    Document,
    Figure,
    Heading,
    Table,
    legible,
)
from steersman.report.drawing import FONTS, Drawer, Progress

FONT = "Steersman Sans"
CHINESE_FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC")
"""Asked, where installed, for characters that the packaged font lacks."""
STANDARD: Final = "ua-1"
NOT_SHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
JOINERS = re.compile("[\ufe00-\ufe0f]|(?<=[\u2190-\U0001ffff])\u200d")
"""Which form of a sign is meant, and which signs are drawn as one: nothing to be seen by itself."""
MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
"""Signs that are set onto the one before."""
ROUNDS = 20
"""Typst tells some of the characters without a glyph at a time."""


class PdfError(Exception):
    """A PDF cannot be made.

    Attributes:
        code: What is wrong: ``pdf-font`` or ``pdf-failed``.
        detail: What the typesetter says.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def render_pdf(document: Document, progress: Progress | None = None) -> bytes:
    """Return a document as PDF; the same document gives the same bytes on the same fonts.

    Characters that no font of this machine has are shown as their Unicode numbers, and said.

    Args:
        document: What to render.
        progress: Told how the drawing of charts goes.

    Raises:
        PdfError: If the packaged font is missing or the pages cannot be laid out.
    """
    messages = messages_for("zh_CN" if document.language == "zh_CN" else "en")
    content = _content(document, messages, Drawer(document.blocks, progress))
    missing: dict[str, str] = {}
    for _ in range(ROUNDS):
        shown = _shown(content, missing)
        if missing:
            numbers = ", ".join(missing.values())
            shown["missing"] = messages.text("report.missing_characters", characters=numbers)
        try:
            return _compile(shown)
        except typst.TypstError as error:
            found = _without_glyphs(str(error), json.dumps(shown, ensure_ascii=False))
            if not found - missing.keys():
                raise PdfError("pdf-failed", str(error).partition("\n")[0]) from error
            missing |= {text: _numbers(text) for text in found}
    raise PdfError("pdf-failed", ", ".join(missing.values()))


def _compile(content: dict[str, Any]) -> bytes:
    source = read_text("report", "templates/report.typ").encode()
    inputs = {"document": json.dumps(content, ensure_ascii=False)}
    fonts = _fonts()
    pages, warnings = typst.compile_with_warnings(
        source, font_paths=fonts, sys_inputs=inputs, pdf_standards=STANDARD
    )
    for warning in warnings:
        if "font" in warning.message:
            raise PdfError("pdf-font", warning.message)
    return bytes(pages)


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts of the package, of the typesetter and of the machine."""
    return typst.Fonts(font_paths=[str(FONTS)])


def _without_glyphs(detail: str, content: str) -> set[str]:
    """Return what has no glyph, from what the typesetter says.

    It names the sign that a mark stands on where only the mark is missing.
    """
    found: set[str] = set()
    for escaped in NOT_SHOWN.findall(detail):
        text = RUST_ESCAPE.sub(_unescaped, escaped)
        marks = re.findall(f"{re.escape(text)}({MARKS})", content)
        if marks or not text.isascii() or not text.isprintable():
            found |= set(marks) or {text}
    return found


def _numbers(text: str) -> str:
    """Return what stands in the place of a text without glyphs."""
    return "[" + " ".join(f"U+{ord(sign):04X}" for sign in text) + "]"


def _unescaped(match: re.Match[str]) -> str:
    number, sign = match.groups()
    return chr(int(number, 16)) if number else {"n": "\n", "r": "\r", "t": "\t"}.get(sign, sign)


def _shown(value: Any, missing: dict[str, str]) -> Any:  # noqa: ANN401  JSON
    """Return content with every text that has no glyphs replaced, the longest first."""
    if isinstance(value, str):
        value = JOINERS.sub("", legible(value)).replace("\t", " ")
        for text in sorted(missing, key=len, reverse=True):
            value = value.replace(text, missing[text])
    elif isinstance(value, dict):
        value = {name: _shown(part, missing) for name, part in value.items()}
    elif isinstance(value, list | tuple):
        value = [_shown(part, missing) for part in value]
    return value


def _content(document: Document, messages: Messages, drawer: Drawer) -> dict[str, Any]:
    """Return what the template shows."""
    known = set(_fonts().families())
    day = document.as_of
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "language": document.language.partition("_")[0],
        "region": document.language.partition("_")[2] or None,
        "date": [day.year, day.month, day.day] if day else None,
        "fonts": [FONT, *(name for name in CHINESE_FONTS if name in known)],
        "contents": messages.text("report.contents") if len(document.chapters()) > 1 else None,
        "tones": {tone: messages.text(f"report.tone.{tone}") for tone in _tones(document.blocks)},
        "missing": None,
        "blocks": _blocks(document.blocks, drawer, document.title),
    }


def _tones(blocks: Iterable[Block]) -> list[str]:
    """Return the tones of rows that need to be explained."""
    found: set[str] = set()
    for block in blocks:
        if isinstance(block, Details):
            found.update(_tones(block.blocks))
        elif isinstance(block, Table):
            found.update(block.tones)
    return sorted(found - {"plain"})


def _blocks(blocks: Iterable[Block], drawer: Drawer, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    level = 0
    for block in blocks:
        content = _block(block, drawer, title)
        if isinstance(block, Heading):
            level = content["level"] = min(block.level, level + 1)
        found.append(content)
    return found


def _block(block: Block, drawer: Drawer, title: str) -> dict[str, Any]:
    kind = {"kind": type(block).__name__}
    if isinstance(block, Details):
        return {**kind, "summary": block.summary, "blocks": _blocks(block.blocks, drawer, title)}
    if isinstance(block, Figure):
        alternative = block.alternative or block.caption or title
        picture = {"alternative": alternative, "svg": drawer.draw(block.spec)}
        return {**kind, "caption": block.caption, **picture}
    if isinstance(block, Table):
        return {**kind, **asdict(block), **asdict(layout(block))}
    return {**kind, **asdict(block)}
