"""Blocks of a document as JSON and back, to be kept and shown later."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from steersman.report.document import (
    Block,
    Bullets,
    Details,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
)
from steersman.serialise import to_json

Stored = Mapping[str, Any]


def blocks_to_json(blocks: Iterable[Block]) -> list[Stored]:
    """Return blocks as JSON, each with its kind."""
    return [_stored(block) for block in blocks]


def _stored(block: Block) -> Stored:
    kind = type(block).__name__
    if isinstance(block, Details):
        return {"kind": kind, "summary": block.summary, "blocks": blocks_to_json(block.blocks)}
    return {"kind": kind, **to_json(block)}


def blocks_from_json(stored: Iterable[Stored]) -> tuple[Block, ...]:
    """Return blocks from what :func:`blocks_to_json` made.

    Raises:
        KeyError: If it is no block, or lacks a field.
    """
    return tuple(_block(entry) for entry in stored)


def _block(entry: Stored) -> Block:
    return _READERS[entry["kind"]](entry)


def _heading(entry: Stored) -> Heading:
    return Heading(entry["text"], entry["level"], entry["anchor"])


def _figure(entry: Stored) -> Figure:
    return Figure(entry["caption"], entry["alternative"], entry["spec"])


def _details(entry: Stored) -> Details:
    return Details(entry["summary"], blocks_from_json(entry["blocks"]))


def _table(entry: Stored) -> Table:
    return Table(
        entry["caption"],
        tuple(entry["head"]),
        tuple(tuple(row) for row in entry["rows"]),
        tuple(entry["numeric"]),
        tuple(entry["tones"]),
        tuple(entry["narrow"]),
    )


def _key_figures(entry: Stored) -> KeyFigures:
    return KeyFigures(tuple(KeyFigure(**figure) for figure in entry["figures"]))


_READERS: Mapping[str, Callable[[Stored], Block]] = {
    "Heading": _heading,
    "Paragraph": lambda entry: Paragraph(entry["text"], entry["remark"]),
    "Bullets": lambda entry: Bullets(tuple(entry["items"])),
    "KeyFigures": _key_figures,
    "Table": _table,
    "Figure": _figure,
    "Details": _details,
}
