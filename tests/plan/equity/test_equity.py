"""Shares of a firm: the event log replayed, the planned round, exits."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.dossier import (
    ConvertibleLoan,
    Dossier,
    Equity,
    EquityEvent,
    ExitCase,
    Finance,
    Firm,
    FundingOption,
    HireOption,
    Hiring,
    LaterRound,
    MoneyRange,
    Person,
    PlannedRound,
    Range,
    RelatedEnterprise,
    RetentionMeasure,
    Rewards,
    ShareClass,
    Shareholding,
    VestingPlan,
    check_dossier,
)
from steersman.plan.equity import check_equity, equity_outlook
from steersman.plan.equity.exits import divide
from steersman.plan.equity.ledger import replay
from steersman.plan.equity.planned_round import amount_due, solve_planned_round
from steersman.plan.equity.stakes import options_at_exit, solved_round, stakes_at_exit
from tests.data import example_firm

TODAY = date(2026, 1, 1)
M = 10**6
FIRM = Firm(name="Own", date=TODAY)


def event(kind: Any, day: str = "2024-01-01", **extra: Any) -> EquityEvent:
    fields = {"id": f"{kind} {day} {extra}", "date": date.fromisoformat(day), "kind": kind}
    return EquityEvent(**{**fields, **extra})


def firm(*events: EquityEvent, **equity: Any) -> Dossier:
    plans = (VestingPlan(id="four", exercise_months=3),)
    return Dossier(firm=FIRM, equity=Equity(events=events, vesting=plans, **equity))


FOUNDED = event("issue", holder="an", shares=900)
POOL = event("pool", shares=100)
GRANT = event(
    "grant", "2024-02-01", id="g", holder="bo", shares=96, price=Decimal(1), vesting="four"
)


def test_what_is_granted_vests_is_exercised_and_lapses() -> None:
    exercised = event("exercise", "2025-02-01", grant="g", shares=20)
    left = event("leave", "2025-08-15", holder="bo")
    log = firm(FOUNDED, POOL, GRANT, exercised, left)
    before = replay(log, date(2025, 7, 31))
    assert before.grants["g"].vested(date(2025, 1, 31)) == 0
    assert before.grants["g"].vested(date(2025, 2, 1)) == 24
    assert (before.pool, before.granted, before.issued, before.diluted) == (4, 76, 920, 1000)
    after = replay(log, date(2025, 11, 15))
    assert after.grants["g"].exercisable(date(2025, 11, 15)) == 36 - 20
    assert after.pool == 4 + 96 - 36
    lapsed = replay(log, date(2025, 11, 16))
    assert (lapsed.granted, lapsed.pool, lapsed.diluted) == (0, 80, 1000)


def test_a_split_multiplies_everything_and_divides_prices() -> None:
    log = firm(FOUNDED, POOL, GRANT, event("split", "2025-03-01", factor=10))
    ledger = replay(log, TODAY)
    assert (ledger.issued, ledger.granted, ledger.pool) == (9000, 960, 40)
    assert ledger.grants["g"].strike == Fraction(1, 10)
    assert ledger.grants["g"].vested(date(2025, 2, 1)) == 240
    classes = tuple(ShareClass(id=n, kind="preferred", price=Decimal(50)) for n in ("a", "b"))
    early = event("issue", holder="x", shares=1, share_class="a")
    late = event("issue", "2025-06-01", holder="x", shares=1, share_class="b")
    split = event("split", "2025-03-01", factor=10)
    prices = replay(firm(early, split, late, classes=classes), TODAY).classes
    assert (prices["a"].price, prices["b"].price) == (5, 50)


def test_a_promise_is_kept_by_a_grant_and_a_pause_moves_vesting() -> None:
    promise = event("promise", holder="bo", shares=100)
    pause = event("pause", "2024-06-15", grant="g", months=6)
    ledger = replay(firm(FOUNDED, POOL, promise, GRANT, pause), TODAY)
    assert (ledger.promised["bo"], ledger.pool, ledger.granted) == (4, 0, 96)
    assert ledger.grants["g"].vested(date(2025, 7, 31)) == 0
    assert ledger.grants["g"].vested(date(2025, 8, 1)) == 24


def test_shares_go_over_with_what_was_paid_for_them() -> None:
    bought = event("issue", "2024-01-02", holder="an", shares=100, price=Decimal(10))
    sold = event("transfer", "2024-03-01", holder="an", to="cy", shares=500, price=Decimal(2))
    ledger = replay(firm(FOUNDED, bought, sold), TODAY)
    assert ledger.holdings == {("an", "common"): 500, ("cy", "common"): 500}
    assert (ledger.paid["an"], ledger.paid["cy"]) == (500, 1000)
    back = event("repurchase", "2024-04-01", holder="cy", shares=500)
    assert replay(firm(FOUNDED, bought, sold, back), TODAY).issued == 500


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (event("transfer", holder="an", to="bo", shares=901), "equity-more-than-held"),
        (event("grant", holder="bo", shares=101), "equity-pool-exceeded"),
        (event("promise", holder="bo", shares=101), "equity-pool-exceeded"),
        (event("exercise", "2024-12-01", grant="g", shares=1), "equity-not-vested"),
        (event("cancel", "2024-12-01", grant="g", shares=97), "equity-more-than-held"),
        (event("issue", holder="bo"), "equity-no-shares"),
    ],
)
def test_impossible_events_are_named(wrong: EquityEvent, code: str) -> None:
    log = firm(FOUNDED, POOL, GRANT, wrong)
    (problem,) = check_equity(log)
    assert problem.code == code
    assert problem.path == ("equity", "events", 3, "shares")


def test_faults_of_the_dossier_are_named() -> None:
    person = Person(id="bo", joined=date(2024, 3, 1))
    faulty = replace(
        firm(
            FOUNDED, GRANT,
            event("issue", holder="Own", shares=1),
            event("issue", holder="cy", shares=1, share_class="gold"),
            event("exercise", shares=1),
            exits=(ExitCase(id="x", chance=0.7, price=_money(1), months=_range(12)),
                   ExitCase(id="y", chance=0.5, price=_money(1), months=_range(12))),
            classes=(ShareClass(id="p", kind="preferred", participation="capped", cap=0.5),),
        ),
        people=(person,),
        firm=replace(FIRM, related_enterprises=(
            RelatedEnterprise(name="Up", share=0.5, related_through="Down"),
            RelatedEnterprise(name="Down", share=0.5, related_through="Up"),
        )),
    )  # fmt: skip
    plan = VestingPlan(id="bad", months=12, cliff_months=24)
    faulty = replace(faulty, equity=replace(faulty.equity, vesting=(*faulty.equity.vesting, plan)))
    codes = {problem.code for problem in check_dossier(faulty)}
    assert codes >= {
        "vesting-before-joining", "holds-itself", "unknown-reference", "equity-incomplete",
        "chances-exceed-one", "cap-below-preference", "cliff-after-end", "circular-ownership",
    }  # fmt: skip


def test_a_register_that_says_something_else_is_a_warning() -> None:
    finance = Finance(cash=Decimal(1), shares=(Shareholding(holder="an", shares=800),))
    (problem,) = check_equity(replace(firm(FOUNDED), finance=finance))
    assert (problem.code, problem.severity) == ("register-differs", "warning")


def _money(value: float) -> MoneyRange:
    return MoneyRange(low=Decimal(value), likely=Decimal(value), high=Decimal(value))


def _range(value: float) -> Range:
    return Range(low=value, likely=value, high=value)


def test_a_planned_round_is_y_combinators_example() -> None:
    """The SAFE user guide's example 1 as a firm's own events; see the tests of the solver."""
    events = (
        event("issue", holder="founders", shares=9_250_000),
        event("pool", shares=750_000),
        event("grant", id="o", holder="staff", shares=300_000),
        event("promise", holder="new staff", shares=350_000),
    )
    loans = tuple(
        ConvertibleLoan(id=n, holder=n, date=date(2025, 1, 1), amount=Decimal(a), cap=Decimal(c))
        for n, a, c in (("A", 200_000, 4 * M), ("B", 800_000, 8 * M))
    )
    planned = PlannedRound(
        date=date(2026, 6, 1), valuation=Decimal(15 * M), new_money=Decimal(5 * M),
        convention="percent_ownership", investor="fund", pool_target=0.1, funding="f",
    )  # fmt: skip
    option = FundingOption(id="f", kind="equity", month=5, amount=Decimal(5 * M), dilution=0.25)
    finance = Finance(cash=Decimal(1), funding=(option,))
    hire = HireOption(id="h", monthly_cost=Decimal(1), months_to_hire=_range(1), equity_share=0.02)
    dossier = replace(
        firm(*events, convertibles=loans, round=planned),
        finance=finance, hiring=Hiring(roles=(hire,)),
    )  # fmt: skip
    assert solve_planned_round(dossier, planned).total == Fraction(3_966_000_000, 221)
    outlook = equity_outlook(dossier, TODAY, np.random.default_rng(1), ("h",))
    result, need = outlook.round, outlook.pool_need
    assert result is not None
    assert need is not None
    assert result.refused is None
    assert result.pool_share == pytest.approx(0.1, abs=1e-9)
    assert [entry.shares for entry in result.conversions] == [588_235, 1_176_470]
    assert sum(row.after for row in result.rows) == pytest.approx(1, abs=1e-12)
    assert result.stated_dilution == 0.25
    assert result.present_share == pytest.approx(9_900_000 / 17_945_701.36, abs=1e-8)
    assert need.needed == 0.02
    assert need.effective_needed > need.effective_target
    impossible = replace(planned, pool_target=0.9)
    refused = equity_outlook(
        replace(dossier, equity=replace(dossier.equity, round=impossible)),
        TODAY, np.random.default_rng(1),
    ).round  # fmt: skip
    assert refused is not None
    assert refused.refused == "more-than-all"


def test_protection_against_a_lower_price_adds_shares() -> None:
    """The model charter's 14 million shares and 4 million more at 1.25: 2.50 becomes 20/9."""
    events = (
        event("issue", holder="an", shares=12 * M),
        event("issue", holder="fund", shares=2 * M, share_class="a"),
    )
    classes = (ShareClass(id="a", kind="preferred", price=Decimal("2.5"),
                          anti_dilution="weighted_average"),)  # fmt: skip
    planned = PlannedRound(
        date=TODAY, valuation=Decimal("17.5") * M, new_money=Decimal(5 * M),
        convention="percent_ownership",
    )  # fmt: skip
    solved = solve_planned_round(firm(*events, classes=classes, round=planned), planned)
    assert solved.result.price == Fraction("1.25")
    assert solved.protected["a"] == 2 * M * Fraction("2.5") / Fraction(20, 9) - 2 * M


