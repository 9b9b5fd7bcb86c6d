"""The simulation against closed forms and invariants."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.methods.distributions import triangular_quantile
from steersman.methods.flows import Economics
from steersman.methods.project_cash import (
    LEAST_PER_THREAD,
    Scenarios,
    months_needed,
    simulate,
    who_comes_or_goes,
)
from steersman.methods.scheduling import play
from steersman.methods.workload import DONE, Chance, Rules, Staff, State, Workload, new_state

MONTHLY = 1.12 ** (-1 / 12)


def rules(work, priority, focus: int = 9, least_cash: float = -np.inf, **more):
    """Do options in an order, with no gates unless asked for."""
    never = np.full(len(work.success), np.inf)
    chosen = {
        "project_teams": False, "switching_months": 0.0, "earliest": 0 * work.success,
        "dates": np.zeros(0), "latest": never, "latest_entered": never, "until": 60.0,
    } | more  # fmt: skip
    return Rules(priority=np.array(priority), focus=focus, least_cash=least_cash, **chosen)


def everybody(level, capacity, order, **more):
    """People who are there for good and may work on anything."""
    people = len(capacity)
    usual = {
        "one_place": np.zeros(people, bool), "most_projects": np.full(people, 99),
        "ends": np.full(people, np.inf), "absence_start": np.zeros((people, 0)),
        "absence_end": np.zeros((people, 0)),
    }  # fmt: skip
    return Staff(level, np.array(capacity, np.int64), order, **(usual | more))


def chain(
    successes: list[float], durations: list[int], costs: list[float], *, repeats: bool = False
):
    """One project of stages in a row that need nobody."""
    stages = len(successes)
    work = Workload(
        first_stage=np.array([0, stages]), option=np.zeros(stages, np.int64),
        project=np.array([0]), key=np.array([True]),
        predecessor_start=np.array([0, *range(stages)]), predecessor=np.arange(stages - 1),
        successor_start=np.array([*range(stages), stages - 1]), successor=np.arange(1, stages),
        demand_start=np.zeros(stages + 1, np.int64), demand_skill=np.zeros(0, np.int64),
        demand_level=np.zeros(0, np.int64), demand_tenths=np.zeros(0, np.int64),
        success=np.array(successes),
        repeats=np.full(stages, repeats), expected_duration=np.array(durations, float),
        needs=np.zeros((1, 1), bool), strengthens=np.ones((1, 1)),
    )  # fmt: skip
    staff = everybody(np.zeros((0, 1), np.int64), [], np.full((1, 4, 1), -1))
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
        work, staff, money, scenarios(work, count, durations, peak), rules(work, [0]), 0.0
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
    result = simulate(work, staff, money, runs, rules(work, [0]), 0.0)
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
    """A few projects with random stages, people, absences and demands."""
    generator = np.random.default_rng(seed)
    people, skills, projects = 5, 3, 4
    level = generator.integers(0, 4, size=(people, skills))
    order = np.full((skills, 4, people), -1)
    for skill in range(skills):
        for needed in range(1, 4):
            able = [p for p in range(people) if level[p, skill] >= needed]
            order[skill, needed, : len(able)] = able
    first, before_start, before, demand_start = [0], [0], [], [0]
    after: list[list[int]] = []
    skill_of, level_of, tenths_of = [], [], []
    for _ in range(projects):
        size = int(generator.integers(1, 5))
        for stage in range(size):
            base = first[-1]
            earlier = [base + n for n in range(stage) if generator.random() < 0.5]
            after.append([])
            for place in earlier:
                after[place].append(base + stage)
            before += earlier
            before_start.append(len(before))
            for _ in range(int(generator.integers(0, 3))):
                skill_of.append(int(generator.integers(0, skills)))
                level_of.append(int(generator.integers(1, 4)))
                tenths_of.append(int(generator.choice([3, 5, 10, 15])))
            demand_start.append(len(skill_of))
        first.append(first[-1] + size)
    stages = first[-1]
    needs = np.zeros((projects, projects), bool)
    needs[2, 0] = generator.random() < 0.5
    work = Workload(
        np.array(first), np.repeat(np.arange(projects), np.diff(first)), np.arange(projects),
        np.ones(projects, bool), np.array(before_start), np.array(before, np.int64),
        np.cumsum([0, *map(len, after)]), np.array([s for later in after for s in later], np.int64),
        np.array(demand_start), np.array(skill_of, np.int64), np.array(level_of, np.int64),
        np.array(tenths_of, np.int64), generator.uniform(0.5, 1, stages),
        generator.random(stages) < 0.3, generator.uniform(1, 6, stages), needs,
        np.ones((projects, projects)),
    )  # fmt: skip
    away = generator.uniform(0, 20, (people, 1))
    away[generator.random(people) < 0.5] = np.inf
    staff = everybody(
        level, generator.choice([5, 10], people), order,
        one_place=generator.random(people) < 0.3,
        most_projects=generator.choice([1, 2, 99], people),
        ends=np.where(generator.random(people) < 0.2, 25.0, np.inf),
        absence_start=away, absence_end=away + 3,
    )  # fmt: skip
    money = Economics(
        generator.uniform(0, 50, stages), generator.uniform(0, 20, projects),
        generator.integers(0, 6, projects), generator.integers(6, 30, projects),
        np.full(projects, 20.0), np.full(projects, 0.02), np.zeros(projects), MONTHLY, 60,
    )  # fmt: skip
    return work, staff, money, generator


def played(work, staff, money, policy, generator, *, leaving: bool = True) -> tuple[State, Chance]:
    """One random scenario, with a log of who worked on what."""
    stages, people, options = len(work.success), len(staff.capacity), len(work.project)
    leaves = np.full(people, np.inf)
    if leaving:
        leaves[generator.random(people) < 0.3] = 12.5
    chance = Chance(
        generator.uniform(1, 6, (stages, 4)), generator.uniform(size=(stages, 4)),
        np.ones(options), np.full(options, 9.0), generator.choice([0.0, 5.0], people), leaves,
        generator.normal(0, 5, 60),
    )  # fmt: skip
    state = new_state(work, staff, months_needed(money, policy, chance.duration), 2000)
    who = who_comes_or_goes(staff, chance.arrives, chance.leaves)
    play(who, work, staff, money, policy, chance, 50.0, state)
    return State(*state), chance


def log_of(state: State) -> list[tuple[int, int, int, float, float]]:
    """Return stage, person, tenths, start and finish of every stretch of work."""
    log, rows = state.log, int(state.log.rows[0])
    columns = (log.stage, log.person, log.tenths, log.start, log.finish)
    return list(zip(*(column[:rows].tolist() for column in columns), strict=True))


@settings(deadline=None, max_examples=80)
@given(st.integers(0, 100_000), st.booleans())
def test_schedules_respect_people_precedence_and_skills(seed: int, teams: bool) -> None:
    work, staff, money, generator = random_model(seed)
    policy = rules(
        work, generator.permutation(len(work.project)), focus=2, project_teams=teams,
        switching_months=0.5,
    )  # fmt: skip
    plan, chance = played(work, staff, money, policy, generator)
    stretches = log_of(plan)
    for stage in np.flatnonzero(np.isfinite(plan.start)):
        for row in range(work.predecessor_start[stage], work.predecessor_start[stage + 1]):
            assert plan.finish[work.predecessor[row]] <= plan.start[stage] + 1e-9
    for stage, begin in {(entry[0], entry[3]) for entry in stretches}:
        team = {p: tenths for s, p, tenths, start, _ in stretches if (s, start) == (stage, begin)}
        rows = range(work.demand_start[stage], work.demand_start[stage + 1])
        assert sum(team.values()) == sum(work.demand_tenths[row] for row in rows)
        for row in rows:
            able = staff.level[:, work.demand_skill[row]] >= work.demand_level[row]
            assert sum(team[p] for p in team if able[p]) >= work.demand_tenths[row]
    for _, person, _, start, finish in stretches:
        assert chance.arrives[person] <= start + 1e-9
        assert finish <= chance.leaves[person] + 1e-9
        assert finish <= staff.ends[person] + 1e-9
        begin, end = staff.absence_start[person, 0], staff.absence_end[person, 0]
        assert finish <= begin + 1e-9 or start >= end - 1e-9
    for moment in {entry[3] for entry in stretches}:
        now = [entry for entry in stretches if entry[3] <= moment + 1e-9 < entry[4] - 1e-9]
        for person in range(len(staff.capacity)):
            mine = [entry for entry in now if entry[1] == person]
            projects = {int(work.project[work.option[entry[0]]]) for entry in mine}
            assert sum(entry[2] for entry in mine) <= staff.capacity[person]
            assert len(projects) <= (1 if teams else staff.most_projects[person])
            assert len(mine) <= 1 or not staff.one_place[person]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 100_000))
def test_a_stage_waits_only_if_no_assignment_of_free_people_exists(seed: int) -> None:
    """Against the maximum flow of an independent library (scipy), for one stage alone."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    work, staff, money, generator = random_model(seed)
    staff = everybody(staff.level, staff.capacity, staff.order)
    policy = rules(work, [0], focus=9)
    first = int(work.first_stage[0])
    plan, chance = played(work, staff, money, policy._replace(until=0.0), generator, leaving=False)
    rows = range(work.demand_start[first], work.demand_start[first + 1])
    people = len(staff.capacity)
    here = staff.capacity * (chance.arrives == 0)
    graph = np.zeros((people + len(rows) + 2, people + len(rows) + 2), np.int32)
    graph[0, 1 : people + 1] = here
    for place, row in enumerate(rows):
        able = staff.level[:, work.demand_skill[row]] >= work.demand_level[row]
        graph[1 : people + 1, people + 1 + place] = np.where(able, 99, 0)
        graph[people + 1 + place, -1] = work.demand_tenths[row]
    wanted = sum(int(work.demand_tenths[row]) for row in rows)
    possible = maximum_flow(csr_array(graph), 0, len(graph) - 1).flow_value == wanted
    assert possible == bool(np.isfinite(plan.start[first]))


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
    result = simulate(work, staff, money, runs, rules(work, range(options)), 100.0)
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
    policy = rules(work, range(options), focus=2)
    together = simulate(work, staff, money, runs, policy, 0.0)
    alone = Scenarios(*(array[3:4] for array in runs))
    assert (
        simulate(work, staff, money, alone, policy, 0.0).project_value[0]
        == (together.project_value[3])
    )


