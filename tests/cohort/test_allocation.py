"""Allocation: against brute force, published instances and closed forms; invariants."""

import json
import os
from dataclasses import replace
from itertools import product
from math import exp, log

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.stats import norm

from steersman.cli.cohort.allocate import allocate_command
from steersman.cohort.laboratory.allocation import Terms, allocate, fractional
from steersman.cohort.laboratory.candidates import candidates_of
from steersman.cohort.laboratory.effect_draws import (
    Draws,
    conditional_default,
    default_correlation,
)
from steersman.cohort.laboratory.population import load_population
from steersman.cohort.laboratory.programme import load_programme, programme_ids
from steersman.cohort.laboratory.programme_file import read_programme
from steersman.cohort.laboratory.selection import (
    EXACT,
    Caution,
    Floor,
    fill,
    mixed_value,
    select,
    select_cautiously,
)
from steersman.cohort.laboratory.silence import silent_library
from steersman.cohort.laboratory.synthetic import synthetic_firms
from steersman.data import read_text

SME = "cn/technology-sme-evaluation"


@pytest.fixture(scope="module")
def firms():
    return synthetic_firms(load_population("cn-technology"), 2500, 5).collect()


@pytest.fixture(scope="module")
def grants(firms):
    programme = load_programme("rd-grant")
    return programme, candidates_of(firms.lazy(), programme, "")


def brute_force(values, costs, budget, floors=()):
    best = 0.0
    for bits in product((False, True), repeat=len(values)):
        chosen = np.array(bits)
        spent = costs[chosen].sum()
        kept = all(costs[chosen & f.members].sum() >= f.share * spent - 1e-9 for f in floors)
        if spent <= budget and kept:
            best = max(best, values[chosen].sum())
    return best


def test_the_knapsack_of_kreher_and_stinson():
    # Kreher, D. L., and Stinson, D. R. (1999). Combinatorial Algorithms; as instance P01 in
    # Burkardt's collection KNAPSACK_01: optimum 309 with items 1, 2, 3, 4 and 6.
    costs = np.array([23, 31, 29, 44, 53, 38, 63, 85, 89, 82.0])
    values = np.array([92, 57, 49, 68, 60, 43, 67, 84, 87, 72.0])
    found = select(values, costs, 165)
    assert found.value == 309
    assert np.flatnonzero(found.chosen).tolist() == [0, 1, 2, 3, 5]


@given(st.integers(0, 10_000), st.floats(0.05, 1.2), st.sampled_from([0.0, 0.3, 0.6]))
@settings(max_examples=25, deadline=None)
def test_small_choices_are_those_of_brute_force(seed, tightness, share):
    random = np.random.default_rng(seed)
    values, costs = random.normal(1, 1, 9), random.uniform(0.5, 3, 9)
    floors = (Floor(random.random(9) < 0.4, share),) if share else ()
    budget = tightness * costs.sum()
    found = select(values, costs, budget, floors)
    assert found.value == pytest.approx(brute_force(values, costs, budget, floors), abs=1e-6)
    assert costs[found.chosen].sum() <= budget
    assert found.value <= found.bound + 1e-6


@given(st.integers(0, 10_000), st.floats(0.01, 0.9))
@settings(max_examples=10, deadline=None)
def test_large_choices_keep_the_budget_and_their_bound(seed, tightness):
    random = np.random.default_rng(seed)
    count = EXACT + 200
    values, costs = random.normal(1, 1, count), random.uniform(0.5, 3, count)
    budget = tightness * costs.sum()
    members = random.random(count) < 0.3
    plain = select(values, costs, budget)
    tied = select(values, costs, budget, (Floor(members, 0.5),))
    for found in (plain, tied):
        assert costs[found.chosen].sum() <= budget + 1e-9
        assert found.value <= found.bound + 1e-6
        # The relaxation cuts at most one award for each constraint; others may make room for these.
        assert found.bound - found.value <= 3 * values.max()
    assert costs[tied.chosen & members].sum() >= 0.5 * costs[tied.chosen].sum() - 1e-9
    assert plain.bound >= tied.bound - 1e-6
    more = select(values, costs, 1.1 * budget)
    assert more.bound >= plain.bound - 1e-9
    assert fractional(values, costs, budget) == pytest.approx(plain.bound)


