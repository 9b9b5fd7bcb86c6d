"""Stop months, stable re-plans, fit to the strategy, and additions that come later."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest

from steersman.choose import project_fit
from steersman.dossier import (
    Actual,
    FundingOption,
    HireOption,
    Hiring,
    Payoff,
    Project,
    Range,
    Stage,
    Strengthening,
)
from steersman.methods.months import months_between
from steersman.pipeline import Pipeline, Settings
from steersman.plan import plan
from steersman.plan.gates import stop_months
from steersman.plan.option import option_of
from steersman.plan.problem import build_problem
from steersman.plan.scenarios import Candidate, added_flows, draw_world
from steersman.plan.stability import Stability, as_previous, previous_plan
from steersman.serialise import to_json
from tests.plan.cases import money, project, small_firm


def gated(**payoff: object) -> Project:
    """Two stages of 4 and 6 months, 10 a month for 20 months, no discount."""
    stages = (
        Stage(id="one", duration=Range(low=4, likely=4, high=4), success=0.5, cost=Decimal(20)),
        Stage(id="two", after=("one",), duration=Range(low=6, likely=6, high=6), success=0.8,
              cost=Decimal(60)),
    )  # fmt: skip
    margin = Payoff(peak_margin=money(120, 120, 120), ramp_months=0, life_months=20, **payoff)
    return Project(id="g", stages=stages, payoff=margin)


def stops(case: Project) -> tuple[np.ndarray, np.ndarray]:
    dossier = replace(small_firm(), projects=(case,))
    mode = build_problem(dossier).options[0].mode
    return stop_months(dossier, [option_of(case, 0, mode)], 1.0)


def test_stop_months_are_where_the_continuation_value_is_nothing() -> None:
    """Stage two: 0.8 x 200 x level = 60 at level 0.375; stage one: 0.4 x 200 x level = 20 + 30.

    With two percent of the margin lost per month of delay after month 0, level falls to 0.375 at
    launch in month 31.25, so stage two begins in month 25.25 at the latest; stage one needs level
    0.625, launch in month 18.75, and begins in month 8.75 at the latest.
    """
    latest, entered = stops(gated(target_month=0, delay_erosion=0.02))
    assert latest == pytest.approx([8.75, 25.25], abs=0.06)
    assert entered == pytest.approx(latest)


def test_an_entered_competitor_brings_the_stop_month_forward() -> None:
    """Half of the margin is lost: stage two needs level 0.75, launch in 12.5; stage one never."""
    case = gated(target_month=0, delay_erosion=0.02, entry_chance=0.0, entry_loss=0.5)
    _, entered = stops(case)
    assert entered == pytest.approx([-1.0, 6.5], abs=0.06)


def test_without_erosion_and_for_enablers_there_is_no_stop_month() -> None:
    assert np.isinf(stops(gated())[0]).all()
    enabler = replace(
        gated(target_month=0, delay_erosion=0.02),
        strengthens=(Strengthening(target="a", success_factor=1.1),),
    )
    dossier = replace(small_firm(), projects=(enabler, small_firm().projects[0]))
    latest, _ = stop_months(dossier, build_problem(dossier).options, 1.0)
    assert np.isinf(latest).all()


def test_a_plan_read_back_from_json_goes_on_as_it_was() -> None:
    """A month later, with what was begun reported as begun, going on moves nothing."""
    dossier = small_firm()
    pipeline = Pipeline(dossier, Settings(candidates=60))
    before = pipeline.plan()
    document = json.loads(
        json.dumps({"provenance": to_json(pipeline.provenance), "result": to_json(before)})
    )
    today = dossier.firm.date + timedelta(days=31)
    begun = tuple(
        Actual(date=dossier.firm.date, kind="stage_started", reference=f"{s.project}/{s.stage}")
        for s in before.stages
        if s.start == 0
    )
    later = replace(dossier, firm=replace(dossier.firm, date=today), progress=begun)
    previous = previous_plan(document, today)
    assert previous.starts == pytest.approx(as_previous(before, 31 / 30.4375).starts)
    stability = Stability(build_problem(later), previous, weight=0.1)
    assert stability.moved(stability.start) == 0.0
    again = plan(later, np.random.default_rng(9), candidates=60, previous=previous)
    assert again.moved is not None
    assert again.moved <= 0.1


def test_dropping_everything_moves_everything_that_is_still_to_come() -> None:
    dossier = small_firm()
    before = plan(dossier, np.random.default_rng(1), candidates=60)
    previous = replace(as_previous(before), starts={("a", "s"): 5.0, ("b", "s"): 0.0})
    assert Stability(build_problem(dossier), previous, 0.1).moved(Candidate()) == 1.0


def test_fit_to_the_chosen_strategy_decides_between_equals() -> None:
    """The projects exclude each other; the fit makes up for the platform's lower margin."""
    first = project("new", 400_000, 4, 1.0, 1_000, excludes=("platform",))
    second = replace(project("platform", 300_000, 4, 1.0, 2_000), kind="platform")
    first = replace(first, kind="improvement")
    dossier = replace(small_firm(), projects=(first, second))
    strategy = replace(
        dossier.strategy,
        chosen_strategy="cooperative",
        preferences=replace(dossier.strategy.preferences, fit_worth=Decimal(500_000)),
    )
    plain = Pipeline(dossier, Settings(candidates=60)).plan()
    fitting = Pipeline(replace(dossier, strategy=strategy), Settings(candidates=60)).plan()
    assert [chosen.project for chosen in plain.projects] == ["new"]
    assert [chosen.project for chosen in fitting.projects] == ["platform"]