def test_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    work, staff, money, generator = random_model(8)
    stages, people, options = len(work.success), len(staff.capacity), len(work.project)
    count = 2 * LEAST_PER_THREAD + 7
    runs = Scenarios(
        generator.uniform(1, 6, (count, stages, 4)), generator.uniform(size=(count, stages, 4)),
        np.ones((count, options)), np.ones((count, options)), np.zeros((count, people)),
        np.full((count, people), np.inf), np.zeros((count, 60)),
    )  # fmt: skip
    arguments = (work, staff, money, runs, rules(work, range(options), focus=2), 10.0)
    many = simulate(*arguments)
    monkeypatch.setattr("steersman.methods.project_cash.get_num_threads", lambda: 1)
    for one, other in zip(simulate(*arguments), many, strict=True):
        assert np.array_equal(one, other)


def test_a_competitor_takes_its_share_from_its_entry_on() -> None:
    """Launch in month 3, 24 months of life, entry in month 15: twelve whole, twelve halved."""
    work, staff, money = chain([1.0], [3], [0.0])
    money = money._replace(entry_loss=np.array([0.5]))
    runs = scenarios(work, 1, [3], 100.0)._replace(entry=np.array([[15.0]]))
    value = simulate(work, staff, money, runs, rules(work, [0]), 0.0).project_value[0]
    assert value == pytest.approx(100 * annuity(3, 12) + 50 * annuity(15, 12))