def test_equal_costs_take_the_best_firms():
    values = np.random.default_rng(1).normal(1, 1, EXACT + 500)
    found = select(values, np.ones(len(values)), 100.0)
    assert found.value == pytest.approx(np.sort(values)[-100:].sum())
    assert select(values, np.ones(len(values)), 1e9).value == pytest.approx(
        values[values > 0].sum()
    )


def test_caution_reaches_the_optimum_of_the_linear_program_of_rockafellar_and_uryasev():
    random = np.random.default_rng(3)
    count, draws, caution = 30, 50, Caution(0.7, 0.1)
    effects = random.normal(1, 1.5, (count, draws))
    costs, budget = random.uniform(0.5, 2, count), 8.0
    found = select_cautiously(
        effects.mean(axis=1), costs, budget, (), caution,
        lambda x: x @ effects, lambda worst: effects[:, worst].mean(axis=1),
    )  # fmt: skip
    # max (1 - c) mean + c (eta - sum(short) / (tail * draws)), short_d >= eta - x @ effects_d
    objective = np.concatenate(
        [-(1 - 0.7) * effects.mean(axis=1), [-0.7], np.full(draws, 0.7 / (0.1 * draws))]
    )
    shortfall = np.hstack([-effects.T, np.ones((draws, 1)), -np.eye(draws)])
    money = np.concatenate([costs, np.zeros(1 + draws)])
    limits = [(0, 1)] * count + [(None, None)] + [(0, None)] * draws
    direct = linprog(objective, np.vstack([shortfall, money]), [0.0] * draws + [budget],
                     bounds=limits)  # fmt: skip
    assert found.bound == pytest.approx(-direct.fun, rel=1e-5)
    reached = mixed_value(found.chosen.astype(float) @ effects, caution)
    assert found.value == pytest.approx(reached)
    assert found.value <= found.bound + 1e-9
    assert costs[found.chosen].sum() <= budget


def test_more_caution_gives_up_mean_effect_for_better_bad_cases():
    # Two kinds of firm: one good on average and bad in a tenth of draws, one always the same.
    draws = 100
    risky = np.where(np.arange(draws) < 10, -3.0, 1.5)
    effects = np.vstack([np.tile(risky, (5, 1)), np.tile(np.full(draws, 0.8), (5, 1))])
    costs = np.ones(10)

    def chosen(weight):
        return select_cautiously(
            effects.mean(axis=1), costs, 5.0, (), Caution(weight, 0.1),
            lambda x: x @ effects, lambda worst: effects[:, worst].mean(axis=1),
        ).chosen  # fmt: skip

    assert chosen(0.01)[:5].all()
    assert chosen(0.99)[5:].all()
    assert not chosen(0.99)[:5].any()


def test_a_floor_is_kept_and_has_its_price(grants):
    programme, candidates = grants
    free, _ = allocate(programme, candidates, Terms(5e6, "", (), 0.0, 1), synthetic=True)
    terms = Terms(5e6, "", (("region", "west", 0.5),), 0.0, 1)
    tied, table = allocate(programme, candidates, terms, synthetic=True)
    west = table.filter(pl.col("region") == "west")
    spent = (table["cost"] * table["share.best"]).sum()
    assert (west["cost"] * west["share.best"]).sum() >= 0.5 * spent - 1e-6
    assert tied.price_of_floors > 0
    assert free.price_of_floors == 0
    assert tied.ways[0].effect.mean < free.ways[0].effect.mean


def test_every_way_keeps_the_budget_and_the_best_is_best(grants):
    programme, candidates = grants
    found, table = allocate(programme, candidates, Terms(5e6, "", (), 0.0, 1), synthetic=True)
    assert [outcome.way for outcome in found.ways] == ["best", "first_come", "lottery", "equal"]
    assert all(outcome.spent <= 5e6 * (1 + 1e-9) for outcome in found.ways)
    best, *others = found.ways
    assert all(best.effect.mean > other.effect.mean for other in others)
    assert found.over_lottery.mean > 0
    assert 0 <= found.perfect_information.low <= found.perfect_information.mean
    assert found.gap < 0.02
    lottery = next(outcome for outcome in found.ways if outcome.way == "lottery")
    assert found.over_lottery.mean == pytest.approx(best.effect.mean - lottery.effect.mean)
    assert found.candidates == table.height == len(candidates)
    assert sum(group.spent for group in found.groups if group.column == "size") == pytest.approx(
        best.spent
    )


