"""Rows of any table as firms: every formula, every reason against a row, no row lost."""

import io
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steersman.cohort.fields import known_fields
from steersman.cohort.formulas import (
    Column,
    Comparison,
    Formula,
    Operation,
    Translation,
    Translations,
)
from steersman.cohort.intake import Intake, intake
from steersman.cohort.mapping import Mapping, read_mapping, table_problems
from steersman.messages import messages_for
from tests.effort import examples

SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def mapped(folder: Path, text: str) -> Mapping:
    path = folder / "map.yaml"
    path.write_text(text, "utf-8")
    mapping, problems = read_mapping(path)
    assert problems == ()
    assert mapping is not None
    return mapping


def taken_in(folder: Path, text: str, csv: str) -> Intake:
    batch = pl.read_csv(io.StringIO(csv), infer_schema=False)
    mapping = mapped(folder, text)
    assert table_problems(batch.columns, mapping) == ()
    return intake(batch, mapping, 1)


@pytest.mark.parametrize(
    ("formula", "cells", "expected"),
    [
        ("A", "12,5", 12.0),
        ("{column: A, unknown: [888, n.a.]}", "888,5", None),
        ("{column: A, unknown: [888, n.a.]}", "n.a.,5", None),
        ("{column: A, times: 1000, plus: 5}", "2,5", 2005.0),
        ("{ratio: [A, B]}", "1,4", 0.25),
        ("{ratio: [A, B]}", "1,0", None),
        ("{add: [A, B, 1]}", "1,4", 6.0),
        ("{add: [A, B]}", "1,", None),
        ("{minus: [A, B]}", "9,4", 5.0),
        ("{product: [A, B]}", "9,4", 36.0),
        ("{larger: [A, B]}", "9,4", 9.0),
        ("{smaller: [A, B]}", "9,4", 4.0),
        ("{larger: [A, B]}", "9,", None),
        ("{mean: [A, B]}", "9,", 9.0),
        ("{mean: [A, B]}", ",", None),
        ("{first: [A, B]}", ",4", 4.0),
        ("{column: A, missing: 7}", ",4", 7.0),
        ("{column: A, where: {column: B, equals: 4}}", "5,4", 5.0),
        ("{column: A, where: {column: B, equals: 4}}", "x,3", None),
        ("{column: A, values: {0-9: 1, 10-49.5: 2, 50+: 3}}", "49.5,", 2.0),
        ("{column: A, values: {0-9: 1, 10-49: 2, 50+: 3}}", "1e9,", 3.0),
        ("{column: A, values: {-5--1: 1, b c: 2, 7: null}}", "-3,", 1.0),
        ("{column: A, values: {-5--1: 1, b c: 2, 7: null}}", "b c,", 2.0),
        ("{column: A, values: {-5--1: 1, b c: 2, 7: null}}", "7.0,", None),
        ("{column: A, values: {1: 5}, else: 9}", "zzz,", 9.0),
        ("{column: A, values: {1: 5}}", "NA,", None),
        ("{column: A, points: {from: [1, 4]}}", "2,", pytest.approx(100 / 3)),
        ("{column: A, points: {from: [1, 5], reverse: true}}", "2,", 75.0),
        ("{add: [{column: A, equals: 1}, {column: B, one_of: [2, x]}]}", "1,x", 2.0),
        ("{add: [{all: [{column: A, at_least: 1}, {column: B, below: 3}]}]}", "1,3", 0.0),
        ("{add: [{any: [{column: A, above: 1}, {column: B, at_most: 3}]}]}", "1,3", 1.0),
        ("{any: [{column: A, above: 1}, {column: B, above: 1}]}", "2,", True),
        ("{any: [{column: A, above: 1}, {column: B, above: 1}]}", "1,", None),
        ("{all: [{column: A, above: 1}, {column: B, above: 1}]}", "1,", False),
        ("{all: [{column: A, above: 1}, {column: B, above: 1}]}", "2,", None),
        ("{column: A, one_of: [1, x]}", ",", None),
        ("{first: [{column: A, equals: 1}, {column: B, equals: 1}]}", ",1", True),
        ("{column: A, as: text}", " ab ,", "ab"),
        ("{column: A, as: truth}", "是,", True),
        ("{constant: north}", ",", "north"),
        ("{add: [{not: {column: A, equals: yes, as: text}}]}", "yes,", 0.0),
        ("{larger: [{column: A, values: {1: 10}}, B], values: {0-15: 1, 16+: 2}}", "1,17", 2.0),
    ],
)  # fmt: skip
def test_formulas(tmp_path: Path, formula: str, cells: str, expected: float | str | None) -> None:
    text = f"columns:\n  firm: F\n  staff: S\nkeep:\n  x: {formula}\n"
    quoted = ",".join(f'"{cell}"' for cell in cells.split(","))
    found = taken_in(tmp_path, text, f"F,S,A,B\n1,1,{quoted}\n")
    assert found.faults.is_empty()
    assert found.firms["x"].to_list() == [expected]