def test_a_stage_waits_for_cash_and_sees_only_whole_months() -> None:
    """Cash 10, income 5 a month, cost 20, nothing may fall below 3: begins after 3 months."""
    work, staff, money = chain([1.0], [4], [20.0])
    runs = scenarios(work, 1, [4], 0.0)._replace(fixed_flows=np.full((1, 60), 5.0))
    policy = rules(work, [0], least_cash=3.0)
    assert simulate(work, staff, money, runs, policy, 10.0).start[0, 0] == 3.0


def test_a_project_is_given_up_where_its_next_stage_comes_too_late() -> None:
    work, staff, money = chain([1.0, 1.0], [4, 4], [6.0, 50.0])
    policy = rules(work, [0], latest=np.array([np.inf, 3.9]))
    result = simulate(work, staff, money, scenarios(work, 1, [4, 4], 100.0), policy, 0.0)
    assert result.finish[0, 0] == 4.0
    assert np.isinf(result.launch[0, 0])
    assert result.cash[0, -1] == pytest.approx(-6.0)


def test_a_stage_goes_on_where_it_stopped_when_its_person_comes_back() -> None:
    """Four months of work for one person who is away in months 1 to 3: ends in month 6."""
    work, _, money = chain([1.0], [4], [8.0])
    work = work._replace(
        demand_start=np.array([0, 1]), demand_skill=np.array([0]), demand_level=np.array([1]),
        demand_tenths=np.array([10]),
    )  # fmt: skip
    order = np.full((1, 4, 1), -1)
    order[0, 1:, 0] = 0
    staff = everybody(
        np.array([[3]]), [10], order, absence_start=np.array([[1.0]]),
        absence_end=np.array([[3.0]]),
    )  # fmt: skip
    runs = scenarios(work, 1, [4], 0.0)._replace(
        arrives=np.zeros((1, 1)), leaves=np.full((1, 1), np.inf)
    )
    result = simulate(work, staff, money, runs, rules(work, [0]), 0.0)
    assert result.finish[0, 0] == 6.0
    assert result.cash[0, :7] == pytest.approx([-2, -2, -2, -4, -6, -8, -8])


