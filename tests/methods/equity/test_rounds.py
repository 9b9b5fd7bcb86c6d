"""Priced rounds against published worked examples, exact to 1e-9 and as printed to 1e-4."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.methods.equity.rounds import (
    ConversionTerms,
    Convertible,
    NoRoundError,
    RoundResult,
    RoundTerms,
    solve_round,
)

M = 10**6


def number(value: float | str | Fraction) -> Fraction:
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def safe(amount: float, cap: float | None = None, **extra: Any) -> Convertible:
    terms = ConversionTerms(None if cap is None else number(cap), **extra)
    return Convertible("safe", number(amount), (terms,))


def priced(
    valuation: float, money: float, convention: Any = "percent_ownership", **extra: Any
) -> RoundTerms:
    numbers = {name: number(value) for name, value in extra.items()}
    return RoundTerms(number(valuation), number(money), convention, **numbers)


def shares_of(result: RoundResult) -> list[float]:
    """Return percentages of earlier shares, convertibles, new investors, and new pool if any."""
    earlier = result.total - sum(result.converted) - result.new_shares - result.pool_increase
    parts = [earlier, *result.converted, result.new_shares]
    parts += [result.pool_increase] if result.pool_increase else []
    assert sum(parts) == result.total
    return [round(float(100 * part / result.total), 2) for part in parts]


YC = [safe(200_000, 4 * M), safe(800_000, 8 * M)]
"""Y Combinator's SAFE user guide, example 1."""


def test_y_combinators_guide_with_a_pool_increase() -> None:
    result = solve_round(
        number(10 * M), number(100_000), YC, priced(15 * M, 5 * M, pool_increase=1_695_000)
    )
    assert result.capitalisation == Fraction(200 * M, 17)
    assert [round(float(taken), 2) for taken in result.converted] == [588_235.29, 1_176_470.59]
    assert result.price == Fraction(51_000, 45_763)
    assert float(result.price) == pytest.approx(1.1144, rel=1e-4)
    assert float(result.new_shares) == pytest.approx(4_486_568.63, abs=0.005)
    assert float(result.new_shares) == pytest.approx(4_486_719, rel=1e-4)
    assert float(result.total) == pytest.approx(17_946_274.51, abs=0.005)


def test_y_combinators_guide_with_a_pool_target() -> None:
    terms = priced(15 * M, 5 * M, pool_target=0.1)
    result = solve_round(number(10 * M), number(100_000), YC, terms)
    assert result.total == Fraction(3_966_000_000, 221)
    assert float(result.pool_increase) == pytest.approx(1_694_570.14, abs=0.005)
    assert (result.pool_increase + 100_000) / result.total == Fraction(1, 10)


def test_a_convertible_takes_the_rounds_price_where_that_is_lower() -> None:
    """Same guide, question 5: the second SAFE's cap is above the round."""
    terms = priced(8_800_000, 2_200_000, pool_increase=1_573_000)
    result = solve_round(number(10 * M), number(100_000), YC, terms)
    assert result.price == Fraction(2_400, 3_649)
    assert [round(float(taken), 2) for taken in result.converted] == [590_333.33, 1_216_333.33]
    assert result.conversion_price[1] == result.price
    assert float(result.total) == pytest.approx(16_724_583.33, abs=0.005)


def test_pre_money_and_post_money_caps_side_by_side() -> None:
    """Same guide, example 2, question 2; it prints 1.1144, a slip for 1.1115."""
    older = safe(200_000, 3_800_000, cap_kind="pre_money_with_pool")
    terms = priced(15 * M, 5 * M, pool_increase=1_700_000)
    result = solve_round(number(10 * M), number(100_000), [older, YC[1]], terms)
    assert [round(float(taken), 2) for taken in result.converted] == [615_789.47, 1_179_532.16]
    assert float(result.price) == pytest.approx(1.111496, abs=5e-7)
    assert float(result.total) == pytest.approx(17_993_762.18, abs=0.005)


def test_pro_rata_rights_buy_on_top_of_the_new_money() -> None:
    """Same guide's estimate: 25 % new, rights over 15 %: 25 % / (1 − 15 %) − 25 %."""
    bought = Fraction(25, 85) - Fraction(1, 4)
    terms = RoundTerms(
        1 - Fraction(25, 85), Fraction(1, 4), "percent_ownership",
        pro_rata=(("safe holders", Fraction(15, 100)),),
    )  # fmt: skip
    result = solve_round(Fraction(1000), ZERO, [], terms)
    assert result.new_shares / result.total == Fraction(1, 4)
    assert result.pro_rata_shares["safe holders"] / result.total == bought
    assert float(bought) == pytest.approx(0.044118, abs=5e-7)
    everybody = result.new_shares + result.pro_rata_shares["safe holders"] + 1000
    assert everybody == result.total