def test_interest_of_notes() -> None:
    plain = ConvertibleLoan(
        id="n", holder="x", date=date(2024, 1, 1), amount=Decimal(1000), interest=0.1
    )
    assert amount_due(plain, date(2025, 12, 31)) == 1200
    assert amount_due(replace(plain, compounding=True), date(2025, 12, 31)) == 1210
    assert amount_due(plain, date(2023, 1, 1)) == 1000


def test_without_uncertainty_a_stake_is_the_payout_less_tax() -> None:
    """The limit of no variance: exact waterfall of the case, tax on the gain only."""
    events = (
        event("issue", holder="an", shares=8 * M),
        event("issue", holder="fund", shares=2 * M, share_class="a", price=Decimal("2.5")),
    )
    classes = (ShareClass(id="a", kind="preferred", price=Decimal("2.5")),)
    sale = ExitCase(id="sale", chance=1.0, price=_money(35 * M), months=_range(24))
    outlook = equity_outlook(
        firm(*events, classes=classes, exits=(sale,)), TODAY, np.random.default_rng(1), draws=50
    )
    (payout,) = outlook.exits
    assert payout.holders == {"an": 28 * M, "fund": 7 * M}
    assert (payout.converts, payout.outcomes) == (("a",), 1)
    stakes = {stake.holder: stake for stake in outlook.stakes}
    assert set(stakes["an"].draws) == {28 * M * 0.8}
    assert set(stakes["fund"].draws) == {7 * M - 0.2 * 2 * M}
    assert stakes["an"].zero == 0
    assert outlook.curve is not None
    assert sum(paid[-1] for paid in outlook.curve.classes.values()) == 35 * M


