"""Money of a whole firm against closed forms, and its limits without uncertainty."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import sqrt
from typing import Any

import numpy as np
import pytest

from steersman.dossier import (
    Control,
    Dossier,
    ExistingBusiness,
    Finance,
    Firm,
    FundingOption,
    Inflow,
    MoneyRange,
    Person,
    Range,
    Risk,
    RiskRegister,
)
from steersman.methods.ruin import DAYS_PER_MONTH, first_passage
from steersman.plan import plan
from steersman.plan.evaluation import evaluate
from steersman.plan.financing import Financing, financing
from steersman.plan.financing.cash_days import cash_days
from steersman.plan.financing.funding import effective_interest
from steersman.plan.money_luck import draw_money
from steersman.plan.problem import build_problem
from steersman.plan.scenarios import Candidate, draw_world
from tests.data import example_firm

TODAY = date(2026, 1, 1)
FIRM = Firm(name="Own", date=TODAY)


def flat(value: float) -> MoneyRange:
    amount = Decimal(str(value))
    return MoneyRange(low=amount, likely=amount, high=amount)


def firm(**finance: Any) -> Dossier:
    plain = {"cash": Decimal(12), "fixed_costs_monthly": Decimal(1), "horizon_months": 18}
    return Dossier(firm=FIRM, finance=Finance(**{**plain, **finance}))


def money_of(dossier: Dossier, paths: int = 2000, seed: int = 1) -> Financing:
    made = plan(dossier, np.random.default_rng(seed), candidates=5, scenarios=200)
    return financing(dossier, made, TODAY, np.random.default_rng(seed + 1), paths)


def test_a_noisy_burn_meets_the_first_passage_law_day_by_day() -> None:
    """A burn of one a month from a margin that strays by one: closed form within 3 errors."""
    business = ExistingBusiness(monthly_margin=flat(-1), monthly_noise=Decimal(1))
    noisy = firm(fixed_costs_monthly=Decimal(0), existing_business=business)
    paths = 20_000
    case = money_of(noisy, paths).cases[0]
    for months in (9, 12, 15, 18):
        exact = first_passage(12, -1, 1, months)
        error = sqrt(exact * (1 - exact) / paths)
        assert abs(case.ruin_by_month[months - 1] - exact) < 3 * error
    assert case.ruin_at_month_ends < case.ruin_by_day - 0.005


def test_without_uncertainty_the_runway_is_cash_over_burn() -> None:
    case = money_of(firm(reserve=Decimal("0.5")), 50).cases[0]
    assert case.ruin_by_day == 1
    assert case.runway["p50"] == pytest.approx(11 + 1 / DAYS_PER_MONTH)
    assert case.lowest["p50"] == pytest.approx(12 - 18)


def test_wages_leave_on_pay_day_and_a_dip_between_month_ends_is_seen() -> None:
    """Ten of wages on the tenth, ten of margin over the month: seven short on pay day."""
    business = ExistingBusiness(monthly_margin=flat(10))
    dossier = firm(
        cash=Decimal(5), fixed_costs_monthly=Decimal(0), existing_business=business, pay_day=10
    )
    dossier = replace(dossier, people=(Person(id="an", monthly_cost=Decimal(10)),))
    case = money_of(dossier, 50).cases[0]
    assert (case.ruin_by_day, case.ruin_at_month_ends) == (1, 0)
    assert case.lowest["p50"] == pytest.approx(5 - 10 + 10 * 10 / DAYS_PER_MONTH)
    made = plan(dossier, np.random.default_rng(1), candidates=3, scenarios=50)
    assert made.ruin_probability == 1
    late = replace(dossier, finance=replace(dossier.finance, pay_day=30))  # type: ignore[type-var]
    assert money_of(late, 50).cases[0].ruin_by_day == 0


def test_month_ends_by_day_are_those_of_the_plan() -> None:
    dossier = example_firm()
    problem = build_problem(dossier)
    world = draw_world(problem, np.random.default_rng(1), 40)
    result = evaluate(problem, world, Candidate(options=(0,), funding=frozenset({0, 1, 3})))
    days = cash_days(problem, world, result, np.random.default_rng(2))
    ends = (
        problem.opening_cash
        + np.cumsum(days.flows, axis=1)[:, DAYS_PER_MONTH - 1 :: DAYS_PER_MONTH]
    )
    assert ends == pytest.approx(result.outcomes.cash, abs=1e-3)


def test_bad_luck_with_money_comes_together() -> None:
    """Chances stay what they are; two things with a chance of a half both fail more often."""
    options = tuple(
        FundingOption(id=name, kind="grant", month=3, amount=Decimal(1), chance=0.5,
                      delay=Range(low=0, likely=3, high=9))
        for name in ("a", "b")
    )  # fmt: skip
    inflow = Inflow(id="i", amount=Decimal(1), due=date(2026, 7, 1), chance=0.8,
                    delay=Range(low=0, likely=0, high=6))  # fmt: skip
    both = {}
    for tie in (0.0, 0.5, 1.0):
        dossier = firm(funding=options, inflows=(inflow,), correlation=tie)
        luck = draw_money(dossier, 24, np.random.default_rng(3), 20_000)
        assert luck.funded.mean(axis=0) == pytest.approx([0.5, 0.5], abs=0.012)
        assert np.isfinite(luck.inflow_month).mean() == pytest.approx(0.8, abs=0.01)
        came = luck.inflow_month[np.isfinite(luck.inflow_month)]
        assert came.mean() == pytest.approx(181 / 30.4375 + 2, abs=0.05)
        delay = luck.funding_delay[:, 0][luck.funded[:, 0]]
        assert delay.mean() == pytest.approx(4, abs=0.06)
        both[tie] = (~luck.funded).all(axis=1).mean()
    assert both[0.0] == pytest.approx(0.25, abs=0.01)
    assert both[0.5] == pytest.approx(0.25 + np.arcsin(0.5) / (2 * np.pi), abs=0.01)
    assert both[1.0] == pytest.approx(0.5, abs=0.01)


def test_what_loans_really_cost() -> None:
    """One instalment after a month at 1 % is 12.68 % a year; the cost of applying adds to it."""
    loan = FundingOption(
        id="l", kind="loan", month=2, amount=Decimal(1000), interest=0.12, repay_months=1
    )
    assert effective_interest(loan) == pytest.approx(1.01**12 - 1, abs=1e-9)
    dear = replace(loan, application_cost=Decimal(10))
    assert effective_interest(dear) == pytest.approx((1010 / 990) ** 12 - 1, abs=1e-9)
    assert effective_interest(replace(loan, interest=0.0)) == 0
    assert effective_interest(replace(loan, kind="grant")) is None


def test_the_best_mix_keeps_the_limit_or_is_the_safest() -> None:
    """A sure loan at no interest saves a firm that would run dry; equity would cost more."""
    options = (
        FundingOption(id="loan", kind="loan", month=1, amount=Decimal(20), repay_months=60),
        FundingOption(id="round", kind="equity", month=1, amount=Decimal(20), dilution=0.5),
    )
    money = money_of(firm(funding=options), 60)
    best = next(mix for mix in money.mixes if mix.best)
    assert money.mixes_examined == 4
    assert best.ruin == 0
    assert best.options == ("loan",)
    poor = money_of(firm(funding=()), 60)
    assert (poor.funding, poor.mixes) == ((), ())


def test_risks_cost_what_they_cost_and_a_control_takes_its_share() -> None:
    """A loss of 5 that comes for sure in a firm with 12 and no burn; the control halves it."""
    register = RiskRegister(
        risks=(
            Risk(id="R1", title="fire", likelihood=0.6, impact=Decimal(5)),
            Risk(id="R2", title="theft"),
            Risk(id="R3", title="flood", likelihood=0.1, impact=Decimal(1), response="accept"),
        ),
        controls=(
            Control(id="C0", risk="R1", status="existing", impact_left=0.5),
            Control(id="C1", risk="R1", likelihood_left=0.0, cost=Decimal(1)),
        ),
    )
    dossier = replace(firm(fixed_costs_monthly=Decimal(0)), risks=register)
    money = money_of(dossier, 4000)
    first = money.risks[0]
    rate = -np.log(0.4)
    assert first.current == pytest.approx(5 * rate)
    assert first.inherent == pytest.approx(10 * rate)
    assert first.residual == 0
    assert money.unquantified == ("R2",)
    assert money.risks[1].state == "acceptance_undated"
    three_or_more = 1 - sum(
        np.exp(-1.5 * rate) * (1.5 * rate) ** k / [1, 1, 2][k] for k in range(3)
    )
    assert money.ruin_with_risks == pytest.approx(three_or_more, abs=0.03)
    (control,) = money.controls
    assert control.ruin_removed == pytest.approx(money.ruin_with_risks, abs=0.005)
    assert control.loss_removed == pytest.approx(5 * rate * 1.5 * 0.92, rel=0.1)
    assert money.loss_curve is not None
    assert money.loss_curve.residual[0] < money.loss_curve.current[0]


def control_worth(risk: Risk, **control: Any) -> Any:
    register = RiskRegister(risks=(risk,), controls=(Control(id="C", risk=risk.id, **control),))
    plain = firm(fixed_costs_monthly=Decimal(0), horizon_months=60, discount_rate=0.0)
    money = money_of(replace(plain, risks=register), 4000)
    return money, money.controls[0]


def test_a_control_works_from_its_day_and_once_is_once() -> None:
    """Likelihood .9 once in five years: 1 - .1^5 of a loss; from the third year on .1^2 - .1^5."""
    once = Risk(id="R", title="x", likelihood=0.9, once=True, impact=Decimal(100))
    money, now = control_worth(once, likelihood_left=0.0)
    assert now.loss_removed == pytest.approx(100 * (1 - 0.1**5), rel=0.02)
    assert now.ruin_removed == money.ruin_with_risks
    _, later = control_worth(once, likelihood_left=0.0, due=date(2028, 1, 1))
    assert later.loss_removed == pytest.approx(100 * (0.01 - 0.1**5), rel=0.25)
    _, never = control_worth(once, likelihood_left=0.0, due=date(2040, 1, 1), cost=Decimal(5))
    assert (never.loss_removed, never.ruin_removed, never.cost) == (0, 0, 0)


def test_half_the_likelihood_is_half_the_yearly_chance() -> None:
    money, _ = control_worth(
        Risk(id="R", title="x", likelihood=0.9, once=True, impact=Decimal(100)), likelihood_left=0.5
    )
    assert money.risks[0].current == pytest.approx(90)
    assert money.risks[0].residual == pytest.approx(45)


def test_money_behind_the_horizon_does_not_come() -> None:
    late = FundingOption(id="g", kind="grant", month=2, amount=Decimal(100),
                         delay=Range(low=120, likely=120, high=120))  # fmt: skip
    money = money_of(firm(funding=(late,)), 60)
    assert money.funding[0].value_change == 0


def test_the_plan_has_one_figure_for_its_ruin() -> None:
    business = ExistingBusiness(monthly_margin=flat(0.5), monthly_noise=Decimal(1))
    option = FundingOption(id="l", kind="loan", month=1, amount=Decimal(1), repay_months=6)
    money = money_of(firm(existing_business=business, funding=(option,)), 400)
    chosen = next(mix for mix in money.mixes if mix.chosen)
    assert chosen.ruin == money.cases[0].ruin_by_day


def test_risks_strike_the_plan_itself_where_the_firm_asks_for_it() -> None:
    register = RiskRegister(risks=(Risk(id="R1", title="x", likelihood=0.9, impact=Decimal(20)),))
    dossier = replace(firm(fixed_costs_monthly=Decimal(0)), risks=register)
    made = plan(dossier, np.random.default_rng(1), candidates=3, scenarios=200)
    strategy = dossier.strategy
    asked = replace(
        dossier,
        strategy=replace(strategy, preferences=replace(strategy.preferences, plan_with_risks=True)),
    )
    struck = plan(asked, np.random.default_rng(1), candidates=3, scenarios=200)
    assert (made.ruin_probability, struck.ruin_probability > 0.9) == (0, True)
