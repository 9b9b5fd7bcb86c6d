"""The simulation against closed forms and invariants."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.methods.distributions import triangular_quantile
from steersman.methods.project_cash import (
    LEAST_PER_THREAD,
    Economics,
    Scenarios,
    simulate,
    simulate_in_threads,
)
from steersman.methods.scheduling import DONE, Staff, Workload, run_policy

MONTHLY = 1.12 ** (-1 / 12)


def chain(
    successes: list[float], durations: list[int], costs: list[float], *, repeats: bool = False
):
    """One project of stages in a row that need nobody."""
    stages = len(successes)
    work = Workload(
        first_stage=np.array([0, stages]), project=np.array([0]), key=np.array([True]),
        predecessor_start=np.array([0, *range(stages)]), predecessor=np.arange(stages - 1),
        demand_start=np.zeros(stages + 1, np.int64), demand_skill=np.zeros(0, np.int64),
        demand_level=np.zeros(0, np.int64), demand_fte=np.zeros(0), success=np.array(successes),
        repeats=np.full(stages, repeats), expected_duration=np.array(durations, float),
        needs=np.zeros((1, 1), bool), strengthens=np.ones((1, 1)),
    )  # fmt: skip
    staff = Staff(np.zeros((0, 1), np.int64), np.zeros(0), np.full((1, 4, 1), -1))
    money = Economics(
        np.array(costs), np.array([0.0]), np.array([0]), np.array([24]), np.array([np.inf]),
        np.array([0.0]), np.array([0.0]), MONTHLY, 60,
    )  # fmt: skip
    return work, staff, money


def scenarios(
    work, count: int, durations: list[int], peak: float, attempts: int = 1, seed: int = 0
):
    generator = np.random.default_rng(seed)
    stages = len(durations)
    duration = np.broadcast_to(np.array(durations, float)[None, :, None], (count, stages, attempts))
    return Scenarios(
        duration.copy(), generator.uniform(size=(count, stages, attempts)),
        np.full((count, 1), peak), np.full((count, 1), np.inf),
        np.zeros((count, 0)), np.zeros((count, 0)),
        np.zeros((count, 60)),
    )  # fmt: skip


def annuity(start: int, months: int) -> float:
    """Present value of one unit a month, each at the middle of its month."""
    return float(sum(MONTHLY ** (month + 0.5) for month in range(start, start + months)))


def test_serial_chain_has_its_closed_form_value() -> None:
    """Value = payoff x all successes - each stage's cost x the chance that it is reached."""
    successes, durations, costs, peak = [0.6, 0.8, 0.9], [6, 9, 3], [60.0, 180.0, 30.0], 100.0
    work, staff, money = chain(successes, durations, costs)
    count = 400_000
    result = simulate(
        work, staff, money, scenarios(work, count, durations, peak), np.array([0]), 1, 0.0
    )
    begins = [0, 6, 15]
    reached = [1.0, 0.6, 0.48]
    spent = sum(
        chance * cost / months * annuity(begin, months)
        for chance, cost, months, begin in zip(reached, costs, durations, begins, strict=True)
    )
    expected = 0.6 * 0.8 * 0.9 * peak * annuity(18, 24) - spent
    error = result.project_value.std() / np.sqrt(count)
    assert abs(result.project_value.mean() - expected) < 3 * error
    won = peak * annuity(18, 24) - sum(
        cost / months * annuity(begin, months)
        for cost, months, begin in zip(costs, durations, begins, strict=True)
    )
    assert result.project_value.max() == pytest.approx(won)


def test_repeated_stage_costs_and_lasts_as_often_as_it_is_tried() -> None:
    """Tries up to the limit of four follow the geometric distribution cut off there."""
    work, staff, money = chain([0.5], [3], [12.0], repeats=True)
    runs = scenarios(work, 200_000, [3], 0.0, attempts=4)
    result = simulate(work, staff, money, runs, np.array([0]), 1, 0.0)
    tries = result.finish[:, 0] / 3
    assert tries.mean() == pytest.approx(0.5 + 2 * 0.25 + 3 * 0.125 + 4 * 0.125, abs=0.01)
    assert (result.state[:, 0] == DONE).mean() == pytest.approx(1 - 0.5**4, abs=0.003)
    assert -result.cash[:, -1] == pytest.approx(12 * tries)