def test_rounds_before_an_exit_dilute() -> None:
    """10, 20, 20 and 15 % leave 48.96 %."""
    rounds = tuple(
        LaterRound(month=12 * place, new_money=Decimal(0), dilution=dilution)
        for place, dilution in enumerate((0.1, 0.2, 0.2, 0.15))
    )
    sale = ExitCase(id="sale", chance=1.0, price=_money(M), months=_range(60))
    dossier = firm(FOUNDED, exits=(sale,), later_rounds=rounds)
    (payout,) = equity_outlook(dossier, TODAY, np.random.default_rng(1), draws=1).exits
    assert payout.holders["an"] == pytest.approx(0.4896 * M, rel=1e-12)
    early = replace(sale, months=_range(18))
    (sooner,) = equity_outlook(
        firm(FOUNDED, exits=(early,), later_rounds=rounds), TODAY, np.random.default_rng(1), draws=1
    ).exits
    assert sooner.holders["an"] == pytest.approx(0.72 * M, rel=1e-12)


def test_who_leaves_loses_options_and_an_exit_accelerates() -> None:
    plan = VestingPlan(id="fast", acceleration=0.5)
    dossier = firm(FOUNDED, POOL, replace(GRANT, vesting="fast"))
    dossier = replace(dossier, equity=replace(dossier.equity, vesting=(plan,)))
    grants = tuple(replay(dossier, TODAY).grants.values())
    exit_day = date(2026, 2, 1)
    assert options_at_exit(grants, exit_day, {}) == {"g": 48 + 24}
    assert options_at_exit(grants, exit_day, {"bo": date(2026, 1, 15)}) == {}
    always = replace(
        dossier, people=(Person(id="bo", leaving_chance=0.9),),
        equity=replace(dossier.equity, exits=(
            ExitCase(id="s", chance=1.0, price=_money(10**5), months=_range(12)),)),
    )  # fmt: skip
    stakes = equity_outlook(always, TODAY, np.random.default_rng(1), draws=400).stakes
    bo = next(stake for stake in stakes if stake.holder == "bo")
    assert bo.zero == pytest.approx(0.9, abs=0.05)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 400 * M), st.floats(0, 90), st.integers(0, 20), st.booleans())
