"""The plan stage: search against enumeration, identities, and odd dossiers."""

import itertools
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from steersman.cli.console import read_dossier
from steersman.dossier import (
    Dossier,
    Finance,
    FundingOption,
    HireOption,
    Hiring,
    Payoff,
    Person,
    Project,
    Range,
    SkillDemand,
    Stage,
    Strengthening,
)
from steersman.pipeline import Pipeline, Settings
from steersman.plan import plan
from steersman.plan.bound import foresight_bound
from steersman.plan.evaluation import evaluate
from steersman.plan.problem import build_problem
from steersman.plan.scenarios import Candidate, draw_world, funding_flows
from steersman.plan.search import Search
from tests.plan.cases import AS_OF, money, project, small_firm


@pytest.fixture
def small() -> Dossier:
    return small_firm()


def test_search_finds_the_best_of_all_plans(small: Dossier) -> None:
    """Every selection, order and funding is enumerated on the same scenarios."""
    problem = build_problem(small)
    world = draw_world(problem, np.random.default_rng(1), 300)
    search = Search(problem, world, ruin_limit=0.05, limit=400)
    found = search.run(np.random.default_rng(2))
    everything = [
        Candidate(options=order, funding=funding)
        for size in range(5)
        for order in itertools.permutations(range(4), size)
        if not {0, 3} <= set(order)
        for funding in (frozenset(), frozenset({0}))
    ]
    best = max(everything, key=search.merit)
    assert search.merit(found) == search.merit(best)
    assert found.options


def test_loan_is_paid_back_with_interest_on_what_is_left() -> None:
    option = FundingOption(id="l", kind="loan", amount=Decimal(1200), month=1, interest=0.12,
                           repay_months=3)  # fmt: skip
    flows = funding_flows(option, 8)
    assert flows == pytest.approx([0, 1200, -412, -408, -404, 0, 0, 0])


def test_dilution_costs_the_present_owners_their_share(small: Dossier) -> None:
    equity = FundingOption(id="e", kind="equity", amount=Decimal(0), month=3, dilution=0.2)
    assert small.finance is not None
    dossier = replace(small, finance=replace(small.finance, funding=(equity,)))
    problem = build_problem(dossier)
    world = draw_world(problem, np.random.default_rng(3), 100)
    plain = evaluate(problem, world, Candidate(options=(1,)))
    diluted = evaluate(problem, world, Candidate(options=(1,), funding=frozenset({0})))
    months = np.arange(48) + 0.5
    without = 700_000 + world.business @ (problem.money.monthly_discount**months)
    expected = plain.values - 0.2 * np.maximum(without + plain.values, 0)
    assert diluted.values == pytest.approx(expected)


def test_ruin_is_flagged_exactly_where_cash_dips_below_the_reserve(small: Dossier) -> None:
    problem = build_problem(small)
    world = draw_world(problem, np.random.default_rng(4), 500)
    result = evaluate(problem, world, Candidate(options=(0, 1, 2)))
    assert (result.ruined == (result.lows < 50_000).any(axis=1)).all()
    assert (result.lows <= result.outcomes.cash).all()
    assert 0 < result.ruin < 1


def test_reported_figures_agree_with_each_other(small: Dossier) -> None:
    result = plan(small, np.random.default_rng(5), candidates=80, scenarios=500)
    assert result.cash is not None
    assert result.cash.ruin_by_month[-1] == pytest.approx(result.ruin_probability)
    assert list(result.cash.ruin_by_month) == sorted(result.cash.ruin_by_month)
    assert result.value == pytest.approx(result.values.mean())
    assert sum(point.chosen for point in result.frontier) == 1
    planned = {chosen.project for chosen in result.projects}
    left = {entry.project for entry in result.left_out}
    assert planned | left == {"a", "b", "c", "d"}
    assert not planned & left
    for loads in result.loading.values():
        assert min(loads) >= 0
        assert max(loads) <= 1 + 1e-6


def test_needs_missing_skills_and_missing_stages_are_named(small: Dossier) -> None:
    projects = (
        project("needs_ghost", 900_000, 3, 9.0, 1000),
        Project(id="empty", payoff=Payoff(peak_margin=money(1, 2, 3))),
        project("waits", 500_000, 3, 1.0, 1000, needs=("empty",)),
    )
    result = plan(replace(small, projects=projects), np.random.default_rng(6), candidates=40)
    reasons = {entry.project: entry.reason for entry in result.left_out}
    assert reasons == {"needs_ghost": "no-skill", "empty": "no-stages", "waits": "needs-missing"}


@pytest.mark.parametrize(
    "change",
    [
        {"people": ()},
        {"finance": None},
        {"projects": ()},
        {"projects": (project("long", 1e6, 200, 1.0, 10),)},
        {"projects": (replace(project("free", 1e5, 3, 1.0, 10), payoff=None),)},
        {"finance": Finance(cash=Decimal(0), horizon_months=12)},
    ],
    ids=["nobody", "no finance", "no projects", "longer than the horizon", "no payoff", "no cash"],
)
def test_odd_dossiers_get_an_answer(small: Dossier, change: dict[str, object]) -> None:
    dossier = replace(small, **change)
    analysis = Pipeline(dossier, Settings(candidates=20)).analyse()
    assert np.isfinite(analysis.plan.value)