def test_triangular_quantiles_have_the_moments_of_the_distribution() -> None:
    chances = (np.arange(200_000) + 0.5) / 200_000
    drawn = triangular_quantile(chances, np.array(2.0), np.array(3.0), np.array(7.0))
    assert drawn.mean() == pytest.approx((2 + 3 + 7) / 3, abs=1e-6)
    assert drawn.var() == pytest.approx((4 + 9 + 49 - 6 - 14 - 21) / 18, abs=1e-4)
    assert triangular_quantile(np.array([0.3]), *[np.array(5.0)] * 3) == 5


def random_model(seed: int):
    """A few projects with random stages, people and demands."""
    generator = np.random.default_rng(seed)
    people, skills, projects = 5, 3, 4
    level = generator.integers(0, 4, size=(people, skills))
    order = np.full((skills, 4, people), -1)
    for skill in range(skills):
        for needed in range(1, 4):
            able = [p for p in range(people) if level[p, skill] >= needed]
            order[skill, needed, : len(able)] = able
    first, before_start, before, demand_start = [0], [0], [], [0]
    skill_of, level_of, fte_of = [], [], []
    for _ in range(projects):
        size = int(generator.integers(1, 5))
        for stage in range(size):
            base = first[-1]
            before += [base + n for n in range(stage) if generator.random() < 0.5]
            before_start.append(len(before))
            for _ in range(int(generator.integers(0, 3))):
                skill_of.append(int(generator.integers(0, skills)))
                level_of.append(int(generator.integers(1, 4)))
                fte_of.append(float(generator.choice([0.3, 0.5, 1.0, 1.5])))
            demand_start.append(len(skill_of))
        first.append(first[-1] + size)
    stages = first[-1]
    needs = np.zeros((projects, projects), bool)
    needs[2, 0] = generator.random() < 0.5
    work = Workload(
        np.array(first), np.arange(projects), np.ones(projects, bool), np.array(before_start),
        np.array(before, np.int64), np.array(demand_start), np.array(skill_of, np.int64),
        np.array(level_of, np.int64), np.array(fte_of), generator.uniform(0.5, 1, stages),
        generator.random(stages) < 0.3, generator.uniform(1, 6, stages), needs,
        np.ones((projects, projects)),
    )  # fmt: skip
    staff = Staff(level, generator.choice([0.5, 1.0], people), order)
    money = Economics(
        generator.uniform(0, 50, stages), generator.uniform(0, 20, projects),
        generator.integers(0, 6, projects), generator.integers(6, 30, projects),
        np.full(projects, 20.0), np.full(projects, 0.02), np.zeros(projects), MONTHLY, 60,
    )  # fmt: skip
    return work, staff, money, generator


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 100_000))
def test_schedules_respect_people_precedence_and_skills(seed: int) -> None:
    work, staff, _, generator = random_model(seed)
    stages, people = len(work.success), len(staff.capacity)
    duration = generator.uniform(1, 6, (stages, 4))
    luck = generator.uniform(size=(stages, 4))
    arrives = generator.choice([0.0, 5.0], people)
    leaves = np.full(people, np.inf)
    priority = generator.permutation(len(work.project))
    focus = 2
    plan = run_policy(work, staff, priority, focus, duration, luck, arrives, leaves, 60.0)
    started = np.flatnonzero(np.isfinite(plan.start))
    for stage in started:
        for row in range(work.predecessor_start[stage], work.predecessor_start[stage + 1]):
            assert plan.finish[work.predecessor[row]] <= plan.start[stage] + 1e-9
        assert (arrives[plan.team[stage] > 0] <= plan.start[stage] + 1e-9).all()
        demanded = work.demand_fte[work.demand_start[stage] : work.demand_start[stage + 1]].sum()
        assert plan.team[stage].sum() == pytest.approx(demanded)
        for row in range(work.demand_start[stage], work.demand_start[stage + 1]):
            able = staff.level[:, work.demand_skill[row]] >= work.demand_level[row]
            assert plan.team[stage, able].sum() >= work.demand_fte[row] - 1e-9
    for moment in plan.start[started]:
        running = [s for s in started if plan.start[s] <= moment + 1e-9 < plan.finish[s] - 1e-9]
        assert (plan.team[running].sum(axis=0) <= staff.capacity + 1e-9).all()
        assert (
            len({int(np.searchsorted(work.first_stage, s, side="right")) for s in running}) <= focus
        )


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 100_000))
def test_cash_account_adds_up(seed: int) -> None:
    """Closing cash is opening cash plus every flow; value without discount is the sum of flows."""
    work, staff, money, generator = random_model(seed)
    money = money._replace(monthly_discount=1.0, life=np.zeros(len(work.project), np.int64))
    stages, people, options = len(work.success), len(staff.capacity), len(work.project)
    runs = Scenarios(
        generator.uniform(1, 3, (8, stages, 4)), generator.uniform(size=(8, stages, 4)),
        np.ones((8, options)), np.ones((8, options)),
        np.zeros((8, people)), np.full((8, people), np.inf),
        generator.normal(0, 5, (8, 60)),
    )  # fmt: skip
    result = simulate(work, staff, money, runs, np.arange(options), 9, 100.0)
    closing = 100.0 + runs.fixed_flows.sum(axis=1) + result.project_value
    ended = np.where(np.isfinite(result.finish), result.finish, 0).max(axis=1) < 60
    assert result.cash[ended, -1] == pytest.approx(closing[ended])


