"""Fair division, incentive contracts, raters, workforce, departures, survey suppression."""

from itertools import combinations, permutations, product
from math import exp
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_rossi
from scipy.optimize import linprog

from steersman.methods.arrays import FloatArray
from steersman.methods.departure_rates import pooled_rates, survival
from steersman.methods.fair_division import sampled_shapley_value, shapley_value, slices
from steersman.methods.incentive_contracts import (
    Trials,
    equal_split,
    exploration_contract,
    linear_contract,
    tournament_effort,
)
from steersman.methods.manpower import Workforce, plan_workforce
from steersman.methods.rater_model import (
    chance_of_better,
    close_bands,
    fit_rater_model,
    raters_needed,
)
from steersman.methods.staffing_mix import StaffingNeed, cheapest_mix
from steersman.methods.suppression import all_equal, change_is_safe, fewest_told_on, pooled


def game(*values: float) -> Any:
    """A game by the values of {1}, {2}, {3}, {12}, {13}, {23}, {123}."""
    coalitions = [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)]
    table = {frozenset(c): v for c, v in zip(coalitions, values, strict=True)}
    return lambda coalition: table.get(coalition, 0.0)


GAMES = [
    ((6, 12, 42, 12, 42, 42, 42), (2, 5, 35)),
    ((68, 102, 0, 170, 710, 762, 992), (229, 272, 491)),
    ((1, 1, 2, 1, 2, 2, 2), (1 / 3, 1 / 3, 4 / 3)),
]
"""Documentation of coopgt, of R's coopProductGame, and of R's GameTheoryAllocation."""


@pytest.mark.parametrize(("values", "shares"), GAMES)
def test_shapley_values_as_published(values: Any, shares: Any) -> None:
    assert shapley_value(game(*values), 3).shares == pytest.approx(shares, abs=1e-9)
    sampled = sampled_shapley_value(game(*values), 3, 4000, np.random.default_rng(1))
    assert sampled.shares.sum() == pytest.approx(sum(shares))
    assert np.abs(sampled.shares - shares).max() < 4 * sampled.error.max() + 1e-9


@given(st.lists(st.floats(-100, 100), min_size=16, max_size=16))
def test_shapley_axioms(values: list[float]) -> None:
    """Efficient; the same by all orders; a player who adds nothing gets nothing."""

    def worth(coalition: frozenset[int]) -> float:
        code = sum(1 << p for p in coalition if p < 4)
        return values[code] if code else 0.0

    shares = shapley_value(worth, 5).shares
    everybody = worth(frozenset(range(5)))
    assert shares.sum() == pytest.approx(everybody, abs=1e-6)
    assert shares[4] == pytest.approx(0, abs=1e-9)
    by_orders = np.zeros(4)
    for order in permutations(range(4)):
        for place, player in enumerate(order):
            before = frozenset(order[:place])
            by_orders[player] += (worth(before | {player}) - worth(before)) / 24
    assert shares[:4] == pytest.approx(by_orders, abs=1e-6)


def test_many_players_are_sampled() -> None:
    with pytest.raises(ValueError, match="too many"):
        shapley_value(len, 17)
    division = sampled_shapley_value(lambda c: float(len(c)), 20, 3, np.random.default_rng(1))
    assert division.shares == pytest.approx(np.ones(20))


def test_slicing_pie() -> None:
    """Moyer's rules: unpaid pay twice, cash four times."""
    shares = slices(np.array([200.0, 80.0, 0.0]), np.array([50.0, 50.0, 0.0]),
                    np.array([0.0, 0.0, 20_000.0]))  # fmt: skip
    assert shares == pytest.approx([0.185185, 0.074074, 0.740741], abs=5e-7)


def test_linear_contract() -> None:
    """Share 1/(1 + r c variance), surplus 1/(2c(1 + r c variance)); nothing for pure luck."""
    contract = linear_contract(2, 1, 0.25)
    assert (contract.share, contract.surplus) == pytest.approx((2 / 3, 1 / 3))
    contract = linear_contract(4, 1, 1)
    assert (contract.share, contract.surplus) == pytest.approx((0.2, 0.1))
    assert linear_contract(1, 2, float("inf")).share == 0
    assert linear_contract(0, 2, 5).share == 1
    with pytest.raises(ValueError, match="cost"):
        linear_contract(1, 0, 1)


def test_equal_split_and_tournament() -> None:
    assert [equal_split(n)[1] for n in (2, 3, 5, 10)] == pytest.approx(
        [0.75, 0.556, 0.36, 0.19], abs=5e-4
    )
    assert equal_split(4)[0] == 0.25
    assert tournament_effort(20, 1 / 20, 0.5) == 2
    with pytest.raises(ValueError, match="member"):
        equal_split(0)


