"""Changes of single fields in the text of a YAML file; everything else stays to the byte."""

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from steersman.dossier import DataPath
from steersman.files.quick_records import UnsureError
from steersman.files.yaml_quick import WORDS, quick_data

NAME = re.compile(r"[A-Za-z_]\w*(-\w+)*")
"""Texts that need no quotes, also within brackets."""


def edited_text(text: str, path: DataPath, value: object) -> str:
    """Return the text of a YAML file with one field changed or added, or one entry taken out.

    Args:
        text: The file's text.
        path: Keys and places in lists that lead to the field within the file.
        value: The new value; None at a place in a list takes the entry out.

    Raises:
        UnsureError: If the place cannot be found or changed without touching what is around it.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise UnsureError from error
    lines = text.splitlines(keepends=True)
    *outer, last = path
    node = root
    for key in outer:
        node = _inside(node, key)
    if isinstance(last, int):
        edited = _without(lines, node, last)
    else:
        edited = _with_field(lines, node, last, scalar_text(value))
    expected = _expected(quick_data(text, "", (), {}), path, value)
    if quick_data(edited, "", (), {}) != expected:
        raise UnsureError
    return edited


def scalar_text(value: object) -> str:
    """Return a value as YAML of one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | int | float | Decimal):
        return str(value)
    text = str(value)
    plain = NAME.fullmatch(text) and text not in WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)


def _expected(data: Any, path: DataPath, value: object) -> Any:  # noqa: ANN401  plain data
    *outer, last = path
    node = data
    for key in outer:
        node = node[key]
    if isinstance(last, int):
        del node[last]
    else:
        node[last] = float(value) if isinstance(value, Decimal) else value
    return data


def _inside(node: Node | None, key: str | int) -> Node:
    if isinstance(node, SequenceNode) and isinstance(key, int) and key < len(node.value):
        entry: Node = node.value[key]
        return entry
    fields: Mapping[object, Node] = {}
    if isinstance(node, MappingNode):
        fields = {name.value: value for name, value in node.value}
    if key not in fields:
        raise UnsureError
    return fields[key]


def _with_field(lines: list[str], node: Node | None, name: str, text: str) -> str:
    if not isinstance(node, MappingNode) or not node.value:
        raise UnsureError
    fields: Mapping[str, Node] = {key.value: value for key, value in node.value}
    if name in fields:
        return _replaced(lines, fields[name], text)
    short = [(key, value) for key, value in node.value if _on_one_line(value)]
    if not short:
        raise UnsureError
    key, value = short[-1]
    line, column = value.end_mark.line, value.end_mark.column
    if node.flow_style:
        lines[line] = f"{lines[line][:column]}, {name}: {text}{lines[line][column:]}"
        return "".join(lines)
    before = lines[line].rstrip("\r\n")
    ending = lines[line][len(before) :] or "\n"
    lines[line] = f"{before}{ending}{' ' * key.start_mark.column}{name}: {text}{ending}"
    return "".join(lines)


def _on_one_line(node: Node) -> bool:
    """Whether a value is filled and ends where its line does, but for a comment."""
    start, end = node.start_mark, node.end_mark
    return _held(node) and start.line == end.line and start.column < end.column


def _held(node: Node) -> bool:
    """Whether a value is a scalar or stands in brackets, so that its end is known."""
    return isinstance(node, ScalarNode) or (
        isinstance(node, CollectionNode) and bool(node.flow_style)
    )


def _replaced(lines: list[str], node: Node, text: str) -> str:
    start, end = node.start_mark, node.end_mark
    if not isinstance(node, ScalarNode) or start.line != end.line:
        raise UnsureError
    space = " " if start.column == end.column else ""
    line = lines[start.line]
    lines[start.line] = f"{line[: start.column]}{space}{text}{line[end.column :]}"
    return "".join(lines)


def _without(lines: list[str], node: Node | None, place: int) -> str:
    """Return the text without an entry of a list; a comment above might be about another entry."""
    if not isinstance(node, SequenceNode) or node.flow_style or not 0 < place < len(node.value):
        raise UnsureError
    first, last = node.value[place].start_mark, _last_line(node.value[place])
    head = lines[first.line][: first.column].strip()
    if head != "-" or lines[first.line - 1].lstrip().startswith("#"):
        raise UnsureError
    return "".join([*lines[: first.line], *lines[last + 1 :]])


def _last_line(node: Node) -> int:
    if isinstance(node, ScalarNode) and node.style in {"|", ">"}:
        raise UnsureError
    if _held(node):
        return node.end_mark.line
    if isinstance(node, MappingNode):
        return max(_last_line(part) for pair in node.value for part in pair)
    return max((_last_line(part) for part in node.value), default=node.start_mark.line)