def test_three_hundred_projects_are_planned() -> None:
    people = (Person(id="p", skills={"x": 1}, rd_share=1.0),)
    projects = tuple(project(f"p{n}", 1e5 + n, 3, 1.0, 1000) for n in range(300))
    dossier = Dossier(firm=AS_OF, people=people, projects=projects)
    result = plan(dossier, np.random.default_rng(0), candidates=30, scenarios=50)
    assert result.evaluations <= 30


def test_a_project_that_needs_a_hire_is_found(small: Dossier) -> None:
    """Neither the project without the person nor the person alone is worth anything."""
    role = HireOption(id="h", skills={"y": 2}, monthly_cost=Decimal(12_000),
                      months_to_hire=Range(low=1, likely=2, high=4))  # fmt: skip
    wanted = project("wanted", 900_000, 4, 1.0, 10_000)
    stage = replace(wanted.stages[0], skills=(SkillDemand(skill="y", level=2, fte=1.0),))
    dossier = replace(
        small, projects=(replace(wanted, stages=(stage,)),), hiring=Hiring(roles=(role,))
    )
    result = plan(dossier, np.random.default_rng(7), candidates=60)
    assert [hire.id for hire in result.hires] == ["h"]
    assert result.projects[0].launch_chance > 0.5


def test_an_enabling_project_is_taken_for_what_it_enables(small: Dossier) -> None:
    enabler = project("platform", 1, 3, 1.0, 50_000)
    dependant = project("product", 1_200_000, 4, 1.0, 50_000, needs=("platform",))
    dossier = replace(small, projects=(enabler, dependant))
    result = plan(dossier, np.random.default_rng(8), candidates=60)
    assert {chosen.project for chosen in result.projects} == {"platform", "product"}


@pytest.mark.parametrize("seed", range(6))
def test_excluded_projects_are_exchanged(small: Dossier, seed: int) -> None:
    single = project("c", 350_000, 3, 1.0, 1000, excludes=("a", "b"))
    pair = [project(name, 300_000, 3, 1.0, 1000) for name in ("a", "b")]
    result = plan(
        replace(small, projects=(single, *pair)), np.random.default_rng(seed), candidates=60
    )
    assert {chosen.project for chosen in result.projects} == {"a", "b"}


def test_a_loan_that_outlives_the_horizon_is_still_paid_back(small: Dossier) -> None:
    loan = FundingOption(id="l", kind="loan", amount=Decimal(1_000_000), month=6, interest=0.2,
                         repay_months=60)  # fmt: skip
    assert small.finance is not None
    finance = replace(small.finance, funding=(loan,), horizon_months=12, cash=Decimal(10**7))
    result = plan(replace(small, finance=finance, projects=()), np.random.default_rng(9))
    assert result.funding == ()


def test_dilution_is_never_free(small: Dossier) -> None:
    """A firm that is worth nothing cannot gain by selling nine tenths of itself."""
    equity = FundingOption(id="e", kind="equity", amount=Decimal(600_000), month=3, dilution=0.9)
    assert small.finance is not None
    finance = replace(small.finance, funding=(equity,), cash=Decimal(0), existing_business=None)
    problem = build_problem(replace(small, finance=finance, projects=()))
    world = draw_world(problem, np.random.default_rng(10), 50)
    assert evaluate(problem, world, Candidate(funding=frozenset({0}))).value <= 1e-6


def test_value_does_not_jump_at_the_horizon(small: Dossier) -> None:
    assert small.finance is not None
    finance = replace(small.finance, horizon_months=12)
    values = []
    for months in (11.9, 12.1):
        stage = Stage(id="s", duration=Range(low=months, likely=months, high=months))
        case = replace(project("a", 400_000, 1, 1.0, 0), stages=(stage,))
        problem = build_problem(replace(small, finance=finance, projects=(case,)))
        world = draw_world(problem, np.random.default_rng(11), 200)
        values.append(evaluate(problem, world, Candidate(options=(0,))).value)
    assert values[1] == pytest.approx(values[0], rel=0.02)


def test_scarce_skills_are_served_first(small: Dossier) -> None:
    """One knows a and b, the other a alone; a stage that needs both must not wait for ever."""
    people = (
        Person(id="both", skills={"a": 1, "b": 1}, rd_share=1.0),
        Person(id="one", skills={"a": 2}, rd_share=1.0),
    )
    demands = (SkillDemand(skill="a", fte=1.0), SkillDemand(skill="b", fte=1.0))
    case = project("p", 400_000, 3, 1.0, 0)
    case = replace(case, stages=(replace(case.stages[0], skills=demands),))
    result = plan(replace(small, people=people, projects=(case,)), np.random.default_rng(12))
    assert result.stages[0].team == {"both": 1.0, "one": 1.0}