@settings(deadline=None, max_examples=60)
@given(
    st.floats(0.3, 0.7), st.floats(0.1, 0.9), st.floats(0.2, 0.9), st.floats(0.0, 0.5),
    st.floats(0.0, 0.05), st.floats(0.0, 0.05),
)  # fmt: skip
def test_exploration_rewards_an_early_failure_mended(
    known: float, promise: float, learning: float, idle: float, cheap: float, dear: float
) -> None:
    """Manso (2011): failure then success is paid no less than success then failure."""
    new = known * promise
    after = new + learning * (1 - new)
    trials = Trials(known, new, after, known * idle * promise, cheap, dear)
    if not trials.new_after_success > known > trials.new_after_failure:
        return
    try:
        contract = exploration_contract(trials)
    except ValueError:
        return
    assert contract.failure_success >= contract.success_failure - 1e-9
    assert contract.expected >= 0


def simulated_ratings(
    rng: np.random.Generator, persons: int, raters: int, part: float, chance: float = 0.4
) -> Any:
    person, severity = rng.normal(0, 0.5, persons), rng.normal(0, 0.4, raters)
    rows = [
        (p, r, 3 + person[p] - severity[r] + rng.normal(0, chance))
        for p, r in product(range(persons), range(raters))
        if part == 1 or rng.uniform() < part or r == p % raters
    ]
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return person, severity, columns


def _distance(one: FloatArray, other: FloatArray) -> float:
    gap = one - one.mean() - other + other.mean()
    return float(np.sqrt(np.mean(gap**2)))


def test_severities_are_recovered_and_people_ranked_better_than_by_means() -> None:
    """Half of all pairs rated: errors of people and raters well below those of plain means."""
    rng = np.random.default_rng(4)
    errors: dict[str, list[float]] = {"model": [], "mean": [], "severity": []}
    for _ in range(40):
        person, severity, (p, r, score) = simulated_ratings(rng, 12, 6, 0.5)
        model = fit_rater_model(p, r, score)
        plain = np.array([score[p == who].mean() for who in range(12)])
        errors["model"].append(_distance(model.person, person))
        errors["mean"].append(_distance(plain, person))
        errors["severity"].append(_distance(model.severity, severity))
    assert np.mean(errors["model"]) < 0.85 * np.mean(errors["mean"])
    assert np.mean(errors["severity"]) < 0.2


@pytest.mark.parametrize(("persons", "raters", "chance"), [(5, 2, 0.6), (10, 3, 0.4), (12, 6, 0.5)])
def test_intervals_keep_their_promise_in_small_firms(
    persons: int, raters: int, chance: float
) -> None:
    """Nine of ten scores lie in their interval, and who is called surely better mostly is."""
    rng = np.random.default_rng(7)
    inside = claimed = right = 0
    runs = 120
    for _ in range(runs):
        person, _, (p, r, score) = simulated_ratings(rng, persons, raters, 1.0, chance)
        model = fit_rater_model(p, r, score)
        truth = 3 + person
        spread = 1.645 * np.sqrt(np.diag(model.score_covariance))
        inside += int((np.abs(model.mean + model.person - truth) <= spread).sum())
        sure = chance_of_better(model) >= 0.9
        claimed += int(sure.sum())
        right += int((sure & (person[:, None] > person[None, :])).sum())
    assert 0.85 <= inside / (runs * persons) <= 0.97
    assert claimed > 0
    assert right / claimed > 0.9


def test_balanced_ratings_give_the_classical_variances() -> None:
    """Restricted likelihood equals the analysis of variance where all rate all (Searle 1992)."""
    rng = np.random.default_rng(8)
    people, judges = 7, 3
    table = rng.normal(0, 1, (people, 1)) + rng.normal(0, 0.8, (1, judges))
    table = 5 + table + rng.normal(0, 0.5, (people, judges))
    p, r = np.divmod(np.arange(people * judges), judges)
    model = fit_rater_model(p, r, table.ravel(), prior=False)
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    rest = table - rows[:, None] - columns[None, :] + table.mean()
    noise = (rest**2).sum() / ((people - 1) * (judges - 1))
    between_people = judges * rows.var(ddof=1)
    between_judges = people * columns.var(ddof=1)
    assert model.noise_variance == pytest.approx(noise, rel=1e-4)
    assert model.person_variance == pytest.approx((between_people - noise) / judges, rel=1e-3)
    assert model.rater_variance == pytest.approx((between_judges - noise) / people, rel=1e-3)
    shrink = 1 - noise / between_people
    assert model.person == pytest.approx((rows - table.mean()) * shrink, abs=2e-3)


