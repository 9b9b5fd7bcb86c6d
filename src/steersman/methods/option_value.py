"""Values of options: on money, on options, and on going on with a staged project.

Black & Scholes (1973) and Merton (1973); Geske (1979) for options on options; staged projects by
expected values with the right to stop.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Literal

from scipy.optimize import brentq
from scipy.stats import multivariate_normal, norm

Kind = Literal["call", "put"]


@dataclass(frozen=True, slots=True)
class Market:
    """What an option's value depends on beside its own terms.

    Attributes:
        price: Price of what the option is on.
        rate: Yearly interest, continuous.
        carry: Yearly cost of carry, continuous; equal to ``rate`` where nothing is paid out.
        volatility: Standard deviation of a year's logarithmic change.
    """

    price: float
    rate: float
    carry: float
    volatility: float

    def __post_init__(self) -> None:
        if self.price <= 0 or self.volatility <= 0:
            raise ValueError("price and volatility must be positive")


def option_value(market: Market, strike: float, years: float, kind: Kind) -> float:
    """Return the value of a European option.

    Args:
        market: Price, rates, volatility.
        strike: What exercising costs, or pays for a put.
        years: Time to exercise.
        kind: Call or put.
    """
    sign = 1 if kind == "call" else -1
    if years <= 0:
        return max(sign * (market.price - strike), 0.0)
    spread = market.volatility * sqrt(years)
    drift = market.carry + market.volatility**2 / 2
    first = (log(market.price / strike) + drift * years) / spread
    forward = market.price * exp((market.carry - market.rate) * years)
    paid = strike * exp(-market.rate * years)
    value = forward * norm.cdf(sign * first) - paid * norm.cdf(sign * (first - spread))
    return float(sign * value)


def compound_option_value(
    market: Market,
    outer: tuple[float, float],
    inner: tuple[float, float],
    kinds: tuple[Kind, Kind],
) -> float:
    """Return the value of an option on a call: the right to go on with a second stage.

    Args:
        market: Price, rates, volatility of what the inner option is on.
        outer: Strike and years of the option on the option.
        inner: Strike and years of the option underneath, later than the outer.
        kinds: Kind of the outer option and of the inner one, which must be a call.

    Raises:
        ValueError: If the inner option is no call or ends first.
    """
    (price_now, first), (strike, last) = outer, inner
    if kinds[1] != "call" or first >= last:
        raise ValueError("the inner option must be a call that ends later")

    def worth(price: float) -> float:
        later = Market(price, market.rate, market.carry, market.volatility)
        return option_value(later, strike, last - first, "call") - price_now

    turn = float(brentq(worth, 1e-8 * market.price, 1e4 * (market.price + strike), xtol=1e-12))
    drift = market.carry + market.volatility**2 / 2
    near = (log(market.price / turn) + drift * first) / (market.volatility * sqrt(first))
    far = (log(market.price / strike) + drift * last) / (market.volatility * sqrt(last))
    near_out = near - market.volatility * sqrt(first)
    far_out = far - market.volatility * sqrt(last)
    sign = 1 if kinds[0] == "call" else -1
    tie = sign * sqrt(first / last)
    forward = market.price * exp((market.carry - market.rate) * last)
    value = forward * _both(far, sign * near, tie)
    value -= strike * exp(-market.rate * last) * _both(far_out, sign * near_out, tie)
    value -= price_now * exp(-market.rate * first) * norm.cdf(sign * near_out)
    return float(sign * value)


def _both(one: float, other: float, correlation: float) -> float:
    covariance = [[1, correlation], [correlation, 1]]
    return float(multivariate_normal.cdf([one, other], cov=covariance, abseps=1e-12, releps=1e-12))


@dataclass(frozen=True, slots=True)
class StageValue:
    """A stage of a staged project: what it costs at a time, and its chance of success.

    Attributes:
        years: When it begins.
        cost: What it costs then.
        chance: Chance that the next stage may follow.
    """

    years: float
    cost: float
    chance: float


def staged_value(
    stages: Sequence[StageValue], payoff: float, years: float, rate: float, *, may_stop: bool
) -> float:
    """Return the present value of a project in stages.

    Args:
        stages: In order.
        payoff: What it is worth once all have succeeded.
        years: When.
        rate: Yearly discount rate.
        may_stop: Whether a failed stage ends the project; otherwise every stage is paid for.
    """
    value, reached = 0.0, 1.0
    for stage in stages:
        value -= (reached if may_stop else 1.0) * stage.cost / (1 + rate) ** stage.years
        reached *= stage.chance
    return float(value + reached * payoff / (1 + rate) ** years)