def test_an_expectation_promises_no_more_than_it_brings_and_one_estimate_does(grants):
    programme, candidates = grants
    found, _ = allocate(programme, candidates, Terms(5e6, "", (), 0.0, 1), synthetic=True)
    promise = found.promise
    error = found.ways[0].effect.high - found.ways[0].effect.low
    assert abs(promise.promised - promise.fresh) < 0.1 * error
    assert promise.naive_promised > 1.5 * promise.naive_fresh  # the winner's curse
    assert promise.naive_fresh < promise.fresh


def test_draws_have_the_published_mean_and_interval(grants):
    programme, candidates = grants
    plain = replace(
        candidates,
        need=np.zeros(len(candidates)),
        doubt=np.zeros(len(candidates)),
        take_up=np.ones(len(candidates)),
        scale=np.ones(len(candidates)),
    )
    draws = Draws(replace(programme, spread=0.0), plain, 4, 4000)
    effects = np.concatenate([part for _, part in draws.effects()])
    small = effects[plain.size == 0]
    assert small.mean() == pytest.approx(1.0, abs=0.02)
    assert np.quantile(small[0], [0.025, 0.975]) == pytest.approx([0.6, 1.4], abs=0.04)
    by_firm, by_draw = draws.parts()
    assert np.abs(by_firm @ by_draw - effects).max() < 1e-9


def test_need_raises_the_effect_and_luck_leaves_the_mean(grants):
    programme, candidates = grants
    draws = Draws(programme, candidates, 4, 3000)
    by_firm, by_draw = draws.parts()
    with_luck = draws.totals(np.ones((len(candidates), 1)))[:, 0]
    assert with_luck.mean() == pytest.approx((by_firm @ by_draw).sum(axis=0).mean(), rel=0.01)
    needy = replace(candidates, need=candidates.need + 1)
    more = Draws(programme, needy, 4, 3000).parts()
    assert (more[0] @ more[1]).sum() > (by_firm @ by_draw).sum()


def test_risk_weight_of_basel_comes_out():
    # Basel Committee (2006), annex 5: corporate claim, PD 1 %, LGD 45 %, 2.5 years: 92.32 %.
    chance = np.array(0.01)
    assert default_correlation(chance) == pytest.approx(0.12 + 0.12 * exp(-0.5), abs=1e-9)
    stressed = conditional_default(chance, np.array(norm.ppf(0.001)))
    slope = (0.11852 - 0.05478 * log(0.01)) ** 2
    capital = 0.45 * (stressed - 0.01) / (1 - 1.5 * slope)
    assert 12.5 * capital == pytest.approx(0.9232, abs=1e-4)


def test_defaults_given_the_factor_average_to_the_chance():
    factor = np.random.default_rng(1).standard_normal(200_000)
    assert conditional_default(np.array(0.05), factor).mean() == pytest.approx(0.05, abs=1e-3)


def test_losses_on_guarantees_have_their_expected_value(firms):
    programme = load_programme("loan-guarantee")
    candidates = candidates_of(firms.lazy(), programme, "")
    everybody = np.ones(len(candidates))
    losses = Draws(programme, candidates, 2, 2000).losses(everybody)
    expected = (candidates.cost * candidates.take_up).sum()
    assert losses.mean() == pytest.approx(expected, rel=0.05)
    found, _ = allocate(programme, candidates, Terms(1e6, "", (), 0.0, 1), synthetic=True)
    assert found.guarantee is not None
    assert found.guarantee.covered == pytest.approx(0.8 * found.guarantee.credit)
    assert found.guarantee.loss.mean <= 1e6
    assert found.guarantee.loss_95 > found.guarantee.loss.mean
    assert found.guarantee.leverage > 10
    assert 0 < found.guarantee.defaults < 0.1 * found.ways[0].firms


