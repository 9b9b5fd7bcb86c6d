"""Hypothesis strategies for arbitrary dossiers, derived from the record types themselves."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from steersman.dossier import Dossier, MoneyRange, Range
from steersman.files.schema import FieldShape, shapes

TEXT = st.text(
    st.characters(
        exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp", "Cf"), max_codepoint=0xFFFF
    ),
    max_size=12,
).map(str.strip)
NAMES = st.text("abcdefghij-_0123456789", min_size=1, max_size=8).map(lambda text: "n" + text)
AMOUNTS = st.decimals(0, 10**12, places=2, allow_nan=False)
NUMBERS = st.floats(0, 1e6, allow_nan=False)
DATES = st.dates(date(1990, 1, 1), date(2100, 1, 1))
IDENTIFIERS = {"id", "year", "respondent"}


def _scalar(shape: FieldShape) -> st.SearchStrategy[Any]:
    if shape.name in {"id", "respondent"}:
        return NAMES
    if shape.choices:
        return st.sampled_from(shape.choices)
    if shape.type is str and (shape.required or _default(shape) != ""):
        return NAMES
    return {
        str: TEXT, bool: st.booleans(), int: st.integers(0, 10**6), float: NUMBERS,
        Decimal: AMOUNTS, date: DATES,
    }[shape.type]  # fmt: skip


def _field(shape: FieldShape) -> st.SearchStrategy[Any]:
    if shape.shape == "record":
        inner = records(shape.type)
        return inner if shape.required or not _optional(shape) else st.none() | inner
    if shape.shape == "records":
        rows = st.lists(records(shape.type), max_size=2, unique_by=_identity)
        return rows.map(tuple)
    if shape.shape == "names":
        return st.lists(TEXT.filter(bool), max_size=2).map(tuple)
    if shape.shape == "mapping":
        return st.dictionaries(NAMES, st.integers(0, 9), max_size=2)
    value = _scalar(shape)
    return value if shape.required or not _optional(shape) else st.none() | value


def _optional(shape: FieldShape) -> bool:
    return _default(shape) is None


def _default(shape: FieldShape) -> object:
    return shape.record.__dataclass_fields__[shape.name].default


def _identity(record: Any) -> object:
    for name in ("id", "respondent"):
        if hasattr(record, name):
            return getattr(record, name)
    return id(record)


def records(record: type) -> st.SearchStrategy[Any]:
    """Return a strategy for records of a class, ranges in order."""
    if record in {Range, MoneyRange}:
        numbers = NUMBERS if record is Range else AMOUNTS
        return (
            st.lists(numbers, min_size=3, max_size=3)
            .map(sorted)
            .map(lambda three: record(low=three[0], likely=three[1], high=three[2]))
        )
    return st.builds(record, **{shape.name: _field(shape) for shape in shapes(record)})


DOSSIERS = records(Dossier)