def test_people_too_close_to_call_share_a_band() -> None:
    person = np.repeat([0, 1, 2], 8)
    rater = np.tile(np.repeat([0, 1], 4), 3)
    scores = np.array([4.9, 5.1] * 4 + [4.8, 5.1] * 4 + [1.9, 2.1] * 4)
    model = fit_rater_model(person, rater, scores)
    assert close_bands(model, 0.9).tolist() == [0, 0, 1]
    chances = chance_of_better(model)
    assert chances + chances.T == pytest.approx(np.ones((3, 3)))
    with pytest.raises(ValueError, match="few"):
        fit_rater_model(person, np.zeros(24, np.int64), scores)


def test_raters_needed() -> None:
    """Spearman and Brown's formula for a reliability of .80."""
    found = [raters_needed(one, 0.8) for one in (0.45, 0.52, 0.65)]
    assert found == pytest.approx([4.9, 3.7, 2.2], abs=0.06)
    with pytest.raises(ValueError, match="between"):
        raters_needed(0, 0.8)


WILLIAMS = Workforce(
    today=np.array([2000.0, 1500, 1000]),
    required=np.array([[1000.0, 1400, 1000], [500, 2000, 1500], [0, 2500, 2000]]),
    stays=np.array([0.9, 0.95, 0.95]),
    new_stays=np.array([0.75, 0.8, 0.9]),
    demoted_stays=0.5,
    most_hired=np.array([500.0, 800, 500]),
    training_cost=np.array([400.0, 500, 0]),
    most_trained=np.array([200.0, np.inf, 0]),
    trained_share=np.array([np.inf, 0.25, np.inf]),
    redundancy_cost=np.array([200.0, 500, 500]),
    most_extra=150.0,
    extra_cost=np.array([1500.0, 2000, 3000]),
    most_short_time=np.array([50.0, 50, 50]),
    short_time_cost=np.array([500.0, 400, 400]),
)
"""Williams, Model Building in Mathematical Programming, problem 5."""


def test_manpower_planning() -> None:
    """Optima as published with the Gurobi modelling examples and solved anew."""
    fewest = plan_workforce(WILLIAMS, "redundancy")
    assert fewest.redundant.sum() == pytest.approx(841.796875, abs=1e-5)
    cheapest = plan_workforce(WILLIAMS, "cost")
    assert cheapest.cost == pytest.approx(498_677.29, abs=0.005)
    assert cheapest.redundant.sum() == pytest.approx(1_423.72, abs=0.005)
    impossible = Workforce(**{**_fields(WILLIAMS), "most_hired": np.zeros(3)})
    with pytest.raises(ValueError, match="met"):
        plan_workforce(impossible, "cost")


def _fields(workforce: Workforce) -> dict[str, Any]:
    return {name: getattr(workforce, name) for name in workforce.__dataclass_fields__}


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6))
def test_the_cheapest_mix_is_that_of_enumeration(seed: int) -> None:
    """Courses and shortages among them; every subset is checked by its own linear program."""
    rng = np.random.default_rng(seed)
    kinds, periods, people, options = 2, 2, 2, 5
    need = StaffingNeed(
        demand=rng.integers(0, 5, (kinds, periods)) / 2,
        capacity=rng.integers(0, 3, (people, periods)) / 2,
        able=rng.uniform(size=(people, kinds)) < 0.6,
        option_capacity=rng.integers(0, 3, (options, periods)) / 2,
        option_able=rng.uniform(size=(options, kinds)) < 0.7,
        option_cost=rng.integers(1, 9, options).astype(float),
        option_person=rng.integers(-1, people, options),
    )
    mix = cheapest_mix(need)
    short = {
        chosen: _shortage(need, chosen)
        for size in range(options + 1)
        for chosen in combinations(range(options), size)
    }
    least = short[tuple(range(options))]
    costs = [need.option_cost[list(c)].sum() for c, gap in short.items() if gap <= least + 1e-6]
    assert mix.cost == min(costs)
    assert short[mix.options] <= least + 1e-6
    assert mix.uncovered.sum() == pytest.approx(least, abs=1e-5)


def _shortage(need: StaffingNeed, chosen: tuple[int, ...]) -> float:
    """Return the least work left over with some options, period by period, as a flow problem."""
    total = 0.0
    for period in range(need.demand.shape[1]):
        work = [(p, k, p, -1) for p in range(len(need.able)) for k in range(2) if need.able[p, k]]
        work += [
            (int(need.option_person[o]), k, -1, o)
            for o in chosen for k in range(2) if need.option_able[o, k]
        ]  # fmt: skip
        rows, sides = [], []
        for kind in range(2):
            rows.append([float(k == kind) for _, k, _, _ in work])
            sides.append(need.demand[kind, period])
        for person in range(len(need.able)):
            rows.append([float(p == person) for p, _, _, _ in work])
            sides.append(need.capacity[person, period])
        for option in chosen:
            rows.append([float(o == option) for _, _, _, o in work])
            sides.append(need.option_capacity[option, period])
        done = 0.0
        if work:
            found = linprog(-np.ones(len(work)), A_ub=np.array(rows), b_ub=sides)
            done = -float(found.fun)
        total += float(need.demand[:, period].sum()) - done
    return total