def test_fit_without_a_chosen_strategy_is_weighted_by_acceptability() -> None:
    dossier = small_firm()
    choice = Pipeline(dossier, Settings()).choose()
    fit = project_fit(dossier, choice)
    assert set(fit) == {"a", "b", "c", "d"}
    assert 0 <= min(fit.values()) <= max(fit.values()) <= 1
    assert fit["a"] == fit["b"], "both are new products"


def test_money_for_a_project_comes_only_with_it() -> None:
    grant = FundingOption(id="g", kind="grant", amount=Decimal(1_000), month=2, for_project="b",
                          application_cost=Decimal(10))  # fmt: skip
    dossier = small_firm()
    assert dossier.finance is not None
    dossier = replace(dossier, finance=replace(dossier.finance, funding=(grant,)))
    problem = build_problem(dossier)
    world = draw_world(problem, np.random.default_rng(1), 2)
    chosen = frozenset({0})
    assert added_flows(problem, world, Candidate(funding=chosen)).sum() == -20
    with_it = added_flows(problem, world, Candidate(options=(1,), funding=chosen))
    assert with_it.sum() == 2 * (1_000 - 10)


def test_additions_may_come_later() -> None:
    role = HireOption(id="h", skills={"x": 2}, monthly_cost=Decimal(100), hiring_cost=Decimal(7),
                      months_to_hire=Range(low=2, likely=2, high=2))  # fmt: skip
    problem = build_problem(replace(small_firm(), hiring=Hiring(roles=(role,))))
    world = draw_world(problem, np.random.default_rng(1), 1)
    later = Candidate(hires=frozenset({0}), later=frozenset({("hires", 0, 6)}))
    flows = added_flows(problem, world, later)[0]
    assert flows[6] == -7
    assert flows[7] == 0
    assert (flows[8:48] == -100).all()


def test_people_who_leave_are_not_paid_any_more() -> None:
    dossier = small_firm()
    people = tuple(replace(person, leaving_chance=0.5) for person in dossier.people)
    problem = build_problem(replace(dossier, people=people))
    world = draw_world(problem, np.random.default_rng(1), 4_000)
    stays = draw_world(build_problem(dossier), np.random.default_rng(1), 4_000)
    gone = np.mean(world.leave_month[:, :2] < 12)
    assert gone == pytest.approx(0.5, abs=0.02)
    saved = (world.business - stays.business)[:, -1].mean()
    assert saved == pytest.approx(2 * 10_000 * (1 - 0.5**4), rel=0.03)


def test_progress_counts_once_and_finished_projects_lack_nothing() -> None:
    """A finished project has no missing stages; a running stage is shorter by what has passed."""
    dossier = small_firm()
    today = dossier.firm.date + timedelta(days=60)
    actuals = (
        Actual(date=dossier.firm.date, kind="stage_started", reference="a/s"),
        Actual(date=today, kind="stage_finished", reference="b/s"),
    )
    later = replace(dossier, firm=replace(dossier.firm, date=today), progress=actuals)
    result = plan(later, np.random.default_rng(1), candidates=40)
    assert "stages" not in result.missing
    raw, once = build_problem(dossier), build_problem(later)
    rest = raw.work.expected_duration[0] - months_between(dossier.firm.date, today)
    assert once.work.expected_duration[0] == pytest.approx(rest)