def test_who_is_a_candidate(firms):
    programme = load_programme("rd-grant")
    answers = np.array(["yes", "no", "unknown", "judgement"])[np.arange(len(firms)) % 4]
    table = firms.with_columns(
        pl.Series("size", ["small"] * len(firms)),
        pl.Series(SME, answers), pl.lit(60.0).alias(f"{SME}.low"),
    )  # fmt: skip
    found = candidates_of(table.lazy(), programme, SME)
    yes = table.filter(pl.col(SME) == "yes")
    paid = yes.filter(pl.col("rd_spending") * 0.3 >= 50_000)
    assert len(found) == paid.height
    assert found.without_figure == yes.height - paid.height
    assert found.open == len(firms) // 2
    assert (found.award <= 2_000_000).all()
    assert (found.points == 60).all()
    assert len(candidates_of(firms.lazy(), load_programme("early-stage-grant"), "")) == (
        firms["size"].is_in(["micro", "small"]).sum()
    )


def test_scores_are_used_with_their_doubt_and_weights_count(firms):
    programme = load_programme("early-stage-grant")
    known = firms.with_columns(
        pl.lit(30.0).alias("financing.score"), pl.lit(20.0).alias("financing.low"),
        pl.lit(40.0).alias("financing.high"), pl.lit(3.0).alias("weight"),
    )  # fmt: skip
    found = candidates_of(known.lazy(), programme, "")
    assert (found.need == 1.0).all()
    assert found.doubt == pytest.approx(np.full(len(found), 20 / (2 * 1.644854 * 20)))
    assert (found.award == 3_000_000).all()
    assert (found.scale == 3).all()
    without = candidates_of(firms.drop("financing.answers").lazy(), programme, "")
    assert (without.need == 0).all()
    assert (without.doubt == 1).all()


@pytest.mark.parametrize("identifier", programme_ids())
def test_every_number_of_a_programme_says_where_it_comes_from(identifier):
    programme = load_programme(identifier)
    assert all(source.text for source in programme.sources)
    assert any(source.basis != "assumed" for source in programme.sources)
    for effect in programme.effects:
        assert effect.estimate.low < effect.estimate.centre < effect.estimate.high
    assert set(programme.take_up) == set(programme.sizes)
    assert {"en", "zh_CN"} <= set(programme.title)


def test_groups_may_be_numbers_and_firms_without_weight_are_left_out(firms):
    programme = load_programme("early-stage-grant")
    table = firms.head(500).with_columns(
        pl.lit(3).alias("region"),
        pl.when(pl.int_range(pl.len()) % 2 == 0).then(1.0).alias("weight"),
    )
    found = candidates_of(table.lazy(), programme, "")
    assert set(found.groups["region"]) == {"3"}
    assert (found.weight == 1).all()
    assert len(found) + found.without_figure == table["size"].is_in(["micro", "small"]).sum()


def changed_programme(folder, *changes, base="loan-guarantee"):
    text = read_text("cohort.laboratory.programmes", f"{base}.toml")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("identifier", programme_ids())
def test_packaged_programmes_pass_the_check_of_own_ones(identifier, tmp_path):
    programme, problems = read_programme(changed_programme(tmp_path, base=identifier))
    assert problems == ()
    assert replace(programme, id=identifier) == load_programme(identifier)


@pytest.mark.parametrize(
    ("change", "code", "key"),
    [
        (("low = 0.658", "low = 0.8"), "programme-interval", "low ="),
        (('"small", "medium"', '"small", "large"'), "programme-size-missing", "[take"),
        (('"micro", "small", "medium"', '"micro", "micro"'), "programme-shape", "sizes"),
        (('factor = "financing"', 'factor = "money"'), "programme-factor", "factor"),
        (("cover = 0.8", "cover = 1.8"), "programme-shape", "cover"),
        (("fee = 0.01", "fees = 0.01"), "programme-shape", "[guarantee"),
        (("fee = 0.01", "fee = "), "programme-unreadable", "fee ="),
    ],
)  # fmt: skip
def test_an_own_programme_is_refused_with_the_line_at_fault(change, code, key, tmp_path):
    file = changed_programme(tmp_path, change)
    programme, problems = read_programme(file)
    assert programme is None
    assert problems[0].code == code
    line = int(problems[0].place.rpartition(":")[2])
    assert file.read_text("utf-8").splitlines()[line - 1].startswith(key)
    assert read_programme(tmp_path / "none.toml")[1][0].code == "programme-unreadable"