def test_training_uses_the_time_of_who_is_trained() -> None:
    """One person and two kinds of work: training helps only as far as the person has time."""

    def mix(second: float) -> Any:
        return cheapest_mix(
            StaffingNeed(
                demand=np.array([[0.5], [second]]),
                capacity=np.array([[1.0]]),
                able=np.array([[True, False]]),
                option_capacity=np.array([[1.0], [1.0]]),
                option_able=np.array([[False, True], [False, True]]),
                option_cost=np.array([1.0, 10.0]),
                option_person=np.array([0, -1]),
            )
        )

    assert mix(0.5).options == (0,)
    assert mix(0.8).options == (1,)
    assert mix(0.0).options == ()
    assert mix(3.0).uncovered[1, 0] == pytest.approx(1.5)


def test_rates_of_small_groups_are_drawn_to_the_base() -> None:
    """Gamma posterior: two departures in ten person-years, ten years of a base of a tenth."""
    (some, nobody, many) = pooled_rates(
        np.array([2.0, 0.0, 50.0]), np.array([10.0, 0.0, 250.0]), 0.1, 10.0
    )
    assert some.mean == pytest.approx(3 / 20)
    assert nobody.mean == pytest.approx(0.1)
    assert many.mean == pytest.approx(51 / 260)
    assert many.high - many.low < some.high - some.low
    assert some.chance == pytest.approx(1 - exp(-0.15))
    with pytest.raises(ValueError, match="base"):
        pooled_rates(np.array([1.0]), np.array([1.0]), 0.0, 1.0)


def test_survival_against_lifelines() -> None:
    """Rossi's recidivism data as shipped with lifelines, an independent implementation."""
    data = load_rossi()
    times, stays = survival(data["week"].to_numpy(float), data["arrest"].to_numpy(bool))
    fitter = KaplanMeierFitter().fit(data["week"], data["arrest"])
    assert stays == pytest.approx(fitter.predict(times).to_numpy(), abs=1e-12)
    assert len(times) == 49


def test_nine_and_four_close_both_departments_nine_and_six_open() -> None:
    """Culture Amp's published example of the remainder rule."""
    assert pooled(["a"] * 9 + ["b"] * 4, 5) is None
    assert pooled(["a"] * 9 + ["b"] * 6, 5) == ["a"] * 9 + ["b"] * 6
    assert pooled(["a"] * 9 + ["b"] * 4 + ["c"] * 6, 5) == ["a"] * 9 + [""] * 10
    assert pooled(["a"] * 4, 5) is None


def test_overlapping_filters_cannot_be_played_against_each_other() -> None:
    """Units 9 and 9, sites 9 and 9, crossing in 8, 1, 1, 8: unit less site tells on two."""
    units = ["x"] * 9 + ["y"] * 9
    sites = ["s"] * 8 + ["t"] + ["s"] + ["t"] * 8
    assert fewest_told_on(units, sites) == 2
    assert fewest_told_on(units, units) == 9
    assert fewest_told_on(["x"] * 10 + ["y"] * 10, (["s"] * 5 + ["t"] * 5) * 2) == 10


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 10**6), st.integers(1, 3), st.integers(1, 3), st.integers(2, 4))
def test_no_combination_of_two_divisions_tells_on_few(
    seed: int, groups: int, others: int, threshold: int
) -> None:
    """Brute force over all small sets: is there a non-zero combination that is zero elsewhere?"""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(4, 11))
    one, two = rng.integers(0, groups, count), rng.integers(0, others, count)
    views = np.array([one == g for g in range(groups)] + [two == g for g in range(others)], float)
    rank = np.linalg.matrix_rank(views)
    told = min(
        (
            size
            for size in range(1, threshold)
            for few in combinations(range(count), size)
            if np.linalg.matrix_rank(np.delete(views, few, axis=1)) < rank
        ),
        default=None,
    )
    smallest = min(
        [fewest_told_on(one.tolist(), two.tolist()) or count]
        + [int((one == g).sum()) or count for g in range(groups)]
        + [int((two == g).sum()) or count for g in range(others)]
    )
    if told is None:
        assert smallest >= threshold or smallest == count
    else:
        assert smallest == told


def test_waves_and_unanimous_groups() -> None:
    assert change_is_safe(12, 12, 5)
    assert change_is_safe(12, 17, 5)
    assert not change_is_safe(12, 13, 5)
    assert all_equal(np.array([4.0, 4.0]))
    assert not all_equal(np.array([4.0, 5.0]))
    assert not all_equal(np.array([]))
