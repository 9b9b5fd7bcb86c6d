"""YAML with positions, comments and limits."""

import re
from datetime import date
from io import StringIO
from math import inf
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    NodeEvent,
    ScalarEvent,
)
from ruamel.yaml.scalarbool import ScalarBoolean

from steersman.dossier import DataPath
from steersman.files.encoding import NO_TEXT, decode
from steersman.files.yaml_limits import (
    MAXIMUM_BYTES,
    MAXIMUM_DEPTH,
    MAXIMUM_NODES,
    YamlRefusedError,
)

MERGE = "<<"
MOST_BITS = 14_000
"""Longer whole numbers are not turned into decimal digits by Python."""
DUPLICATE_KEY = re.compile(r'duplicate key "([^"]*)"')


def new_yaml() -> YAML:
    """Return a reader and writer that keeps comments and order."""
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    return yaml


def load_yaml(text: str) -> Any:  # noqa: ANN401  a YAML document of any kind
    """Parse one YAML document, comments kept.

    Raises:
        YamlRefusedError: If it is not YAML, repeats a key, uses aliases, or is too large or deep.
    """
    try:
        _check_limits(text)
        return new_yaml().load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        if double := DUPLICATE_KEY.search(str(error.problem)):
            raise YamlRefusedError("yaml-duplicate-key", line, value=double.group(1)) from error
        raise YamlRefusedError("yaml-syntax", line, detail=_first_line(error.problem)) from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise YamlRefusedError("yaml-syntax", None, detail=_first_line(str(error))) from error


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n")[0]


def _check_limits(text: str) -> None:
    if len(text) > MAXIMUM_BYTES:
        raise YamlRefusedError("file-too-large", None, limit=f"{MAXIMUM_BYTES // 1000} kB")
    depth = nodes = 0
    for event in new_yaml().parse(StringIO(text)):
        if isinstance(event, AliasEvent) or _merges(event):
            raise YamlRefusedError("yaml-alias", event.start_mark.line + 1)
        if isinstance(event, ScalarEvent) and NO_TEXT.search(event.value):
            raise YamlRefusedError("no-character", event.start_mark.line + 1)
        if (tag := getattr(event, "tag", None)) is not None:
            raise YamlRefusedError("yaml-tag", event.start_mark.line + 1, value=str(tag))
        depth += isinstance(event, CollectionStartEvent)
        depth -= isinstance(event, CollectionEndEvent)
        nodes += isinstance(event, NodeEvent)
        if depth > MAXIMUM_DEPTH or nodes > MAXIMUM_NODES:
            raise YamlRefusedError("yaml-too-deep-or-large", event.start_mark.line + 1)


def _merges(event: object) -> bool:
    """Whether an event is the key that copies other mappings into one."""
    return isinstance(event, ScalarEvent) and event.value == MERGE and not event.style


def strip_positions(node: object, file: str, path: DataPath, places: dict[DataPath, str]) -> Any:  # noqa: ANN401  plain data of any kind
    """Return plain data, and note the line of each value in ``places``."""
    if isinstance(node, CommentedMap):
        plain = {}
        for key, value in node.items():
            places[(*path, str(key))] = f"{file}:{node.lc.key(key)[0] + 1}"
            plain[str(key)] = strip_positions(value, file, (*path, str(key)), places)
        return plain
    if isinstance(node, CommentedSeq):
        items = []
        for position, value in enumerate(node):
            places[(*path, position)] = f"{file}:{node.lc.item(position)[0] + 1}"
            items.append(strip_positions(value, file, (*path, position), places))
        return items
    return _plain_scalar(node)


def _plain_scalar(node: object) -> object:
    if isinstance(node, bool | ScalarBoolean):
        return bool(node)
    if isinstance(node, int):
        return int(node) if node.bit_length() <= MOST_BITS else inf
    if isinstance(node, float):
        return float(node)
    if isinstance(node, str):
        return str(node)
    if isinstance(node, date):
        return date(node.year, node.month, node.day)
    return node


def merge(target: Any, source: Any, full: Any) -> Any:  # noqa: ANN401  YAML nodes of any kind
    """Put new data into a loaded document, leaving comments and order of what stays.

    Items of lists are matched by their ``id`` where they have one, else by position.

    Args:
        target: The loaded document.
        source: The new data, what equals its default left out.
        full: The new data with everything; what stands in the document already is kept even where
            it equals the default.
    """
    if isinstance(target, CommentedMap) and isinstance(full, dict):
        for key in [key for key in target if full.get(key) is None]:
            del target[key]
        for key in list(target):
            target[key] = merge(target[key], source.get(key, full[key]), full[key])
        for key in [key for key in source if key not in target]:
            target[key] = source[key]
        return target
    if isinstance(target, CommentedSeq) and isinstance(full, list):
        return _merge_list(target, source, full)
    return target if _plain_scalar(target) == full else source


def _merge_list(target: CommentedSeq, source: list[Any], full: list[Any]) -> CommentedSeq:
    old = {_identity(item, place): item for place, item in enumerate(target)}
    merged = [
        merge(old[key], item, whole) if (key := _identity(item, place)) in old else item
        for place, (item, whole) in enumerate(zip(source, full, strict=True))
    ]
    del target[len(merged) :]
    for place, item in enumerate(merged):
        if place < len(target):
            target[place] = item
        else:
            target.append(item)
    return target


def _identity(item: object, place: int) -> object:
    return item["id"] if isinstance(item, dict) and "id" in item else place


def yaml_text(path: Path, data: Any, full: Any) -> str:  # noqa: ANN401  plain data of any kind
    """Return the text of a file with new data; where it exists, comments and order are kept.

    Args:
        path: The file.
        data: Plain data, what equals its default left out.
        full: The same with everything.

    Raises:
        YamlRefusedError: If the file exists and cannot be read.
    """
    document = data
    if path.exists():
        existing = load_yaml(decode(path.read_bytes()) or "")
        document = data if existing is None else merge(existing, data, full)
    buffer = StringIO()
    new_yaml().dump(document, buffer)
    return buffer.getvalue()
