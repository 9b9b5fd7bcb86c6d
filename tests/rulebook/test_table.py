"""The evaluation of tables of firms gives what the evaluation of each firm alone gives."""

import os
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from steersman.rulebook import Rule, fact_catalogue, load_rule, rule_ids
from steersman.rulebook.evaluate import Evaluator
from steersman.rulebook.table import evaluate_table, facts_of_row, needed_facts

ON = date(2026, 6, 30)
RULES = tuple(load_rule(identifier, ON) for identifier in rule_ids())
CHINESE = tuple(load_rule(identifier, ON) for identifier in rule_ids(("cn",)))
ROUND_NUMBERS = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 10.0, 20.0, 30.0, 100.0, 300.0, 500.0]
ROUND_AMOUNTS = [
    0.0, 0.01, 1e6, 1.5e6, 2.5e6, 3e6, 5e7, 50_000_000.01, 1e7, 1.2e7, 2e8, 200_000_000.01, 1e9,
]  # fmt: skip
SHARES = [0.0, 0.05, 0.1, 0.1025, 0.2, 0.3, 0.5, 0.6, 0.9, 1.0]


def values_of(name: str) -> st.SearchStrategy[Any]:
    """Values of a fact, many of them on the bounds of rules."""
    info = fact_catalogue()[name]
    if info.kind == "truth":
        return st.booleans()
    if info.kind == "choice":
        return st.sampled_from(info.choices)
    if info.kind == "share":
        return st.sampled_from(SHARES)
    if info.kind == "number":
        return st.sampled_from(ROUND_NUMBERS) | st.integers(0, 1000).map(float)
    amounts = st.sampled_from(ROUND_AMOUNTS) | st.integers(0, 10**11).map(lambda cents: cents / 100)
    return amounts | amounts.map(lambda value: -value) if info.minimum is None else amounts


def tables(rules: tuple[Rule, ...]) -> st.SearchStrategy[pl.DataFrame]:
    """Tables of three firms: some facts with gaps, some full, some missing, some within bounds."""
    names = needed_facts(rules, ON)
    types = {"truth": pl.Boolean(), "choice": pl.String()}

    @st.composite
    def table(draw: st.DrawFn) -> pl.DataFrame:
        columns: dict[str, pl.Series] = {}
        for name in names:
            info = fact_catalogue()[name]
            form = draw(st.sampled_from(["gaps", "full", "gaps", "missing", "bounds"]))
            values = values_of(name)
            if info.derived is not None and form != "gaps":
                continue
            kind = types.get(info.kind, pl.Float64())
            if form == "bounds" and info.numeric:
                pairs = draw(st.lists(st.tuples(values, values), min_size=3, max_size=3))
                columns[f"{name}_low"] = pl.Series([min(pair) for pair in pairs], dtype=kind)
                columns[f"{name}_high"] = pl.Series([max(pair) for pair in pairs], dtype=kind)
            if form in {"gaps", "full"}:
                cells = values if form == "full" else st.none() | values
                column = draw(st.lists(cells, min_size=3, max_size=3))
                columns[name] = pl.Series(column, dtype=kind)
        columns["firm"] = pl.Series(["a", "b", "c"])
        return pl.DataFrame(columns)

    return table()


def check_equal(table: pl.DataFrame, rules: tuple[Rule, ...]) -> None:
    result = evaluate_table(table.lazy(), rules, ON, details=True).collect()
    for row in result.iter_rows(named=True):
        facts = facts_of_row({name: row[name] for name in table.columns})
        for rule in rules:
            evaluator = Evaluator(rule, facts, ON)
            assert row[rule.id] == evaluator.answer(rule.verdict).value, rule.id
            score = evaluator.score()
            expected = {} if score is None else {rule.id: score}
            for criterion in rule.criteria:
                if criterion.points:
                    expected[f"{rule.id}.{criterion.id}"] = evaluator.points(criterion.id)
            if rule.relief and rule.relief.amount:
                expected[f"{rule.id}.amount"] = evaluator.value(rule.relief.amount)
            for name, interval in expected.items():
                low = float("-inf") if interval.low is None else float(interval.low)
                high = float("inf") if interval.high is None else float(interval.high)
                assert row[f"{name}.low"] == pytest.approx(low, rel=1e-12, abs=1e-9), name
                assert row[f"{name}.high"] == pytest.approx(high, rel=1e-12, abs=1e-9), name


FULL = os.environ.get("STEERSMAN_FULL_TESTS") == "1"
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(max_examples=60 if FULL else 20, deadline=None, phases=NO_SHRINKING)
@given(tables(CHINESE))
def test_chinese_rules_of_a_table_are_those_of_each_firm(table: pl.DataFrame) -> None:
    check_equal(table, CHINESE)


@settings(max_examples=30 if FULL else 10, deadline=None, phases=NO_SHRINKING)
@given(tables(RULES))
def test_all_rules_of_a_table_are_those_of_each_firm(table: pl.DataFrame) -> None:
    check_equal(table, RULES)


@pytest.mark.parametrize(
    ("sales", "answer"),
    [(200_000_000, "yes"), (200_000_000.01, "no"), (200_000_001, "no")],
)
def test_ceilings_of_a_table_are_exact(sales: float, answer: str) -> None:
    table = pl.DataFrame(
        {
            "registered_in_mainland": [True], "restricted_products": [False], "staff": [500],
            "clean_conduct": [True], "science_staff": [150], "sales": [sales], "assets": [2e8],
            "rd_spending": [12_000_000], "class_one_rights": [1],
            "audited_collection": [True], "research_ledgers": [True],
            "negative_list_industry": [False],
        }
    )  # fmt: skip
    rule = load_rule("cn/technology-sme-evaluation", ON)
    result = evaluate_table(table.lazy(), [rule], ON).collect()
    assert result["cn/technology-sme-evaluation"].to_list() == [answer]


def test_undefined_numbers_and_decimals_are_read_as_they_are_meant() -> None:
    rule = load_rule("cn/technology-sme-evaluation", ON)
    table = pl.DataFrame({"staff": [10.0], "science_staff": [3.0], "rd_spending": [float("nan")]})
    result = evaluate_table(table.lazy(), [rule], ON, details=True).collect()
    assert result[rule.id].to_list() == ["unknown"]
    assert result[f"{rule.id}.low"].to_list() == [20.0]
    growth = load_rule("cn/high-tech-enterprise", ON)
    names = {"sales": "1.1", "sales_1_before": "1.0", "sales_2_before": "1.0"}
    exact = pl.DataFrame({name: [Decimal(value)] for name, value in names.items()})
    points = evaluate_table(exact.lazy(), [growth], ON, details=True).collect()
    assert points[f"{growth.id}.points-sales.low"].to_list() == [3.0], "5 % exactly"


def test_an_empty_table_gives_an_empty_result() -> None:
    table = pl.DataFrame({"staff": []}, schema={"staff": pl.Float64})
    result = evaluate_table(table.lazy(), CHINESE, ON).collect()
    assert result.height == 0
    assert "cn/high-tech-enterprise" in result.columns