@pytest.mark.parametrize("seed", range(5))
def test_no_plan_exceeds_the_foresight_bound_in_any_scenario(small: Dossier, seed: int) -> None:
    tie = (Strengthening(target="b", success_factor=1.2),)
    projects = (replace(small.projects[0], strengthens=tie), *small.projects[1:])
    problem = build_problem(replace(small, projects=projects))
    world = draw_world(problem, np.random.default_rng(seed), 200)
    bound = foresight_bound(problem, world)
    for size in range(4):
        for order in itertools.permutations(range(4), size):
            for funding in (frozenset(), frozenset({0})):
                result = evaluate(problem, world, Candidate(options=order, funding=funding))
                assert (result.values <= bound + 1e-6).all()


def test_bound_of_a_single_project_is_tight_up_to_late_costs(small: Dossier) -> None:
    """One project that never fails and costs nothing: foresight changes nothing."""
    sure = project("a", 400_000, 6, 1.0, 0)
    sure = replace(sure, stages=(replace(sure.stages[0], success=1.0),))
    assert small.finance is not None
    finance = replace(small.finance, funding=())
    problem = build_problem(replace(small, projects=(sure,), finance=finance))
    world = draw_world(problem, np.random.default_rng(1), 100)
    value = evaluate(problem, world, Candidate(options=(0,))).values
    assert foresight_bound(problem, world) == pytest.approx(value)


def test_bottleneck_is_what_one_more_person_really_adds(small: Dossier) -> None:
    result = plan(small, np.random.default_rng(13), candidates=60)
    assert [entry.skill for entry in result.bottlenecks] in ([], ["x"])
    crowded = tuple(project(name, 500_000, 8, 2.0, 1000) for name in ("a", "b", "c"))
    scarce = plan(replace(small, projects=crowded), np.random.default_rng(14), candidates=60)
    assert scarce.bottlenecks == (), "two full-time people per project: one more changes nothing"
    eased = tuple(project(name, 500_000, 8, 1.5, 1000) for name in ("a", "b", "c"))
    helped = plan(replace(small, projects=eased), np.random.default_rng(15), candidates=60)
    assert helped.bottlenecks[0].worth > 0


def test_drivers_are_ordered_and_split_the_scenarios(small: Dossier) -> None:
    result = plan(small, np.random.default_rng(16), candidates=60)
    swings = [abs(driver.value_good - driver.value_bad) for driver in result.drivers]
    assert swings == sorted(swings, reverse=True)
    successes = {d.subject: d for d in result.drivers if d.kind == "success"}
    chosen = {entry.project: entry for entry in result.projects}
    for name, driver in successes.items():
        chance = chosen[name].launch_chance
        mean = chance * driver.value_good + (1 - chance) * driver.value_bad
        assert mean == pytest.approx(result.value)


@pytest.mark.parametrize("seed", range(4))
def test_more_candidates_never_give_a_worse_plan(small: Dossier, seed: int) -> None:
    problem = build_problem(small)
    world = draw_world(problem, np.random.default_rng(seed), 100)
    merits = []
    for limit in (5, 20, 60, 150):
        search = Search(problem, world, ruin_limit=0.05, limit=limit)
        merits.append(search.merit(search.run(np.random.default_rng(seed))))
        assert len(search.seen) <= limit
    assert merits == sorted(merits)


def test_an_interrupt_keeps_the_best_so_far(small: Dossier) -> None:
    def interrupt(examined: int, _limit: int, _value: float, _ruin: float) -> bool:
        if examined == 12:
            raise KeyboardInterrupt
        return False

    result = plan(small, np.random.default_rng(1), candidates=200, progress=interrupt)
    assert result.interrupted
    assert result.evaluations == 12
    stopped = plan(small, np.random.default_rng(1), candidates=200, progress=lambda n, *_: n >= 9)
    assert stopped.interrupted
    assert stopped.evaluations <= 10
    assert not plan(small, np.random.default_rng(1), candidates=30).interrupted


DATA = Path(__file__).parents[3] / "shared"


@pytest.mark.skipif(not DATA.is_dir(), reason="notice: the public benchmark data are not here")
def test_real_projects_and_real_firms_go_through(tmp_path: Path) -> None:
    from tools.convert_research_projects import convert
    from tools.convert_survey_firm import main

    institute = convert(DATA / "benchmarks" / "research-projects")
    assert len(institute.people) == 21
    analysis = Pipeline(institute, Settings(candidates=60)).analyse()
    assert len(analysis.plan.projects) == 6
    assert {"payoffs", "finance"} <= set(analysis.plan.missing)
    main(DATA / "data" / "eaii-2019-2021.csv.gz", tmp_path, {"1934", "3326", "20", "302"})
    for folder in tmp_path.iterdir():
        dossier = read_dossier(folder).dossier
        assert dossier is not None
        found = Pipeline(dossier, Settings(candidates=5)).analyse()
        first = found.identification.statuses[0]
        assert (first.rule, first.answer.value) == ("eu/sme-definition", "unknown")
        assert found.diagnosis.score("key_technology").indicators[0].value is not None