ZERO = Fraction(0)
COOLEY = [
    ("pre_money", Fraction(8), [70, 12.5, 17.5]),
    ("percent_ownership", Fraction(46, 7), [65.71, 14.29, 20]),
    ("dollars_invested", Fraction(53, 7), [68.83, 12.99, 18.18]),
]


@pytest.mark.parametrize(("convention", "price", "percent"), COOLEY)
def test_three_conventions(convention: Any, price: Fraction, percent: list[float]) -> None:
    """Cooley's comparison: 1 million shares, 2 million at 8 million, 1 million at 30 % off."""
    result = solve_round(
        number(M), ZERO, [safe(M, discount=Fraction(3, 10))], priced(8 * M, 2 * M, convention)
    )
    assert result.price == price
    assert shares_of(result) == percent


SMALL = [
    ("cap binds", [safe(M, 10 * M)], priced(12 * M, 3 * M), 1.35, [72, 8, 20]),
    ("down round", [safe(M, 10 * M)], priced(4 * M, M), 0.375, [60, 20, 20]),
    ("with pool", [safe(M, 10 * M)], priced(12 * M, 3 * M, pool_target=0.1), 1.18125,
     [63, 7, 20, 10]),
    ("pre-money cap", [safe(M, 10 * M, cap_kind="pre_money")], priced(12 * M, 3 * M), 15 / 11,
     [72.73, 7.27, 20]),
    ("discount", [safe(M, discount=Fraction(1, 5))], priced(12 * M, 3 * M), 1.34375,
     [71.67, 8.33, 20]),
    ("mixed", [safe(M, 10 * M), safe(M, 8 * M, cap_kind="pre_money")], priced(12 * M, 3 * M), 1.2,
     [64, 8, 8, 20]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "convertibles", "terms", "price", "percent"), SMALL)
def test_small_cases(
    name: str, convertibles: Any, terms: Any, price: float, percent: list[float]
) -> None:
    """Cases S1, S2, S3, S5, DO1 and MX1 of the package Equilibria, solved anew by hand."""
    result = solve_round(number(8 * M), ZERO, convertibles, terms)
    assert float(result.price) == pytest.approx(price, rel=1e-12), name
    assert shares_of(result) == percent
    assert result.slope > 0


def test_five_convertibles_with_a_most_favoured_nation_clause() -> None:
    """README of 1984vc/cap-table 0.3.0, which rounds the price up at five decimals."""
    ten = ConversionTerms(number(10 * M))
    thirteen = ConversionTerms(number(13 * M))
    seven_percent = Fraction(7, 100)
    convertibles = [
        safe(125_000, 125_000 / seven_percent),
        Convertible("favoured", number(375_000), (ConversionTerms(), ten, ten, thirteen)),
        Convertible("a", number(750_000), (ten,)),
        Convertible("b", number(475_000), (ten,)),
        Convertible("c", number(500_000), (thirteen,)),
    ]
    terms = priced(25 * M, 4 * M, pool_target=0.1)
    result = solve_round(number(10 * M), number(750_000), convertibles, terms)
    assert result.total == Fraction(209_597_500_000, 12_363)
    assert float(result.total) == pytest.approx(16_953_545, rel=1e-4)
    assert float(result.price) == pytest.approx(1.710550, abs=5e-7)
    assert round(float(4_500_000 / result.total), 4) == 0.2654
    assert round(float(result.converted[0] / result.total), 4) == 0.0564
    assert float(result.pool_increase) == pytest.approx(945_361, abs=0.5)


def test_option_pool_shuffle() -> None:
    """Venture Hacks: a pool of 20 % inside the pre-money makes 8 million effectively 6."""
    result = solve_round(number(6 * M), ZERO, [], priced(8 * M, 2 * M, pool_target=0.2))
    assert result.price == 1
    assert result.effective_valuation == 6 * M
    assert solve_round(number(6 * M), ZERO, [], priced(8 * M, 2 * M)).price == Fraction(4, 3)


