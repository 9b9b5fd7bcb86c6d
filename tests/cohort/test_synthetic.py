"""Raking against published and independent results; synthetic firms against their margins."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import lognorm, spearmanr, truncnorm

from steersman.cli.cohort.synthesise import synthesise_command
from steersman.cohort.columns import SYNTHETIC
from steersman.cohort.laboratory.maker import BLOCK, cell_shares, firm_maker, score_correlations
from steersman.cohort.laboratory.marginals import values_of
from steersman.cohort.laboratory.population import (
    ANYWHERE,
    Correlation,
    Figure,
    Margin,
    Shape,
    Source,
    load_population,
    population_ids,
)
from steersman.cohort.laboratory.raking import MarginsDisagreeError, rake
from steersman.cohort.laboratory.synthetic import synthetic_firms, write_synthetic
from steersman.diagnose.factors import factor_ids, load_indicators
from steersman.rulebook import load_rule
from steersman.rulebook.table import evaluate_table, needed_facts
from tests.effort import examples

ASSUMED = Source("assumed", "test")
CHINA, URUGUAY = "cn-technology", "uy-innovation-survey"


@pytest.fixture(scope="module")
def china():
    return synthetic_firms(load_population(CHINA), BLOCK, 1).collect()


def test_raking_gives_the_table_of_an_independent_implementation():
    # Seed, margins: the example of Wikipedia, "Iterative proportional fitting"; result: the
    # documentation of ProportionalFitting.jl (van Kesteren), function ipf.
    seed = np.array([[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50.0]])
    rows, columns = np.array([150, 300, 400, 150.0]), np.array([200, 300, 400, 100.0])
    expected = [
        [64.5585, 46.2325, 35.3843, 3.82473],
        [49.9679, 68.1594, 156.499, 25.3742],
        [56.7219, 144.428, 145.082, 53.7673],
        [28.7516, 41.18, 63.0347, 17.0337],
    ]
    assert rake(seed, [((0,), rows), ((1,), columns)]) == pytest.approx(
        np.array(expected), rel=1e-5
    )


@given(st.integers(0, 10_000))
@settings(max_examples=examples(12, 50), deadline=None)
def test_raking_keeps_odds_ratios_and_meets_margins_of_two_axes(seed):
    random = np.random.default_rng(seed)
    start, target = random.uniform(0.1, 1, (2, 3, 2)), random.uniform(0.1, 1, (2, 3, 2))
    fitted = rake(start, [((0, 1), target.sum(axis=2)), ((2,), target.sum(axis=(0, 1)))])
    assert fitted.sum(axis=2) == pytest.approx(target.sum(axis=2))
    assert fitted.sum(axis=(0, 1)) == pytest.approx(target.sum(axis=(0, 1)))
    ratio = fitted / start
    odds = ratio[:, :, 0] / ratio[:, :, 1]
    assert odds == pytest.approx(np.full((2, 3), odds[0, 0]))


def test_margins_that_cannot_hold_together_are_refused():
    with pytest.raises(MarginsDisagreeError):
        rake(np.eye(2), [((0,), np.array([1.0, 1.0])), ((1,), np.array([0.5, 1.5]))])


@pytest.mark.parametrize("identifier", population_ids())
def test_the_shares_of_every_margin_come_out(identifier):
    population = load_population(identifier)
    shares = cell_shares(population)
    for margin in population.margins:
        axis = population.groupings.index(margin.columns[0])
        others = tuple(place for place in range(shares.ndim) if place != axis)
        published = np.array([share for _, share in margin.cells])
        assert shares.sum(axis=others) == pytest.approx(published / published.sum())


def test_a_margin_of_two_columns_is_kept_whatever_their_order():
    cells = ((("a", "x"), 1.0), (("a", "y"), 2.0), (("b", "x"), 3.0), (("b", "y"), 4.0))
    joint = Margin(("k", "m"), cells, ASSUMED)
    turned = Margin(("m", "k"), tuple(((y, x), s) for (x, y), s in cells), ASSUMED)
    extra = Margin(("m",), ((("x",), 4.0), (("y",), 6.0)), ASSUMED)
    base = load_population(URUGUAY)
    for first in (joint, turned):
        population = replace(base, margins=(extra, first))
        assert population.groupings == ("m", "k")
        assert cell_shares(population) == pytest.approx(np.array([[0.1, 0.3], [0.2, 0.4]]))


def test_firms_are_the_same_however_many_are_made_and_however_they_are_read():
    population = load_population(URUGUAY)
    all_at_once = synthetic_firms(population, BLOCK + 500, 7).collect()
    few = synthetic_firms(population, 300, 7).collect()
    part = synthetic_firms(population, BLOCK + 500, 7).select("firm", "sales").slice(BLOCK - 2, 4)
    assert few.equals(all_at_once.head(300))
    assert part.collect().equals(all_at_once.select("firm", "sales").slice(BLOCK - 2, 4))
    assert all_at_once["firm"].n_unique() == BLOCK + 500
    assert not few.equals(synthetic_firms(population, 300, 8).collect())


def test_a_file_says_that_its_firms_are_synthetic(tmp_path):
    target = tmp_path / "firms.parquet"
    made = []
    write_synthetic(load_population(URUGUAY), 1000, 3, target, made.append)
    assert pl.read_parquet_metadata(target)["synthetic"] == "true"
    assert pl.read_parquet(target)[SYNTHETIC].all()
    assert made == [1000]


def test_groupings_missing_values_and_outcomes_have_their_shares(china):
    population = load_population(CHINA)
    within = 4.5 * np.sqrt(0.25 / len(china))
    for margin in population.margins:
        published = {levels[0]: share for levels, share in margin.cells}
        total = sum(published.values())
        found = dict(china[margin.columns[0]].value_counts(normalize=True).iter_rows())
        for level, share in published.items():
            assert found[level] == pytest.approx(share / total, abs=within)
    missing = {figure.name: figure.missing for figure in population.figures if figure.drawn}
    for name, rate in missing.items():
        if not name.endswith("answers") and name != "answers_freedom":
            assert china[name].null_count() / len(china) == pytest.approx(rate, abs=within)
    for outcome in population.outcomes:
        assert china[outcome.name].mean() == pytest.approx(outcome.share, abs=2 * within)


def test_rank_correlations_hold_within_a_cell():
    population = load_population(URUGUAY)
    firms = firm_maker(population).block(2, 0).filter(pl.col("size") == "small")
    found = spearmanr(firms["staff"], firms["sales"]).statistic
    assert found == pytest.approx(0.3, abs=0.03)
    answers = spearmanr(firms["financing.answers"], firms["talent.answers"]).statistic
    assert answers == pytest.approx(0.44, abs=0.04)  # ties of four levels weaken 0.48


def test_the_uruguayan_population_has_the_check_figures_of_the_survey():
    # Weighted figures of the survey's public microdata, as its reader is checked against.
    firms = firm_maker(load_population(URUGUAY)).block(2, 0)
    shares = {"product_innovation": 0.0486, "process_innovation": 0.1264, "exporter": 0.1237}
    for name, share in {**shares, "foreign_capital": 0.0681}.items():
        assert firms[name].mean() == pytest.approx(share, abs=0.004)
    sizes = {"micro": (0.016, 0.023), "small": (0.019, 0.086), "medium": (0.077, 0.179),
             "large": (0.182, 0.294)}  # fmt: skip
    for size, (product, process) in sizes.items():
        inside = firms.filter(pl.col("size") == size)
        assert inside["product_innovation"].mean() == pytest.approx(product, abs=0.03)
        assert inside["process_innovation"].mean() == pytest.approx(process, abs=0.03)
    assert (firms["science_staff"] == 0).mean() == pytest.approx(0.605, abs=0.02)


def test_an_outcome_follows_its_model(china):
    from statsmodels.discrete.discrete_model import Logit

    names = ("management.answers", "talent.answers", "innovation_system.answers", "culture.answers")
    known = china.drop_nulls(names).filter(pl.col("size") == "small")
    scores = (known.select(names).to_numpy() - known.select(names).mean().to_numpy()) / 15
    design = np.column_stack([np.ones(len(known)), scores])
    fitted = Logit(known["process_innovation"].to_numpy().astype(float), design).fit(disp=False)
    true = np.array([0.5, 0.3, 0.25, 0.0])
    assert np.abs(fitted.params[1:] - true).max() < 4 * fitted.bse[1:].max()


def _figure(kind, shape):
    return Figure("f", kind, "", {ANYWHERE: shape}, (), "", None, False, 0.0, ASSUMED)


def test_bounds_cut_distributions_off_as_scipy_does():
    scores = np.linspace(-3, 3, 13)
    chances = np.array(truncnorm(-50, 50).cdf(scores))
    normal = values_of(_figure("normal", Shape(50, 15, 40, 70, 0, 0, ())), scores, {}, ())
    assert normal == pytest.approx(truncnorm(-10 / 15, 20 / 15, 50, 15).ppf(chances))
    amounts = values_of(_figure("lognormal", Shape(9, 0.5, 0, np.inf, 0, 0, ())), scores, {}, ())
    assert amounts == pytest.approx(lognorm(0.5, scale=9).ppf(chances))


def test_zeros_and_levels_have_their_shares():
    scores = np.random.default_rng(1).standard_normal(40_000)
    zeros = values_of(_figure("lognormal", Shape(1, 1, 0, np.inf, 0.3, 0, ())), scores, {}, ())
    assert (zeros == 0).mean() == pytest.approx(0.3, abs=0.01)
    shape = Shape(0, 1, -np.inf, np.inf, 0, 0, ((0, 0.2), (33, 0.5), (100, 0.3)))
    levels = values_of(_figure("levels", shape), scores, {}, ())
    assert (levels == 33).mean() == pytest.approx(0.5, abs=0.01)
    assert set(levels) == {0, 33, 100}


def test_correlations_that_contradict_each_other_are_refused():
    pairs = [("financing", "talent", 0.9), ("talent", "management", 0.9)]
    pairs += [("financing", "management", -0.9)]
    made = [Correlation(f"{a}.answers", f"{b}.answers", r) for a, b, r in pairs]
    with pytest.raises(ValueError, match="contradict"):
        score_correlations(replace(load_population(URUGUAY), correlations=tuple(made)))


def test_the_population_of_china_answers_its_rules(china):
    rules = [load_rule(name) for name in ("cn/technology-sme-evaluation", "cn/innovative-sme")]
    asked = set(needed_facts(rules)) & set(china.columns)
    assert {"staff", "sales", "assets", "science_staff", "class_one_rights"} <= asked
    answers = evaluate_table(china.head(4000).lazy(), rules).collect()
    for rule in rules:
        shares = dict(answers[rule.id].value_counts(normalize=True).iter_rows())
        assert shares["yes"] > 0.05
        assert shares["no"] > 0.05
        assert 0 < shares["unknown"] < 0.6
    assert {f"{factor}.answers" for factor in factor_ids()} <= set(china.columns)
    assert {indicator.id for indicator in load_indicators()} <= set(china.columns)


def test_no_fact_contradicts_another(china):
    for part, whole in (
        ("science_staff", "staff"),
        ("high_tech_revenue", "sales"),
        ("net_assets", "assets"),
        ("rd_spending", "costs_and_expenses"),
    ):
        assert (china[part] <= china[whole]).all()


def test_the_command_lists_populations_and_refuses_unknown_ones(tmp_path):
    runner = CliRunner()
    listed = runner.invoke(synthesise_command, ["--list", "--language", "zh_CN"])
    assert listed.exit_code == 0
    assert "第五" in listed.output or "Fifth National Economic Census" in listed.output
    target = tmp_path / "firms.parquet"
    wrong = runner.invoke(synthesise_command, ["cn-tecnology", "--out", str(target)])
    assert wrong.exit_code == 2
    assert "cn-technology" in wrong.output
    made = runner.invoke(synthesise_command, [URUGUAY, "--firms", "50", "--out", str(target)])
    assert made.exit_code == 0
    assert "synthetic" in made.output
    assert pl.read_parquet(target).height == 50
    assert runner.invoke(synthesise_command, [URUGUAY]).exit_code == 2
