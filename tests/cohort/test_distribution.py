"""Distributions over all and by group, and what is hidden."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.cohort import columns
from steersman.cohort.analysis.distribution import Question, distribution, usual_question
from steersman.cohort.analysis.fields import RefusedAnalysisError
from steersman.cohort.report.spread import score_spreads
from steersman.methods.suppression import hidden_cells, hidden_groups
from steersman.methods.survey_estimates import design_of, mean_interval, mean_of, sums_of
from tests.cohort.population import RULE, made_up
from tests.effort import examples


def test_everything_there_is_to_say() -> None:
    table = made_up()
    question = usual_question(table.schema, [RULE], ["product", "growth"], by=(columns.REGION,))
    found = distribution(table.lazy(), question)
    assert found.synthetic
    assert found.overall.firms == 1200
    assert found.overall.weight == pytest.approx(table["weight"].sum())
    assert [group.group for group in found.groups] == [("east",), ("north",), ("south",)]
    answers = [share.share for share in found.overall.shares if share.column == RULE]
    assert sum(answers) == pytest.approx(1)
    firsts = [mean.mean for mean in found.overall.means if mean.column.endswith(".first")]
    assert sum(firsts) == pytest.approx(1), "somebody holds each firm back"
    talent = found.overall.mean_of("talent.score")
    assert talent is not None
    assert talent.all_low is not None
    assert talent.all_high is not None
    assert talent.all_low < talent.low < talent.mean < talent.high < talent.all_high


@pytest.mark.parametrize("strata", [None, columns.SIZE])
def test_a_group_is_estimated_as_its_formula_says(strata: str | None) -> None:
    """The sums that Polars makes against the same from arrays; a large offset loses no digits."""
    table = made_up().with_columns(far=pl.col("growth") + 1e7)
    asked = Question(means=("far",), by=(columns.REGION,), strata=strata)
    found = distribution(table.lazy(), asked).groups[1].mean_of("far")
    assert found is not None
    inside = (table["region"] == "north").to_numpy()
    weights = table["weight"].to_numpy()
    codes = table["size"].rank("dense").to_numpy().astype(np.int64) - 1 if strata else None
    design = design_of(weights, codes)
    values = table["growth"].to_numpy()[inside]
    sums = sums_of(values, weights[inside], None if codes is None else codes[inside], design)
    low, high = mean_interval(mean_of(design, sums))
    assert found.low - 1e7 == pytest.approx(float(low), abs=1e-6)
    assert found.high - 1e7 == pytest.approx(float(high), abs=1e-6)


def test_what_is_not_known_is_left_out_of_the_share() -> None:
    table = made_up().with_columns(
        product=pl.when(pl.col("size") == "medium").then(None).otherwise(pl.col("product"))
    )
    found = distribution(table.lazy(), Question(("product",), by=(columns.SIZE,)))
    known = table.filter(pl.col("size") != "medium")
    expected = np.average(known["product"].to_numpy(), weights=known["weight"].to_numpy())
    share = found.overall.share_of("product", "true")
    assert share is not None
    assert share.share == pytest.approx(expected)
    medium = next(group for group in found.groups if group.group == ("medium",))
    assert medium.shares == ()


def test_small_groups_take_another_with_them() -> None:
    table = pl.DataFrame(
        {"firm": range(53), "region": ["a"] * 4 + ["b"] * 12 + ["c"] * 37, "x": range(53)}
    )
    found = distribution(table.lazy(), Question(means=("x",), by=("region",)))
    assert [group.group for group in found.groups] == [("c",)]
    assert (found.hidden_groups, found.hidden_firms) == (2, 16)


def test_one_firm_that_dominates_does_not_show() -> None:
    sales = [1000.0] + [0.5] * 19 + [3.0] * 20 + [4.0] * 30
    table = pl.DataFrame(
        {"firm": range(70), "region": ["a"] * 20 + ["b"] * 20 + ["c"] * 30, "sales": sales}
    )
    found = distribution(table.lazy(), Question(means=("sales",), by=("region",)))
    assert found.overall.dominated == () or found.overall.means == ()
    shown = {group.group[0]: group.mean_of("sales") for group in found.groups}
    assert shown["a"] is None
    assert sum(mean is None for mean in shown.values()) >= 2, "or it follows from the others"
    assert "sales" in found.groups[0].dominated


def test_quantiles_have_ten_firms_on_either_side() -> None:
    table = made_up(100).with_columns(weight=pl.lit(1.0))
    found = distribution(table.lazy(), Question(quantiles=("talent.score",)))
    assert [entry.level for entry in found.overall.quantiles] == [0.1, 0.25, 0.5, 0.75, 0.9]
    smaller = distribution(table.head(30).lazy(), found.question)
    assert [entry.level for entry in smaller.overall.quantiles] == [0.5]


def test_a_few_heavy_firms_do_not_show_as_a_quantile() -> None:
    """Three firms at the top carry a fifth of the weight: the ninth tenth is one of theirs."""
    weight = pl.when(pl.int_range(pl.len()) >= 97).then(8.0).otherwise(1.0)
    table = pl.DataFrame({"firm": range(100), "talent.score": np.linspace(0, 80, 100)})
    asked = Question(quantiles=("talent.score",))
    found = distribution(table.with_columns(weight=weight).lazy(), asked).overall.quantiles
    assert [entry.level for entry in found] == [0.1, 0.25, 0.5, 0.75]
    spread = score_spreads(table.with_columns(weight=weight).lazy(), ("talent",), None)
    assert [value is None for value in spread[""]["talent"]] == [False] * 4 + [True]


def test_a_group_in_which_one_firm_carries_most_of_the_weight_is_hidden() -> None:
    weight = pl.when(pl.int_range(pl.len()) == 3).then(30.0).otherwise(1.0)
    table = pl.DataFrame(
        {"firm": range(90), "region": ["a"] * 20 + ["b"] * 30 + ["c"] * 40, "x": range(90)}
    ).with_columns(weight=weight)
    found = distribution(table.lazy(), Question(means=("x",), by=("region",)))
    assert [group.group for group in found.groups] == [("c",)], "b with it, or a would follow"


def test_questions_that_cannot_be_answered() -> None:
    table = made_up(40)
    for question, code in (
        (Question(("nothing",)), "column-not-there"),
        (Question(means=("region",)), "column-without-numbers"),
        (Question(by=("region", "size", "sector")), "too-many-groupings"),
    ):
        with pytest.raises(RefusedAnalysisError) as refused:
            distribution(table.lazy(), question)
        assert [problem.code for problem in refused.value.problems] == [code]
    with pytest.raises(RefusedAnalysisError, match="population-too-small"):
        distribution(table.head(9).lazy(), Question())


@settings(deadline=None, max_examples=examples(25, 120))
@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_hidden_groups_are_enough_together(counts: list[int]) -> None:
    table = np.array(counts)
    hidden = hidden_groups(table, 10)
    assert not ((table > 0) & (table < 10) & ~hidden).any()
    left = table[hidden].sum()
    assert left == 0 or left >= 10 or left == table.sum()


@settings(deadline=None, max_examples=examples(25, 120))
@given(st.integers(2, 4), st.integers(2, 4), st.data())
def test_no_hidden_cells_follow_from_margins(rows: int, across: int, data: st.DataObject) -> None:
    table = np.array(
        data.draw(
            st.lists(
                st.lists(st.integers(0, 30), min_size=across, max_size=across),
                min_size=rows, max_size=rows,
            )
        )
    )  # fmt: skip
    hidden = hidden_cells(table, 10)
    assert not ((table > 0) & (table < 10) & ~hidden).any()
    masked = np.where(hidden, table, 0)
    for axis in (0, 1):
        left = masked.sum(axis=axis)
        whole = table.sum(axis=axis)
        assert ((left == 0) | (left >= 10) | (whole == left)).all()


def test_two_groupings_hide_what_margins_would_tell() -> None:
    table = made_up(240)
    question = replace(usual_question(table.schema, []), by=(columns.REGION, columns.SIZE))
    found = distribution(table.lazy(), question)
    shown = {group.group: group.firms for group in found.groups}
    counts = table.group_by("region", "size").len()
    for region in ("north", "south", "east"):
        whole = counts.filter(pl.col("region") == region)["len"].sum()
        left = whole - sum(n for group, n in shown.items() if group[0] == region)
        assert left == 0 or left >= 10