def test_old_pre_money_safe() -> None:
    """Y Combinator's primer: 100,000 at a cap of 8 million, 11 million shares."""
    older = safe(100_000, 8 * M, cap_kind="pre_money", discount=Fraction(15, 100))
    result = solve_round(number(11 * M), ZERO, [older], priced(10 * M, M, "pre_money"))
    assert float(result.price) == pytest.approx(0.909, abs=5e-4)
    assert float(result.new_shares) == pytest.approx(1_100_110, rel=2e-4)
    assert result.converted == (137_500,)
    assert float(result.conversion_price[0] or 0) == pytest.approx(0.72727, abs=5e-6)


def test_a_public_calculators_error_is_not_repeated() -> None:
    """500,000 at a post-money cap of 3 million, 1 million at 5 million: 13.9 %, not 9.4 %."""
    result = solve_round(number(M), ZERO, [safe(500_000, 3 * M)], priced(5 * M, M))
    assert result.converted[0] / result.capitalisation == Fraction(1, 6)
    assert round(float(result.converted[0] / result.total), 3) == 0.139


@pytest.mark.parametrize(
    ("convertibles", "terms", "pool", "reason"),
    [
        ([safe(6 * M, 10 * M), safe(4 * M, 10 * M)], priced(12 * M, 3 * M), 0, "more-than-all"),
        ([safe(9 * M)], priced(8 * M, M), 0, "more-than-all"),
        ([], priced(4 * M, M, pool_target=0.85), 0, "more-than-all"),
        ([], priced(4 * M, M, pool_target=0.1), M // 2, "pool-too-large"),
        (
            [],
            RoundTerms(number(M), number(M), "pre_money", pro_rata=(("x", Fraction(1)),)),
            0,
            "pro-rata-too-large",
        ),
    ],
)
def test_impossible_rounds_are_refused(
    convertibles: Any, terms: Any, pool: int, reason: str
) -> None:
    with pytest.raises(NoRoundError) as refusal:
        solve_round(number(M), number(pool), convertibles, terms)
    assert refusal.value.reason == reason


terms_drawn = st.builds(
    ConversionTerms,
    st.one_of(st.none(), st.fractions(M, 50 * M, max_denominator=3)),
    st.sampled_from(["post_money", "pre_money", "pre_money_with_pool"]),
    st.fractions(0, Fraction(1, 2), max_denominator=20),
)
convertible_drawn = st.builds(
    Convertible,
    st.sampled_from(["a", "b", "c"]),
    st.fractions(0, 2 * M, max_denominator=3),
    st.lists(terms_drawn, min_size=1, max_size=3).map(tuple),
    st.booleans(),
)


@settings(deadline=None)
@given(
    st.lists(convertible_drawn, max_size=4),
    st.fractions(M, 40 * M, max_denominator=3),
    st.fractions(0, 10 * M, max_denominator=3),
    st.sampled_from(["percent_ownership", "pre_money", "dollars_invested"]),
    st.one_of(st.none(), st.fractions(0, Fraction(1, 3), max_denominator=30)),
)
def test_a_solved_round_balances(
    convertibles: list[Convertible], valuation: Fraction, money: Fraction, convention: Any,
    target: Fraction | None,
) -> None:  # fmt: skip
    """What the solver finds is checked against the terms themselves, not against its equations."""
    shares, pool = number(8 * M), number(100_000)
    terms = RoundTerms(valuation, money, convention, target)
    try:
        result = solve_round(shares, pool, convertibles, terms)
    except NoRoundError:
        return
    bought = sum(result.pro_rata_shares.values(), ZERO)
    parts = shares + sum(result.converted, ZERO) + result.new_shares + result.pool_increase
    assert parts + bought == result.total
    assert result.slope > 0
    if target is not None:
        assert result.pool_increase + pool == target * result.total
    for entry, taken in zip(convertibles, result.converted, strict=True):
        assert taken * result.price >= entry.amount
        for own in entry.terms:
            assert taken >= entry.amount / ((1 - own.discount) * result.price)
            if own.cap is not None and own.cap_kind == "post_money":
                assert taken >= entry.amount / own.cap * result.capitalisation
            if own.cap is not None and own.cap_kind == "pre_money":
                assert taken >= entry.amount / own.cap * shares
    after = result.price * result.total
    if convention == "percent_ownership" and not bought:
        assert after == valuation + money