def test_long_formulas_are_worked_out() -> None:
    staff, positive = (
        Formula(Column("A")),
        Formula(Column("A"), comparison=Comparison("above", (0,))),
    )
    numbers = tuple(Translation(str(n), n, n, 2 * n) for n in range(2000))
    long = {
        "add": Formula(Operation("add", (staff,) * 400)),
        "product": Formula(Operation("product", (staff,) * 400)),
        "any": Formula(Operation("any", (positive,) * 400)),
        "first": Formula(Operation("first", (staff,) * 400)),
    }
    firm, doubled = Formula(Column("F")), Formula(Column("A"), values=Translations(numbers))
    found = intake(
        pl.DataFrame({"F": ["1"], "A": ["1"]}), Mapping({"firm": firm, "staff": doubled}, long), 1
    )
    assert found.firms.select("staff", *long).row(0) == (2.0, 400.0, 1.0, True, 1.0)


def test_an_indicator_ages_and_answers_are_means_of_points(tmp_path: Path) -> None:
    text = """
columns:
  firm: F
  rd_intensity: {ratio: [rd, turnover], age: 24}
answers:
  financing:
    items: [h1, h2, {column: h3, points: {from: [1, 4], reverse: true}}]
    points: {from: [1, 4]}
    unknown: [999]
    error: 20
"""
    found = taken_in(tmp_path, text, "F,rd,turnover,h1,h2,h3\na,6,100,1,999,1\nb,1,1,,999,\n")
    assert found.faults.is_empty()
    assert found.firms.select("rd_intensity", "rd_intensity.freshness").row(0) == (0.06, 0.5)
    assert found.firms["financing.answers"].to_list() == [50.0, None]
    assert found.firms["financing.error"].to_list() == [20.0, 20.0]


def test_size_and_indicators_follow_from_facts() -> None:
    table = pl.DataFrame(
        {
            "firm": ["a", "b", "c", "d"],
            "staff": [9, 10, None, 400],
            "staff_low": [None, None, 60, None],
            "staff_high": [None, None, 200, None],
            "science_staff": [3, 2, None, 400],
            "sales": [100.0, 0.0, None, 3.0],
            "rd_spending": [5.0, 1.0, 2.0, 1.0],
            "profit": [-10.0, 1.0, 2.0, 0.6],
            "rd_intensity": [None, None, 0.5, None],
        }
    )
    firms = intake(table, None, 1).firms
    assert firms["size"].to_list() == ["micro", "small", "medium", "large"]
    assert firms["rd_intensity"].to_list() == [0.05, None, 0.5, pytest.approx(1 / 3)]
    assert firms["margin_over_costs"].to_list() == [-0.1, None, None, pytest.approx(0.2)]
    assert firms["science_staff_share"].to_list() == [0.333333, 0.2, None, 1.0]


def test_a_share_is_not_rounded_up_to_a_bound() -> None:
    """Rules take shares to six decimals: 199,999 of 2,000,000 must not become a tenth."""
    table = pl.DataFrame({"firm": ["a"], "staff": [2_000_000], "science_staff": [199_999]})
    assert intake(table, None, 1).firms["science_staff_share"].to_list() == [0.099999]


BAD = [
    ("firm,staff\n,3\n", "firm", "", "cohort-firm-missing"),
    ("firm,staff\na,1\na,3\n", "firm", "a", "cohort-firm-twice"),
    ("firm,staff\na,many\n", "staff", "many", "cohort-not-a-number"),
    ('firm,staff\na,"1,5"\n', "staff", "1,5", "cohort-not-a-number"),
    ("firm,staff\na,inf\n", "staff", "inf", "cohort-not-finite"),
    ("firm,staff\na,-1\n", "staff", "-1", "cohort-out-of-bounds"),
    ("firm,staff\na,1e16\n", "staff", "1e16", "cohort-out-of-bounds"),
    ("firm,manufacturing\na,perhaps\n", "manufacturing", "perhaps", "cohort-not-a-truth"),
    ("firm,size_industry\na,mining\n", "size_industry", "mining", "cohort-not-a-choice"),
    ("firm,staff,weight\na,1,0\n", "weight", "0", "cohort-out-of-bounds"),
    ("firm,staff,weight\na,1,\n", "weight", "", "cohort-weight-missing"),
    ("firm,talent.answers,talent.error\na,101,1\n", "talent.answers", "101",
     "cohort-out-of-bounds"),
    ("firm,talent.answers,talent.error\na,50,0\n", "talent.error", "0", "cohort-out-of-bounds"),
    ("firm,rd_intensity.freshness\na,2\n", "rd_intensity.freshness", "2", "cohort-out-of-bounds"),
    ("firm,staff,science_staff\na,3,4\n", "science_staff", "4", "cohort-part-exceeds-whole"),
    ("firm,staff_low,staff_high\na,5,3\n", "staff_low", "5", "cohort-low-above-high"),
    ("firm,staff_high,science_staff_low\na,3,4\n", "science_staff", "4",
     "cohort-part-exceeds-whole"),
    ("firm,customer_satisfaction\na,6\n", "customer_satisfaction", "6", "cohort-out-of-bounds"),
]  # fmt: skip


