"""Exit waterfalls against published and recomputed cases, amounts in millions."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.methods.equity.waterfall import (
    Claims,
    OptionClass,
    Preferred,
    equilibria,
    equilibrium,
    gains_by_changing,
    payout,
)

F = Fraction


def series_a(participation: Any = "none", cap: int | None = None, **extra: Any) -> Preferred:
    """Two million shares bought at 2.50."""
    limit = None if cap is None else F(cap)
    return Preferred("A", F(2), F(5), participation, limit, **extra)


def paid(price: float, *preferred: Preferred, common: int = 8) -> list[float]:
    claims = Claims({"common": F(common)}, preferred)
    outcome = equilibrium(F(str(price)), claims)
    assert outcome.total == F(str(price))
    return [float(outcome.common["common"]), *map(float, outcome.preferred.values())]


ONE_CLASS = [
    (35, series_a(), [28, 7]),
    (15, series_a(), [10, 5]),
    (25, series_a(), [20, 5]),
    (35, series_a("full"), [24, 11]),
    (40, series_a("capped", 10), [30, 10]),
    (60, series_a("capped", 10), [48, 12]),
    (100, series_a("capped", 10), [80, 20]),
    (30, Preferred("A", F(2), F(10), "full"), [16, 14]),
]


@pytest.mark.parametrize(("price", "preferred", "expected"), ONE_CLASS)
def test_one_class(price: float, preferred: Preferred, expected: list[float]) -> None:
    """Eight million common shares against one class; a capped class converts above its cap.

    The case 60 and 100 with a cap of twice the money is where liqpref-waterfall-py pays 10 for
    ever.
    """
    assert paid(price, preferred) == pytest.approx(expected, rel=1e-9)


TWO_CLASSES = [
    (10, 1, [0, 1, 9]),
    (10, 0, [0, 25 / 7, 45 / 7]),
    (20, 1, [6, 5, 9]),
]


@pytest.mark.parametrize(("price", "rank", "expected"), TWO_CLASSES)
def test_seniority(price: float, rank: int, expected: list[float]) -> None:
    """With 1.5 million shares bought at 6, senior or of equal rank."""
    later = Preferred("B", F(3, 2), F(9), seniority=rank)
    assert paid(price, series_a(), later) == pytest.approx(expected, rel=1e-9)


def test_conversion_as_a_game() -> None:
    """A takes part up to twice its money, B is senior: the only outcome is A converts, B holds."""
    claims = Claims(
        {"common": F(8)}, (series_a("capped", 10), Preferred("B", F(3, 2), F(9), seniority=1))
    )
    outcomes = equilibria(F(60), claims)
    assert [outcome.converts for outcome in outcomes] == [{"A"}]
    outcome = equilibrium(F(60), claims)
    assert outcome == outcomes[0]
    assert (outcome.common["common"], *outcome.preferred.values()) == (F("40.8"), F("10.2"), 9)


@pytest.mark.parametrize(
    ("participation", "cap", "expected"),
    [("none", None, [60, 40]), ("full", None, [80, 20]), ("capped", 150, [80, 20])],
)
def test_venture_deals(participation: Any, cap: int | None, expected: list[float]) -> None:
    """Feld & Mendelson: 50 raised for 60 %, sold for 100; three times the money is not reached."""
    limit = None if cap is None else F(cap)
    investors = Preferred("A", F(60), F(50), participation, limit)
    assert paid(100, investors, common=40) == list(reversed(expected))


def test_options_join_above_their_strike() -> None:
    """By hand: 12 for 10 shares, 2 options at 1: (12 + 2) / 12 each; at 9 nobody exercises."""
    claims = Claims({"common": F(10)}, options=(OptionClass("pool", F(2), F(1)),))
    rich, poor = equilibrium(F(12), claims), equilibrium(F(9), claims)
    assert rich.per_share == F(14, 12)
    assert rich.options["pool"] == 2 * (F(14, 12) - 1)
    assert rich.total == 12
    assert (poor.per_share, poor.options["pool"]) == (F(9, 10), 0)


def test_debt_and_carve_out_come_first() -> None:
    claims = Claims({"common": F(8)}, (series_a(),), debt=F(4), carve_out=F(1, 10))
    outcome = equilibrium(F(14), claims)
    assert (outcome.debt, outcome.carve_out, outcome.preferred["A"]) == (4, 1, 5)
    assert outcome.common["common"] == 4
    assert equilibrium(F(3), claims).debt == 3


def test_what_nobody_claims_stays_with_the_creditors_side() -> None:
    """A firm whose shares are all preferred and hold: nothing is lost."""
    outcome = payout(F(20), Claims({}, (series_a(),)))
    assert outcome.total == 20
    assert equilibrium(F(20), Claims({}, (series_a(),))).preferred["A"] == 20


@pytest.mark.parametrize(
    "make",
    [
        lambda: Preferred("A", F(-1), F(1)),
        lambda: Preferred("A", F(1), F(1), "capped"),
        lambda: Preferred("A", F(1), F(2), "capped", F(1)),
        lambda: Claims({"x": F(1)}, debt=F(-1)),
        lambda: Claims({"x": F(1)}, carve_out=F(1)),
        lambda: OptionClass("o", F(1), F(-1)),
        lambda: payout(F(-1), Claims({"x": F(1)})),
    ],
)
def test_impossible_claims_are_refused(make: Any) -> None:
    with pytest.raises(ValueError, match=r"must|belongs"):
        make()


@st.composite
def preferred_drawn(draw: st.DrawFn, name: str) -> Preferred:
    participation: Any = draw(st.sampled_from(["none", "capped", "full"]))
    preference = F(draw(st.integers(0, 40)))
    cap = preference + draw(st.integers(0, 40)) if participation == "capped" else None
    shares, rank = F(draw(st.integers(1, 20))), draw(st.integers(0, 2))
    return Preferred(name, shares, preference, participation, cap, rank)


@st.composite
def claims_drawn(draw: st.DrawFn) -> Claims:
    preferred = tuple(draw(preferred_drawn(name)) for name in "ABCD"[: draw(st.integers(0, 4))])
    options = tuple(
        OptionClass(f"o{place}", F(draw(st.integers(1, 10))), F(draw(st.integers(0, 8))))
        for place in range(draw(st.integers(0, 2)))
    )
    debt, part = F(draw(st.integers(0, 20))), F(draw(st.integers(0, 3)), 10)
    return Claims({"common": F(draw(st.integers(1, 20)))}, preferred, options, debt, part)


@settings(deadline=None, max_examples=500)
@given(claims_drawn(), st.integers(0, 300))
def test_the_outcome_is_one_of_the_enumerated_ones(claims: Claims, price: int) -> None:
    """Enumeration of all sets as an oracle; nothing is lost, and no one would rather change."""
    outcome = equilibrium(F(price), claims)
    assert outcome.total == price
    assert not gains_by_changing(F(price), claims, outcome)
    assert outcome in equilibria(F(price), claims)
    amounts = (*outcome.common.values(), *outcome.preferred.values(), *outcome.options.values())
    assert min(amounts) >= 0


@settings(deadline=None, max_examples=200)
@given(claims_drawn(), st.integers(0, 200), st.integers(0, 50))
def test_nobody_gets_less_when_the_price_rises(claims: Claims, price: int, more: int) -> None:
    """Holds without votes that force conversion."""
    low, high = equilibrium(F(price), claims), equilibrium(F(price + more), claims)
    assert high.per_share >= low.per_share
    for name, amount in low.preferred.items():
        assert high.preferred[name] >= amount
