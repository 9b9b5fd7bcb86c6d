"""Which factors go with which outcomes."""

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import polars.selectors as cs
import pytest
from scipy.stats import false_discovery_control, t

from steersman.cohort.analysis.association import (
    Asked,
    Associations,
    associations,
    usual_controls,
    usual_factors,
)
from steersman.cohort.analysis.fields import RefusedAnalysisError
from steersman.cohort.analysis.regressors import cases_of
from tests.cohort.population import RULE, made_up


def asked(*outcomes: str, **more) -> Asked:
    table = made_up()
    chosen = ("talent.score", "policy.score", "culture.score")
    assert set(chosen) <= set(usual_factors(table.schema))
    usual = Asked(outcomes, chosen, usual_controls(table.schema), draws=5)
    return replace(usual, **more)


@cache
def found() -> Associations:
    return associations(
        made_up().lazy(), asked("product", "growth", "patents", together=True, replicates=40)
    )


def test_what_drives_an_outcome_stands_out_and_the_rest_does_not() -> None:
    for outcome in found().outcomes:
        by_factor = {effect.factor: effect for effect in outcome.effects}
        talent = by_factor["talent.score"]
        assert talent.low > 0
        assert talent.adjusted < 0.001
        assert talent.e_value > talent.e_value_low > 1
        for other in ("policy.score", "culture.score"):
            assert by_factor[other].low < 0.02 * abs(outcome.mean) + 0.01 * talent.effect
            assert by_factor[other].effect < talent.effect / 3
    assert found().tests == 9
    assert found().synthetic


def test_p_values_are_adjusted_as_scipy_does() -> None:
    effects = [effect for outcome in found().outcomes for effect in outcome.effects]
    expected = false_discovery_control([effect.chance for effect in effects], method="bh")
    assert [effect.adjusted for effect in effects] == pytest.approx(expected)


def test_few_clusters_leave_few_degrees_of_freedom() -> None:
    """Interval and p-value are those of twelve clusters, not of 1,200 firms."""
    table = made_up().with_columns(park=pl.int_range(pl.len()) % 12).drop(cs.ends_with(".low"))
    question = asked("growth", factors=("culture.score",), controls=(), cluster="park")
    (effect,) = associations(table.lazy(), question).outcomes[0].effects
    freedom = 11 * 12 / 14  # Barnard & Rubin's, with nothing missing
    error = (effect.high - effect.low) / 2 / t.ppf(0.975, freedom)
    assert effect.chance == pytest.approx(2 * t.sf(abs(effect.effect) / error, freedom))


def test_effects_are_in_units_of_the_outcome() -> None:
    """Growth was made to rise by 4 / 12 for each point of talent."""
    growth = found().outcomes[1]
    assert growth.kind == "amount"
    assert growth.effects[0].effect == pytest.approx(40 / 12, abs=0.35)
    patents = found().outcomes[2]
    assert patents.kind == "count"
    assert patents.effects[0].ratio == pytest.approx(np.exp(0.4 * 10 / 12), rel=0.1)


def test_samples_drawn_anew_agree_with_robust_errors() -> None:
    for outcome in found().outcomes:
        effect = outcome.effects[0]
        assert effect.drawn_low is not None
        assert effect.drawn_high is not None
        width = effect.high - effect.low
        assert effect.drawn_high - effect.drawn_low == pytest.approx(width, rel=0.4)


def test_scores_known_less_well_make_effects_less_sure() -> None:
    table = made_up()
    vague = table.with_columns(
        (pl.col("talent.score") - 40).alias("talent.low"),
        (pl.col("talent.score") + 40).alias("talent.high"),
    )
    effect, other = (
        associations(part.lazy(), asked("product", draws=20)).outcomes[0].effects[0]
        for part in (table, vague)
    )
    assert other.uncertain_scores > effect.uncertain_scores
    assert other.high - other.low > effect.high - effect.low
    sure = replace(asked("product"), factors=("talent.known",))
    assert (
        associations(
            table.with_columns(pl.col("talent.known") + pl.col("growth") / 100).lazy(), sure
        )
        .outcomes[0]
        .effects[0]
        .uncertain_scores
        == 0
    )


