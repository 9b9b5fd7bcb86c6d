"""Text of one cell: lists, mappings, dates and numbers as people type them in tables."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from steersman.files.schema import FieldShape

DATE_TEXT = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
THOUSANDS = re.compile(r"^[-+]?\d{1,3}([,，]\d{3})+(\.\d+)?$")
PART = re.compile(r"(?:\\.|[^\\;；])+", re.DOTALL)
MAPPING_SEPARATOR = re.compile("[;；,，、]")
TRUTH_WORDS = {
    "yes": "true", "no": "false", "是": "true", "否": "false", "true": "true", "false": "false",
}  # fmt: skip
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def parse_cell(value: object, shape: FieldShape) -> Any:  # noqa: ANN401  raw data for the border
    """Turn a cell's content into raw data for a field; what cannot be read is left as it is."""
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, str):
        return [str(value)] if shape.shape == "names" else value
    text = value.strip()
    if shape.shape == "names":
        return split_list(text)
    if shape.shape == "mapping":
        return split_mapping(text)
    if shape.type is bool:
        return TRUTH_WORDS.get(text.lower(), text)
    if shape.type is date and (match := DATE_TEXT.match(text)):
        return "{:0>4}-{:0>2}-{:0>2}".format(*match.groups())
    if shape.type in {int, float, Decimal} and THOUSANDS.match(text):
        return re.sub("[,，]", "", text)
    return text


def split_list(text: str) -> list[str]:
    """Split ``a; b`` into its parts; a backslash before a semicolon keeps it."""
    parts = (re.sub(r"\\(.)", r"\1", part.strip()) for part in PART.findall(text))
    return [part for part in parts if part]


def join_list(parts: Iterable[str]) -> str:
    """Join names so that :func:`split_list` gives them back."""
    return "; ".join(re.sub(r"([\\;；])", r"\\\1", part) for part in parts)


def split_mapping(text: str) -> dict[str, str] | str:
    """Split ``weaving: 3; coating: 2``; text that is no such list is given back as it is."""
    pairs: dict[str, str] = {}
    for part in MAPPING_SEPARATOR.split(text.replace("：", ":")):
        if not part.strip():
            continue
        name, colon, number = part.partition(":")
        if not colon or not name.strip() or ":" in number:
            return text
        pairs[name.strip()] = number.strip()
    return pairs


def join_mapping(pairs: Mapping[str, object]) -> str:
    """Write a mapping so that :func:`split_mapping` gives it back."""
    return "; ".join(f"{name}: {number}" for name, number in pairs.items())


def cell_value(value: object, shape: FieldShape) -> object:
    """Return what to write into a cell for a field's value: text, number, truth value, date."""
    if value is None:
        return ""
    if shape.shape == "names" and isinstance(value, Iterable):
        return join_list(value)
    if isinstance(value, Mapping):
        return join_mapping(value)
    return value


EXACT = 2.0**53
"""Whole numbers up to here are exact as floating-point numbers."""


def csv_text(value: object) -> str:
    """Return a value as CSV text that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # Whole numbers as people write them, so that a file written back stays as it was.
        whole = value.is_integer() and abs(value) < EXACT
        return str(int(value)) if whole else repr(value)
    if isinstance(value, Decimal | int | date):
        return str(value)
    text = str(value)
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def from_csv_text(text: str) -> str:
    """Undo the guard that :func:`csv_text` puts before text a spreadsheet would calculate."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