def test_filling_takes_what_fits_in_order():
    chosen = fill(np.zeros(4, dtype=bool), np.arange(4), np.array([3, 5, 2, 1.0]), 6)
    assert chosen.tolist() == [True, False, True, True]


def test_the_command_shows_writes_and_refuses(firms, tmp_path):
    table, out = tmp_path / "firms.parquet", tmp_path / "awards.csv"
    firms.head(1500).write_parquet(table)
    runner = CliRunner()
    usual = [str(table), "--programme", "rd-grant", "--budget", "2000000"]
    shown = runner.invoke(allocate_command, [*usual, "--rule", SME, "--out", str(out)])
    assert shown.exit_code == 0, shown.output
    assert "Synthetic population" in shown.output
    awards = pl.read_csv(out)
    assert (awards["cost"] * awards["share.best"]).sum() <= 2_000_000
    assert awards["synthetic"].all()
    chinese = runner.invoke(allocate_command, [*usual, "--language", "zh_CN", "--caution", "0.5"])
    assert "新增研发投入" in chinese.output
    own = changed_programme(tmp_path, ("share = 0.3", "share = 0.6"), base="rd-grant")
    mine = [str(table), "--programme", str(own), "--budget", "2000000"]
    assert runner.invoke(allocate_command, mine).exit_code == 0
    own.write_text("kind = 3", encoding="utf-8")
    assert runner.invoke(allocate_command, mine).exit_code == 2
    document = json.loads(runner.invoke(allocate_command, [*usual, "--json"]).output)
    assert document["ways"][0]["way"] == "best"
    wrong = [
        ["--programme", "rd-grnt"], ["--rule", "cn/x"], ["--at-least", "region=atlantis:0.2"],
        ["--at-least", "region"], ["--out", "awards.xlsx"],
    ]  # fmt: skip
    for extra in wrong:
        assert runner.invoke(allocate_command, [*usual, *extra]).exit_code == 2
    none = firms.head(20).with_columns(pl.lit(0).alias("rd_spending"))
    none.write_parquet(table)
    assert runner.invoke(allocate_command, usual).exit_code == 2


def test_a_share_for_a_region_does_not_give_it_what_nothing_tells_apart(firms):
    """Firms that are alike are chosen by lot; neither the solver nor the table decides."""
    programme = load_programme("rd-grant")
    alike = firms.with_columns(
        pl.lit("small").alias("size"),
        pl.lit(30.0).alias("staff"),
        pl.lit(1e6).alias("rd_spending"),
        pl.Series("region", ["west", "east", "south", "north", "centre"] * (firms.height // 5)),
    )
    alike = alike.select("firm", "region", "size", "staff", "rd_spending")
    found = candidates_of(alike.lazy(), programme, "")
    assert len(found) > EXACT
    terms = Terms(
        budget=0.05 * float(found.cost.sum()), rule="", caution=0.0, seed=1,
        floors=(("region", "west", 0.3),),
    )  # fmt: skip
    allocation, table = allocate(programme, found, terms, synthetic=True)
    assert allocation.by_lot == len(found)
    spent = {g.levels[0]: g.spent for g in allocation.groups if g.column == "region"}
    total = sum(spent.values())
    assert 0.3 <= spent["west"] / total < 0.34
    assert all(share > 0.1 * total for share in spent.values())
    again = allocate(programme, found, replace(terms, seed=terms.seed + 1), synthetic=True)[1]
    assert not again["share.best"].equals(table["share.best"])


def test_what_the_solver_prints_is_not_shown(capfd: pytest.CaptureFixture[str]) -> None:
    """HiGHS says how it mends solutions of programs like these, which would spoil JSON."""
    random = np.random.default_rng(0)
    with silent_library():
        os.write(1, b"by compiled code")
    costs = random.lognormal(10, 1, 300)
    floor = Floor(random.uniform(size=300) < 0.3, 0.3)
    select(costs * random.uniform(0.2, 0.8, 300), costs, costs.sum() / 3, (floor,))
    os.write(1, b"by Python\n")
    assert capfd.readouterr().out == "by Python\n"