def test_a_yes_or_no_may_be_taken_as_an_amount() -> None:
    """The linear probability model gives nearly the same effect."""
    logit, linear = (
        associations(made_up().lazy(), asked("product", kind=kind)).outcomes[0].effects[0]
        for kind in (None, "amount")
    )
    assert linear.effect == pytest.approx(logit.effect, rel=0.1)


def test_numbers_that_are_none_are_not_known() -> None:
    table = made_up().with_columns(
        growth=pl.when(pl.int_range(pl.len()) < 5).then(float("inf")).otherwise("growth")
    )
    assert associations(table.lazy(), asked("growth")).outcomes[0].cases == table.height - 5


def test_adjusted_chances_are_never_smaller() -> None:
    for outcome in found().outcomes:
        assert all(effect.adjusted >= effect.chance for effect in outcome.effects)


def problems(table: pl.DataFrame, question: Asked) -> list[str]:
    result = associations(table.lazy(), question).outcomes[0]
    return [problem.code for problem in result.problems]


def test_what_cannot_be_estimated_says_why() -> None:
    table = made_up()
    few = table.with_columns(rare=pl.int_range(pl.len()) < 12)
    assert problems(few, asked("rare")) == ["association-few-events"]
    assert problems(table.with_columns(same=pl.lit(value=True)), asked("same")) == [
        "association-constant"
    ]
    told = table.with_columns(told=pl.col("talent.score") > 50)
    found = problems(told, asked("told", together=False))
    assert found == ["association-separated"], "only talent tells it"
    twice = table.with_columns(other=2 * pl.col("talent.score") + 1)
    question = replace(asked("growth"), factors=("other",), controls=("talent.score",))
    assert problems(twice, question) == ["association-collinear"]
    assert problems(table.head(12), asked("growth")) == ["association-few-cases"]
    assert problems(table, asked("growth", cluster="region")) == ["association-few-clusters"]


def test_a_figure_that_makes_a_score_is_no_outcome_of_it() -> None:
    table = made_up().with_columns(pl.col("growth").alias("staff_turnover"))
    outcome = associations(table.lazy(), asked("staff_turnover")).outcomes[0]
    assert [problem.code for problem in outcome.problems] == ["association-built-in"]
    assert "talent.score" not in [effect.factor for effect in outcome.effects]


def test_clusters_controls_and_answers_of_rules() -> None:
    table = made_up().with_columns(park=pl.int_range(pl.len()) // 40)
    question = asked("growth", controls=("log:sales", "region"), cluster="park")
    assert associations(table.lazy(), question).outcomes[0].effects[0].low > 0
    rule = associations(table.lazy(), asked(RULE)).outcomes[0]
    assert rule.kind == "yes-no"
    assert rule.cases == table.filter(pl.col(RULE).is_in(["yes", "no"])).height


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (asked("nothing"), "column-not-there"),
        (asked("region"), "column-without-numbers"),
        (asked("growth", controls=("log:region",)), "column-without-numbers"),
        (asked("growth", factors=("sector",)), "column-without-numbers"),
        (asked("growth", kind="yes-no"), "outcome-of-another-kind"),
        (asked("growth", kind="count"), "outcome-of-another-kind"),
    ],
)
def test_questions_that_cannot_be_asked(question: Asked, code: str) -> None:
    with pytest.raises(RefusedAnalysisError, match=code):
        associations(made_up().lazy(), question)


def test_of_a_large_table_the_same_part_is_read_each_time() -> None:
    table = made_up()
    one, other = (
        cases_of(part.lazy(), ["growth"], (), most=300) for part in (table, table.reverse())
    )
    assert 230 < one.table.height < 370
    assert sorted(one.table["growth"]) == sorted(other.table["growth"])
