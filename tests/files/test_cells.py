"""Text of cells: lists, skills, dates, numbers as people type them, and nothing calculated."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.dossier import Firm, Person, YearFigures
from steersman.dossier.market import Segment
from steersman.files.cells import (
    FORMULA_STARTS,
    csv_text,
    from_csv_text,
    join_list,
    join_mapping,
    parse_cell,
    split_list,
    split_mapping,
)
from steersman.files.schema import FieldShape, shapes

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).map(str.strip)


def shape(record: type, name: str) -> FieldShape:
    return next(entry for entry in shapes(record) if entry.name == name)


@given(st.lists(WORDS.filter(bool)))
def test_lists_come_back_whatever_they_hold(parts: list[str]) -> None:
    assert split_list(join_list(parts)) == parts


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), st.integers(0, 9)))
def test_mappings_come_back(pairs: dict[str, int]) -> None:
    expected = {name: str(number) for name, number in pairs.items()}
    assert split_mapping(join_mapping(pairs)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("weaving:3, coating:2", {"weaving": "3", "coating": "2"}),
        ("织造：3；涂层：2", {"织造": "3", "涂层": "2"}),
        ("weaving: 3;", {"weaving": "3"}),
        ("weaving", "weaving"),
        ("a: 1: 2", "a: 1: 2"),
        (": 3", ": 3"),
    ],
)
def test_skills_as_people_type_them(text: str, expected: object) -> None:
    assert split_mapping(text) == expected


@given(st.text())
def test_no_csv_text_begins_like_a_formula(text: str) -> None:
    written = csv_text(text)
    assert not written.startswith(FORMULA_STARTS)
    if not (text.startswith("'") and text[1:].startswith(FORMULA_STARTS)):
        assert from_csv_text(written) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_written_exactly(number: float) -> None:
    assert float(csv_text(number)) == number


@pytest.mark.parametrize(
    "text", ["2026-06-30", "2026/6/30", "2026.6.30", "2026年6月30日", " 2026-6-30 "]
)
def test_dates_in_the_forms_of_the_trade(text: str) -> None:
    assert parse_cell(text, shape(Person, "joined")) == "2026-06-30"


def test_dates_with_a_time_and_grouped_numbers() -> None:
    moment = datetime(2026, 6, 30, 13, 5)  # noqa: DTZ001  spreadsheets know no time zones
    assert parse_cell(moment, shape(Segment, "date")) == date(2026, 6, 30)
    assert parse_cell("1,234,567.50", shape(YearFigures, "revenue")) == "1234567.50"
    assert parse_cell("1,23", shape(YearFigures, "revenue")) == "1,23"
    assert parse_cell("1,234", shape(Firm, "name")) == "1,234"
    assert csv_text(Decimal("12.30")) == "12.30"
    assert csv_text(True) == "true"
