"""Pipelines too large for exact values: a policy from below, a Lagrangian bound from above.

From above, units of resources may be bought at a price per period instead of being limited;
products then no longer meet, and each has its best value by a small recursion (weakly coupled
dynamic programs: Adelman & Mersereau 2008). Any prices give a bound; the best are sought by
subgradients. From below, a priority policy with stop periods is improved by local search on common
scenarios and valued on fresh ones.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from benchmarks.pharma import Pipeline, Rewards, rewards_of
from steersman.methods.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Gap:
    """A policy's value with its standard error, and a bound that no policy exceeds."""

    value: float
    error: float
    bound: float

    @property
    def percent(self) -> float:
        """Gap in percent of the bound."""
        return 100 * (1 - self.value / self.bound)


@njit(cache=True)
def _priced(pipeline: Pipeline, rewards: Rewards, prices: FloatArray) -> tuple[float, FloatArray]:
    """Return the bound at given prices, and the expected units in use by resource and period."""
    products, trials = pipeline.cost.shape
    periods, resources = pipeline.periods, len(pipeline.capacity)
    usage = np.zeros((resources, periods + 1))
    total = 0.0
    for resource in range(resources):
        total += pipeline.capacity[resource] * prices[resource, 1:].sum()
    value = np.zeros((trials + 1, periods + 2))
    starts = np.zeros((trials, periods + 1), np.bool_)
    for product in range(products):
        value[:] = 0.0
        for period in range(periods, 0, -1):
            for trial in range(trials):
                wait = rewards.wait[product, trial, period] + value[trial, period + 1]
                ends = min(period + pipeline.duration[product, trial], periods + 1)
                start = rewards.start[product, trial, period]
                for resource in range(resources):
                    units = pipeline.demand[product, trial, resource]
                    start -= units * prices[resource, period:ends].sum()
                if trial < trials - 1:
                    start += pipeline.chance[product, trial] * value[trial + 1, ends]
                starts[trial, period] = start > wait
                value[trial, period] = max(start, wait)
        total += value[0, 1]
        trial, period, reached = 0, 1, 1.0
        while period <= periods and trial < trials:
            if not starts[trial, period]:
                period += 1
                continue
            ends = min(period + pipeline.duration[product, trial], periods + 1)
            for resource in range(resources):
                units = pipeline.demand[product, trial, resource]
                usage[resource, period:ends] += reached * units
            reached *= pipeline.chance[product, trial]
            period = ends
            trial += 1
    return total, usage


def bound_of(pipeline: Pipeline, rounds: int = 4_000) -> float:
    """Return the least bound found; without prices it is the sum of the products' own values.

    Args:
        pipeline: The instance.
        rounds: Steps of the subgradient method.
    """
    rewards = rewards_of(pipeline)
    prices = np.zeros((len(pipeline.capacity), pipeline.periods + 1))
    best, _ = _priced(pipeline, rewards, prices)
    step = 0.05 * best / pipeline.periods
    for number in range(rounds):
        total, usage = _priced(pipeline, rewards, prices)
        best = min(best, total)
        direction = usage - pipeline.capacity[:, None]
        direction[:, 0] = 0.0
        length = float(np.linalg.norm(direction)) or 1.0
        prices = np.maximum(prices + step / np.sqrt(number + 1) * direction / length, 0.0)
    return float(best)


@njit(cache=True)
def _played(
    pipeline: Pipeline, rewards: Rewards, order: IntArray, latest: IntArray, luck: FloatArray
) -> FloatArray:
    """Return the value of a priority policy in each scenario, expected over what stays open."""
    products, trials = pipeline.cost.shape
    resources = len(pipeline.capacity)
    values = np.zeros(len(luck))
    for scenario in range(len(luck)):
        trial = np.zeros(products, np.int64)
        ends = np.zeros(products, np.int64)
        free = pipeline.capacity.copy()
        for period in range(1, pipeline.periods + 1):
            for product in range(products):
                if ends[product] != period:
                    continue
                done = trial[product]
                for resource in range(resources):
                    free[resource] += pipeline.demand[product, done, resource]
                passed = luck[scenario, product, done] < pipeline.chance[product, done]
                trial[product] = done + 1 if passed else trials
                ends[product] = 0
            for product in order:
                now = trial[product]
                if ends[product] > 0 or now == trials:
                    continue
                fits = period <= latest[product, now]
                for resource in range(resources):
                    fits = fits and pipeline.demand[product, now, resource] <= free[resource]
                if not fits:
                    values[scenario] += rewards.wait[product, now, period]
                    continue
                values[scenario] += rewards.start[product, now, period]
                ends[product] = period + pipeline.duration[product, now]
                for resource in range(resources):
                    free[resource] -= pipeline.demand[product, now, resource]
    return values


def best_policy(
    pipeline: Pipeline, generator: np.random.Generator, scenarios: int = 20_000
) -> tuple[IntArray, IntArray]:
    """Return an order and last periods, by local search on common scenarios.

    Args:
        pipeline: The instance.
        generator: Source of randomness.
        scenarios: Scenarios of the search.
    """
    products, trials = pipeline.cost.shape
    rewards = rewards_of(pipeline)
    luck = generator.uniform(size=(scenarios, products, trials))
    order = np.argsort(-pipeline.chance.prod(axis=1), kind="stable")
    latest = np.full((products, trials), pipeline.periods)
    best = _played(pipeline, rewards, order, latest, luck).mean()
    improved = True
    while improved:
        improved = False
        for one in range(products):
            for other in range(products):
                moved = np.insert(np.delete(order, one), other, order[one])
                value = _played(pipeline, rewards, moved, latest, luck).mean()
                if value > best + 1e-9:
                    order, best, improved = moved, value, True
        for product, trial in np.ndindex(latest.shape):
            for period in range(pipeline.periods + 1):
                changed = latest.copy()
                changed[product, trial] = period
                value = _played(pipeline, rewards, order, changed, luck).mean()
                if value > best + 1e-9:
                    latest, best, improved = changed, value, True
    return order, latest


def gap_of(pipeline: Pipeline, seed: int, fresh: int = 200_000) -> Gap:
    """Return a policy's value on fresh scenarios and the bound.

    Args:
        pipeline: The instance.
        seed: Seed of all randomness.
        fresh: Scenarios for the value.
    """
    generator = np.random.default_rng(seed)
    order, latest = best_policy(pipeline, generator)
    luck = generator.uniform(size=(fresh, *pipeline.cost.shape))
    values = _played(pipeline, rewards_of(pipeline), order, latest, luck)
    error = float(values.std() / np.sqrt(fresh))
    return Gap(float(values.mean()), error, bound_of(pipeline))