def test_every_exit_is_divided_without_rest(
    price: int, month: float, seed: int, held: bool
) -> None:
    """Nothing is lost or made on any path of the example, convertibles and rounds included."""
    dossier = example_firm()
    day = date(2030, 1, 1)
    stakes = stakes_at_exit(
        dossier, dossier.firm.date, day, solved_round(dossier, dossier.firm.date) if held else None
    )
    rng = np.random.default_rng(seed)
    days = {p.id: date(2027, 1, 1) for p in dossier.people if rng.uniform() < 0.3}
    options = options_at_exit(stakes.grants, day, days)
    amounts, outcome = divide(dossier, stakes, Fraction(price), month, options)
    assert sum(amounts.values(), Fraction(0)) + outcome.debt + outcome.carve_out == price
    assert min(amounts.values()) >= 0


LOAN = ConvertibleLoan(id="l", holder="angel", date=TODAY, amount=Decimal(100_000), cap=Decimal(M))
LATER = date(2031, 1, 1)


def angel_gets(price: int, *loans: ConvertibleLoan, **equity: Any) -> Fraction:
    dossier = firm(FOUNDED, convertibles=loans, **equity)
    stakes = stakes_at_exit(dossier, TODAY, LATER, None)
    amounts, outcome = divide(dossier, stakes, Fraction(price), 0, {})
    assert sum(amounts.values(), Fraction(0)) + outcome.debt == price
    return amounts["angel"]


def test_convertibles_without_a_round_are_paid_back_or_take_their_cap() -> None:
    assert angel_gets(150_000, LOAN) == 100_000
    assert angel_gets(10 * M, LOAN) == M
    before_money = replace(LOAN, cap_basis="pre_money")
    assert angel_gets(11 * M, before_money) == M
    only_discount = replace(LOAN, cap=None, discount=0.2)
    assert angel_gets(10 * M, only_discount) == 100_000
    note = replace(LOAN, cap=None, interest=0.1)
    assert angel_gets(10 * M, note) == amount_due(note, LATER)
    everything = (replace(LOAN, amount=Decimal(M)), replace(LOAN, id="m", holder="other"))
    assert angel_gets(10 * M, *everything) == M


def test_convertibles_share_with_the_most_senior_class() -> None:
    """Three for two million each: the loan and the class get the same part of their claims."""
    fund = event("issue", holder="fund", shares=100, share_class="a", price=Decimal(1000))
    classes = (ShareClass(id="a", kind="preferred", price=Decimal(1000), seniority=3),)
    dossier = firm(FOUNDED, fund, classes=classes, convertibles=(replace(LOAN, cap=None),))
    stakes = stakes_at_exit(dossier, TODAY, TODAY, None)
    amounts, _ = divide(dossier, stakes, Fraction(100_000), 0, {})
    assert amounts["angel"] == amounts["fund"] == 50_000


