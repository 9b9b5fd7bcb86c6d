"""The document model: what a report is made of, whatever it is rendered to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold: control codes, halves of characters, codes that are none."""

Tone = Literal["plain", "good", "warning", "bad"]
Spec = Mapping[str, Any]
"""A Vega-Lite chart."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 opens a chapter."""

    text: str
    level: int = 1
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a remark in smaller type."""

    text: str
    remark: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short statements."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number that matters, with what it is and a line of explanation."""

    label: str
    value: str
    note: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Key figures side by side."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``numeric`` says which columns are right-aligned, ``tones`` colours rows.

    ``narrow`` names the columns that matter most, shown where there is little room.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    tones: tuple[Tone, ...] = ()
    narrow: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its caption and a text that says the same in words."""

    caption: str
    alternative: str
    spec: Spec


@dataclass(frozen=True, slots=True)
class Details:
    """Blocks that a reader opens when wanted."""

    summary: str
    blocks: "tuple[Block, ...]"


Block = Heading | Paragraph | Bullets | KeyFigures | Table | Figure | Details


@dataclass(frozen=True, slots=True)
class Document:
    """A report: title, lines below it, and its blocks.

    ``as_of`` is the day of a file that carries one, so that the same report is the same file.
    """

    title: str
    subtitle: str
    language: str
    blocks: tuple[Block, ...]
    as_of: date | None = None

    def chapters(self) -> Sequence[Heading]:
        """Return the headings that open chapters."""
        return [block for block in self.blocks if isinstance(block, Heading) and block.level == 1]


def figures(blocks: Iterable[Block]) -> list[Figure]:
    """Return the charts among blocks, in their order."""
    charts: list[Figure] = []
    for block in blocks:
        if isinstance(block, Figure):
            charts.append(block)
        elif isinstance(block, Details):
            charts += figures(block.blocks)
    return charts


def legible(value: Any) -> Any:  # noqa: ANN401  JSON
    """Return a text, or what holds texts, with a box for each code that is no character."""
    if isinstance(value, str):
        return NO_CHARACTER.sub("□", value)
    if isinstance(value, Mapping):
        return {name: legible(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [legible(part) for part in value]
    return value