@pytest.mark.parametrize(("csv", "column", "value", "code"), BAD)
def test_rows_are_set_aside_with_the_reason(csv: str, column: str, value: str, code: str) -> None:
    batch = pl.read_csv(io.StringIO(csv), infer_schema=False)
    found = intake(batch, None, 11)
    faults = found.faults.filter(code=code)
    assert faults.select("column", "code").rows() == [(column, code)]
    assert float_or_text(faults["value"][0]) == float_or_text(value)
    assert faults["row"].to_list() == [10 + batch.height]
    assert found.firms.height == batch.height - 1
    for language in ("en", "zh_CN"):
        messages = messages_for(language)
        assert column in messages.text(f"problem.{code}", column=column, value=value) or code in {
            "cohort-firm-missing", "cohort-firm-twice", "cohort-weight-missing",
        }  # fmt: skip
        assert messages.has(f"mend.{code}")


def float_or_text(value: str) -> float | str:
    try:
        return float(value)
    except ValueError:
        return value


def test_all_faults_of_a_row_are_told_with_the_column_of_the_table(tmp_path: Path) -> None:
    text = "columns:\n  firm: F\n  staff: {column: S, values: {0+: 1}}\n  sales: T\n"
    found = taken_in(tmp_path, text, "F,S,T,extra\n1,x,y,\n2,3,4,\n")
    told = [(1, "1", "S", "x", "cohort-untranslated"), (1, "1", "T", "y", "cohort-not-a-number")]
    assert found.faults.rows() == told
    assert found.firms["firm"].to_list() == ["2"]
    assert found.ignored == ("extra",)


def test_typed_tables_read_like_texts() -> None:
    typed = pl.DataFrame(
        {
            "firm": [7, 8],
            "staff": [5.0, float("nan")],
            "manufacturing": [1, 0],
            "sales": [True, False],
            "region": pl.Series(["n", "s"], dtype=pl.Categorical),
            "profit": pl.Series(["1.50", "-2"]).cast(pl.Decimal(10, 2)),
        }
    )
    found = intake(typed, None, 1)
    assert found.faults.is_empty()
    assert found.firms.drop("size").rows() == [
        ("7", "n", True, 5.0, 1.0, 1.5, 1.5), ("8", "s", False, None, 0.0, -2.0, None),
    ]  # fmt: skip


def test_columns_of_odd_types_are_faults() -> None:
    table = pl.DataFrame(
        {"firm": ["a"], "staff": [[1]], "sales": [date(2020, 1, 1)], "profit": [b"x"]}
    )
    found = intake(table, None, 1)
    assert found.firms.is_empty()
    assert found.faults["column"].to_list() == ["staff", "sales", "profit"]


NAMES = st.sampled_from([*known_fields(), "other"])
CELLS = st.text(max_size=6) | st.sampled_from(
    ["", "1", "0.5", "-3", "NaN", "inf", "-inf", "yes", "1e400", "100", "NA", " 5 ", "\x00"]
)


@given(data=st.data())
@settings(max_examples=examples(15, 120), deadline=None, suppress_health_check=SLOW)
def test_no_text_crashes_it_and_rows_add_up(data: st.DataObject) -> None:
    columns = ["firm", *data.draw(st.lists(NAMES, min_size=1, max_size=5))]
    rows = data.draw(st.integers(0, 4))
    table = pl.DataFrame(
        {name: data.draw(st.lists(CELLS, min_size=rows, max_size=rows)) for name in columns},
        schema=dict.fromkeys(columns, pl.String),
    )
    found = intake(table, None, 1)
    aside = set(found.faults["row"].to_list())
    assert found.firms.height + len(aside) == rows
    assert aside <= set(range(1, rows + 1))
    numbers = found.firms.select(pl.col(pl.Float64))
    assert all(column.drop_nulls().is_finite().all() for column in numbers)
    assert intake(table.clear(), None, 1).firms.schema == found.firms.schema


@given(text=st.text(max_size=60))
@settings(max_examples=examples(15, 120), deadline=None, suppress_health_check=SLOW)
def test_no_csv_file_crashes_it(text: str) -> None:
    try:
        table = pl.read_csv(
            io.BytesIO(text.encode()), infer_schema=False, truncate_ragged_lines=True
        )
    except pl.exceptions.PolarsError:
        return
    if table_problems(table.columns, None):
        table = table.with_columns(firm=pl.lit("a"))
    found = intake(table, None, 1)
    assert found.firms.height + found.faults["row"].n_unique() == table.height
