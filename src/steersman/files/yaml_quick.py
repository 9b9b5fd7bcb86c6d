"""YAML as dossiers are mostly written, read by libyaml in a twentieth of the time.

It reads what can be meant in one way only. Everything else is left to the careful reader of
``yaml_text``, which keeps to YAML 1.2 and has the words for what is wrong.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml
from yaml.events import (
    CollectionStartEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from steersman.dossier import DataPath
from steersman.files.quick_records import UnsureError
from steersman.files.yaml_limits import MAXIMUM_BYTES, MAXIMUM_DEPTH, MAXIMUM_NODES

WORDS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
MAYBE_NUMBER = re.compile(r"[-+.]?[0-9][-+.:_0-9a-fA-FoxtTzZ \t]*|[-+]?\.\w*|<<|[=!&*]")
"""What may be a number, a time or a sign of YAML; it is left to the careful reader."""
LAST_USUAL = "\uffff"


def quick_data(text: str, file: str, path: DataPath, places: dict[DataPath, str]) -> Any:  # noqa: ANN401  plain data of any kind
    """Return the plain data of a YAML text, and note the line of each value in ``places``.

    Raises:
        UnsureError: If the careful reader must look at it; nothing is noted then.
    """
    loader = getattr(yaml, "CLoader", None)
    if loader is None or len(text) > MAXIMUM_BYTES or not _usual(text):
        raise UnsureError
    found: dict[DataPath, str] = {}
    try:
        data = _Reader(yaml.parse(text, Loader=loader), file, found).document(path)
    except (yaml.YAMLError, ValueError) as error:
        raise UnsureError from error
    places |= found
    return data


def _usual(text: str) -> bool:
    """Whether a text has no characters of which libraries think differently, such as tabs."""
    return all(
        character in "\r\n" or (character.isprintable() and character <= LAST_USUAL)
        for character in set(text)
    )


class _Reader:
    """Turns the events of one text into plain data."""

    def __init__(self, events: Iterator[Event], file: str, places: dict[DataPath, str]) -> None:
        self.events = events
        self.file = file
        self.places = places
        self.nodes = 0

    def document(self, path: DataPath) -> Any:  # noqa: ANN401  plain data of any kind
        next(self.events)
        begin = next(self.events)
        if isinstance(begin, StreamEndEvent):
            return None
        if not isinstance(begin, DocumentStartEvent) or begin.version or begin.tags:
            raise UnsureError
        root = next(self.events)
        if not isinstance(root, MappingStartEvent):
            raise UnsureError
        data = self.value(root, path, 0)
        ends = (next(self.events), next(self.events))
        if not isinstance(ends[0], DocumentEndEvent) or not isinstance(ends[1], StreamEndEvent):
            raise UnsureError
        return data

    def value(self, event: Event, path: DataPath, depth: int) -> Any:  # noqa: ANN401  plain data of any kind
        self.nodes += 1
        if self.nodes > MAXIMUM_NODES:
            raise UnsureError
        if not isinstance(event, ScalarEvent | CollectionStartEvent) or event.anchor or event.tag:
            raise UnsureError
        if isinstance(event, ScalarEvent):
            return event.value if event.style else _plain(event.value)
        if depth == MAXIMUM_DEPTH:
            raise UnsureError
        inside = self.mapping if isinstance(event, MappingStartEvent) else self.sequence
        return inside(path, depth + 1)

    def mapping(self, path: DataPath, depth: int) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self.value(event, path, depth)
            if not isinstance(key, str) or key in plain:
                raise UnsureError
            self.note((*path, key), event)
            plain[key] = self.value(next(self.events), (*path, key), depth)
        return plain

    def sequence(self, path: DataPath, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            place = (*path, len(items))
            self.note(place, event)
            items.append(self.value(event, place, depth))
        return items

    def note(self, path: DataPath, event: Event) -> None:
        if event.start_mark is None:
            raise UnsureError
        self.places[path] = f"{self.file}:{event.start_mark.line + 1}"


def _plain(text: str) -> object:
    """Return what a plain scalar means.

    Raises:
        UnsureError: If that takes the whole of YAML's rules.
        ValueError: If it is no day of the calendar.
    """
    if text in WORDS:
        return WORDS[text]
    if WHOLE.fullmatch(text):
        return int(text)
    if DECIMAL.fullmatch(text):
        return float(text)
    if DAY.fullmatch(text):
        return date.fromisoformat(text)
    if MAYBE_NUMBER.fullmatch(text) and not MONTH.fullmatch(text):
        raise UnsureError
    return text