def test_serial_project_has_the_closed_form_moments() -> None:
    """Mean and variance of the net present value of a serial project (Creemers 2018).

    A cash flow c_k follows stage k if it and all before succeed. With M_k the moment generating
    function of the duration and r the rate, E[NPV] = sum of c_k P_k prod M_i(-r), and the second
    moment sums c_j c_k P_k prod_{i<=j} M_i(-2r) prod_{j<i<=k} M_i(-r) over ordered pairs. Durations
    are gamma distributed; flows are paid in the month after the stage.
    """
    chances, flows = [0.9, 0.8, 0.95, 0.7], [-40.0, -90.0, 30.0, 600.0]
    shapes, scales = [2.0, 4.0, 1.5, 3.0], [0.8, 0.5, 1.2, 0.6]
    stages = len(flows)
    discount = 0.97
    needs = np.zeros((stages, stages), bool)
    needs[range(1, stages), range(stages - 1)] = True
    work, staff, _ = chain(chances, [1] * stages, [0.0] * stages)
    none = np.zeros(stages + 1, np.int64)
    work = work._replace(
        first_stage=np.arange(stages + 1), option=np.arange(stages), project=np.arange(stages),
        key=np.ones(stages, bool), predecessor_start=none, successor_start=none, needs=needs,
        strengthens=np.ones((stages, stages)),
    )  # fmt: skip
    ones, zeros = np.ones(stages, np.int64), np.zeros(stages)
    money = Economics(zeros, zeros, 0 * ones, ones, zeros + np.inf, zeros, zeros, discount, 60)
    generator, batch = np.random.default_rng(1), 100_000
    values = []
    for _ in range(10):
        duration = generator.gamma(shapes, scales, (batch, stages))[:, :, None]
        runs = Scenarios(
            duration, generator.uniform(size=duration.shape), np.tile(flows, (batch, 1)),
            np.full((batch, stages), np.inf), np.zeros((batch, 0)), np.zeros((batch, 0)),
            np.zeros((batch, 60)),
        )  # fmt: skip
        values.append(
            simulate(work, staff, money, runs, rules(work, range(stages)), 0.0).project_value
        )
    npv = np.concatenate(values)
    rate, reached = -np.log(discount), np.cumprod(chances)
    once = [(1 + rate * s) ** -k for k, s in zip(shapes, scales, strict=True)]
    twice = [(1 + 2 * rate * s) ** -k for k, s in zip(shapes, scales, strict=True)]
    middle = discount**0.5
    mean = middle * sum(flows[k] * reached[k] * np.prod(once[: k + 1]) for k in range(stages))
    second = sum(
        (2 - (j == k)) * flows[j] * flows[k] * reached[k] * np.prod(twice[: j + 1])
        * np.prod(once[j + 1 : k + 1])
        for k in range(stages) for j in range(k + 1)
    )  # fmt: skip
    variance = middle**2 * second - mean**2
    assert abs(npv.mean() - mean) < 3 * npv.std() / np.sqrt(len(npv))
    assert npv.var() == pytest.approx(variance, rel=0.02)