def test_an_exit_before_the_round_or_without_it_knows_no_new_money() -> None:
    planned = PlannedRound(
        date=date(2027, 1, 1), valuation=Decimal(8 * M), new_money=Decimal(2 * M),
        convention="percent_ownership", funding="f",
    )  # fmt: skip
    soon = ExitCase(id="s", chance=1.0, price=_money(3 * M), months=_range(3))
    early = firm(FOUNDED, round=planned, exits=(soon,))
    (payout,) = equity_outlook(early, TODAY, np.random.default_rng(1), draws=1).exits
    assert payout.holders == {"an": 3 * M}
    late = replace(soon, price=_money(100 * M), months=_range(60))
    option = FundingOption(id="f", kind="equity", month=12, amount=Decimal(2 * M), chance=0.25)
    uncertain = replace(
        firm(FOUNDED, round=planned, exits=(late,)),
        finance=Finance(cash=Decimal(1), funding=(option,)),
    )
    stakes = equity_outlook(uncertain, TODAY, np.random.default_rng(1), draws=800).stakes
    new = next(stake for stake in stakes if stake.holder == "(new investors)")
    assert new.zero == pytest.approx(0.75, abs=0.05)
    (sure,) = equity_outlook(uncertain, TODAY, np.random.default_rng(1), draws=1).exits
    assert sure.holders["(new investors)"] == 20 * M


def test_a_round_in_an_older_class_keeps_both_preferences_and_protection() -> None:
    """Full ratchet from 2.5 to 1 makes 2 of 5 million; the older money keeps its own cap."""
    classes = (ShareClass(id="a", kind="preferred", price=Decimal("2.5"), cap=2.0,
                          participation="capped", anti_dilution="full_ratchet"),)  # fmt: skip
    planned = PlannedRound(
        date=TODAY, valuation=Decimal(10 * M), new_money=Decimal(5 * M),
        convention="percent_ownership", investor="new", share_class="a",
    )  # fmt: skip
    dossier = firm(
        event("issue", holder="an", shares=8 * M),
        event("issue", holder="old", shares=2 * M, share_class="a", price=Decimal("2.5")),
        classes=classes, round=planned,
    )  # fmt: skip
    stakes = stakes_at_exit(dossier, TODAY, TODAY, solved_round(dossier, TODAY))
    terms = {entry.name: (entry.shares, entry.preference, entry.cap) for entry in stakes.preferred}
    assert terms == {"a": (5 * M, 5 * M, 10 * M), "a (new)": (5 * M, 5 * M, 10 * M)}
    amounts, _ = divide(dossier, stakes, Fraction(180 * M), 0, {})
    assert amounts == {"an": 80 * M, "old": 50 * M, "new": 50 * M}


def test_retention_measures_keep_options() -> None:
    keep = RetentionMeasure(id="r", leaving_left=_range(0), adopted=True)
    dossier = replace(
        firm(FOUNDED, POOL, GRANT, exits=(
            ExitCase(id="s", chance=1.0, price=_money(10**6), months=_range(24)),)),
        people=(Person(id="bo", leaving_chance=0.5),),
    )  # fmt: skip
    for rewards, least, most in ((Rewards(), 0.6, 0.9), (Rewards(retention=(keep,)), 0, 0)):
        stakes = equity_outlook(
            replace(dossier, rewards=rewards), TODAY, np.random.default_rng(1), draws=200
        ).stakes
        bo = next(stake for stake in stakes if stake.holder == "bo")
        assert least <= bo.zero <= most


def test_an_investor_without_a_name_is_not_the_pool() -> None:
    planned = PlannedRound(
        date=TODAY, valuation=Decimal(8 * M), new_money=Decimal(2 * M),
        convention="percent_ownership",
    )  # fmt: skip
    dossier = firm(
        event("issue", holder="an", shares=8 * M), event("pool", shares=M), round=planned
    )
    result = equity_outlook(dossier, TODAY, np.random.default_rng(1), draws=1).round
    assert result is not None
    assert result.pool_share == pytest.approx(M / (9 * M / 0.8))
