"""Ruin, options, the VC method and loss events against published figures and closed forms."""

from fractions import Fraction
from math import exp, log, sqrt
from typing import Any

import numpy as np
import pytest

from steersman.methods.loss_events import LossEvent, draw_losses, exceedance, yearly_rate
from steersman.methods.option_value import (
    Market,
    StageValue,
    compound_option_value,
    option_value,
    staged_value,
)
from steersman.methods.ruin import (
    DAYS_PER_MONTH,
    ever_ruined,
    first_passage,
    ruin_with_exponential_losses,
    ruined_by,
    watch,
)
from steersman.methods.venture_method import VentureRound, venture_shares

MONTHS = [9, 12, 15, 18]
FIRST_PASSAGE = {1.0: [0.192556, 0.556451, 0.822282, 0.941713],
                 0.5: [0.026587, 0.528644, 0.947907, 0.998175]}  # fmt: skip


@pytest.mark.parametrize("noise", [1.0, 0.5])
def test_first_passage_in_closed_form(noise: float) -> None:
    """Twelve months of burn in the bank; inverse Gaussian distribution."""
    found = [first_passage(12, -1, noise, months) for months in MONTHS]
    assert found == pytest.approx(FIRST_PASSAGE[noise], abs=5e-7)


def test_a_growing_balance_and_rare_losses() -> None:
    assert ever_ruined(6, 0.5, 2) == pytest.approx(exp(-1.5), abs=1e-12)
    assert first_passage(6, 0.5, 2, 1e6) == pytest.approx(0.223130, abs=5e-7)
    assert ever_ruined(6, -0.5, 2) == 1
    assert ruin_with_exponential_losses(5, 1, 1, 1.2) == pytest.approx(0.362165, abs=5e-7)
    assert ruin_with_exponential_losses(5, 1, 1, 1) == 1
    with pytest.raises(ValueError, match="positive"):
        first_passage(1, 1, 0, 1)
    with pytest.raises(ValueError, match="positive"):
        ever_ruined(1, 1, 0)


def test_paths_meet_the_closed_form_by_day_and_miss_ruin_at_month_ends() -> None:
    """Watched at month ends the chances are .164, .511, .792, .929: 1 to 4.5 points too low."""
    rng = np.random.default_rng(3)
    paths, days = 40_000, 18 * DAYS_PER_MONTH
    noise = np.full(days, 1 / sqrt(DAYS_PER_MONTH))
    flows = -1 / DAYS_PER_MONTH + noise * rng.standard_normal((paths, days))
    ruin = watch(12.0, flows, noise, rng.uniform(size=(paths, days)), 0.0)
    by_day, by_month = ruined_by(ruin.day, days), ruined_by(ruin.month, 18)
    for months, exact, seen in zip(
        MONTHS, FIRST_PASSAGE[1.0], [0.164, 0.511, 0.792, 0.929], strict=True
    ):
        error = sqrt(exact * (1 - exact) / paths)
        assert abs(by_day[months * DAYS_PER_MONTH - 1] - exact) < 3 * error
        assert abs(by_month[months - 1] - seen) < 3 * error + 5e-4