def test_scenarios_do_not_influence_each_other() -> None:
    work, staff, money, generator = random_model(5)
    stages, people, options = len(work.success), len(staff.capacity), len(work.project)
    runs = Scenarios(
        generator.uniform(1, 6, (6, stages, 4)), generator.uniform(size=(6, stages, 4)),
        np.ones((6, options)), np.ones((6, options)),
        np.zeros((6, people)), np.full((6, people), np.inf),
        np.zeros((6, 60)),
    )  # fmt: skip
    together = simulate(work, staff, money, runs, np.arange(options), 2, 0.0)
    alone = Scenarios(*(array[3:4] for array in runs))
    assert (
        simulate(work, staff, money, alone, np.arange(options), 2, 0.0).project_value[0]
        == (together.project_value[3])
    )


def test_threads_change_nothing() -> None:
    work, staff, money, generator = random_model(8)
    stages, people, options = len(work.success), len(staff.capacity), len(work.project)
    count = 2 * LEAST_PER_THREAD + 7
    runs = Scenarios(
        generator.uniform(1, 6, (count, stages, 4)), generator.uniform(size=(count, stages, 4)),
        np.ones((count, options)), np.ones((count, options)), np.zeros((count, people)),
        np.full((count, people), np.inf), np.zeros((count, 60)),
    )  # fmt: skip
    arguments = (work, staff, money, runs, np.arange(options), 2, 10.0)
    for one, other in zip(simulate(*arguments), simulate_in_threads(*arguments), strict=True):
        assert np.array_equal(one, other)


def test_a_competitor_takes_its_share_from_its_entry_on() -> None:
    """Launch in month 3, 24 months of life, entry in month 15: twelve whole, twelve halved."""
    work, staff, money = chain([1.0], [3], [0.0])
    money = money._replace(entry_loss=np.array([0.5]))
    runs = scenarios(work, 1, [3], 100.0)._replace(entry=np.array([[15.0]]))
    value = simulate(work, staff, money, runs, np.array([0]), 1, 0.0).project_value[0]
    assert value == pytest.approx(100 * annuity(3, 12) + 50 * annuity(15, 12))