def test_paths_with_losses_meet_cramer_and_lundberg() -> None:
    """Losses at random times, exponential; over 300 months, behind which almost none is ruined."""
    rng = np.random.default_rng(5)
    paths, days = 8_000, 300 * DAYS_PER_MONTH
    ruined = 0
    for _ in range(8):
        count = rng.poisson(1 / DAYS_PER_MONTH, (paths // 8, days))
        losses = np.where(count > 0, rng.gamma(np.maximum(count, 1)), 0.0)
        flows = 1.2 / DAYS_PER_MONTH - losses
        ruin = watch(5.0, flows, np.zeros(days), np.ones((paths // 8, days)), 0.0)
        ruined += int((ruin.day >= 0).sum())
    exact = ruin_with_exponential_losses(5, 1, 1, 1.2)
    assert abs(ruined / paths - exact) < 3 * sqrt(exact * (1 - exact) / paths)


def test_options() -> None:
    """Hull: 42, 40, 10 %, 20 %, half a year; Haug's two-stage example after Geske (1979)."""
    market = Market(42, 0.1, 0.1, 0.2)
    assert option_value(market, 40, 0.5, "call") == pytest.approx(4.7594, abs=5e-5)
    assert option_value(market, 40, 0.5, "put") == pytest.approx(0.8086, abs=5e-5)
    assert option_value(market, 40, 0, "call") == 2
    two = Market(500, 0.08, 0.05, 0.35)
    put = compound_option_value(two, (50, 0.25), (520, 0.5), ("put", "call"))
    call = compound_option_value(two, (50, 0.25), (520, 0.5), ("call", "call"))
    assert put == pytest.approx(21.19635, abs=5e-5)
    assert call == pytest.approx(17.59453, abs=5e-5)
    under = option_value(two, 520, 0.5, "call")
    assert call - put == pytest.approx(under - 50 * exp(-0.08 * 0.25), abs=1e-9)
    with pytest.raises(ValueError, match="later"):
        compound_option_value(two, (50, 0.5), (520, 0.25), ("call", "call"))
    with pytest.raises(ValueError, match="positive"):
        Market(0, 0.1, 0.1, 0.2)


def test_without_uncertainty_an_option_is_what_exercising_brings() -> None:
    still = Market(42, 0.1, 0.1, 1e-6)
    assert option_value(still, 40, 0.5, "call") == pytest.approx(42 - 40 * exp(-0.05), abs=1e-9)
    assert option_value(still, 60, 0.5, "call") == pytest.approx(0, abs=1e-12)


def test_staged_project_with_and_without_the_right_to_stop() -> None:
    stages = [StageValue(0, 10, 0.6), StageValue(1, 30, 0.5)]
    assert staged_value(stages, 200, 2, 0.1, may_stop=True) == pytest.approx(23.2231, abs=5e-5)
    assert staged_value(stages, 200, 2, 0.1, may_stop=False) == pytest.approx(12.3140, abs=5e-5)


def test_venture_capital_method_with_three_rounds() -> None:
    """The vcmethod sheet: 2.5 million of profit times 15 in year 5, a million shares."""
    million = 10**6
    rounds = [
        VentureRound(Fraction(0), Fraction(1_500_000), Fraction(1, 2)),
        VentureRound(Fraction(2), Fraction(million), Fraction(2, 5)),
        VentureRound(Fraction(4), Fraction(million), Fraction(1, 4)),
    ]
    first, second, third = venture_shares(rounds, Fraction(37_500_000), 5, Fraction(million))
    percent = [round(float(100 * entry.final), 4) for entry in (first, second, third)]
    assert percent == [30.375, 7.3173, 3.3333]
    assert float(first.retention) == pytest.approx(0.89349, abs=5e-6)
    assert float(first.bought) == pytest.approx(0.33996, abs=5e-6)
    assert float(first.shares) == pytest.approx(515_054.57, abs=0.005)
    assert float(first.price) == pytest.approx(2.9123, abs=5e-5)
    assert float(first.pre_money) == pytest.approx(2_912_312.76, abs=0.005)
    total = million + first.shares + second.shares + third.shares
    assert float(total) == pytest.approx(1_695_652.91, abs=0.005)
    assert float(37_500_000 / total) == pytest.approx(22.115375, abs=5e-6)
    with pytest.raises(ValueError, match="whole firm"):
        venture_shares(rounds, Fraction(million), 5, Fraction(million))


def test_loss_events_and_their_exceedance() -> None:
    """README of riskquant: once in ten years, 100,000 to a million, costs 40,400.128269 a year."""
    event = LossEvent(0.1, 100_000, 1_000_000)
    assert event.mean_loss == pytest.approx(40_400.128269, abs=5e-7)
    assert yearly_rate(1 - exp(-0.1)) == pytest.approx(0.1)
    rng = np.random.default_rng(2)
    drawn = draw_losses(event, 200_000, 1.0, rng)
    yearly = np.bincount(drawn.path, drawn.amount, 200_000)
    assert abs(yearly.mean() - event.mean_loss) < 3 * yearly.std() / sqrt(200_000)
    once = LossEvent(0.5, 100.0, 100.0, once=True)
    single = draw_losses(once, 100_000, 4.0, rng)
    assert len(set(single.path)) == len(single.path)
    assert len(single.path) / 100_000 == pytest.approx(1 - exp(-2), abs=0.004)
    assert once.mean_loss == pytest.approx(100 * (1 - exp(-0.5)))
    middle = exp((log(1e5) + log(1e6)) / 2)
    above = exceedance(drawn.amount, np.array([1e5, middle, 1e6]))
    assert above == pytest.approx([0.95, 0.5, 0.05], abs=0.012)
    assert exceedance(np.array([1.0, 2.0, 3.0]), np.array([2.0])) == pytest.approx([1 / 3])
    wrong: Any = [(-1, 1, 2), (1, 0, 2), (1, 3, 2)]
    for values in wrong:
        with pytest.raises(ValueError, match="low"):
            LossEvent(*values)
