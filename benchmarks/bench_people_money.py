"""Shapley value against coopgt, and ruin by day against a plain loop, in one run.

usage: python benchmarks/bench_people_money.py [players]
"""

import sys
from itertools import combinations
from time import perf_counter

import coopgt.shapley_value
import numpy as np

from steersman.methods.fair_division import sampled_shapley_value, shapley_value
from steersman.methods.ruin import DAYS_PER_MONTH, watch

PLAYERS = 8
LARGEST = 16
PATHS, MONTHS = 2_000, 60


def plain_ruin(opening: float, flows: np.ndarray, limit: float) -> list[int]:
    """Return the first day below a limit, path by path, in plain Python."""
    found = []
    for path in flows:
        balance, first = opening, -1
        for day, flow in enumerate(path):
            balance += flow
            if balance < limit:
                first = day
                break
        found.append(first)
    return found


def main() -> None:
    """Print times and ratios."""
    players = int(sys.argv[1]) if len(sys.argv) > 1 else PLAYERS
    rng = np.random.default_rng(1)
    weights = rng.uniform(1, 5, LARGEST)

    def worth(coalition: frozenset[int]) -> float:
        return float(sum(weights[player] for player in coalition)) ** 1.5

    table = {
        tuple(player + 1 for player in coalition): worth(frozenset(coalition))
        for size in range(players + 1)
        for coalition in combinations(range(players), size)
    }
    start = perf_counter()
    peer = coopgt.shapley_value.calculate(characteristic_function=table)
    peer_time = perf_counter() - start
    start = perf_counter()
    ours = shapley_value(worth, players).shares
    our_time = perf_counter() - start
    gap = float(np.abs(ours - np.array(peer)).max())
    print(f"Shapley value, {players} players: {our_time:.4f} s, coopgt {peer_time:.3f} s, "
          f"ratio {peer_time / our_time:.0f}, largest difference {gap:.1e}")  # fmt: skip
    start = perf_counter()
    exact = shapley_value(worth, LARGEST).shares
    exact_time = perf_counter() - start
    sampled = sampled_shapley_value(worth, LARGEST, 200, rng)
    error = float(np.abs(sampled.shares - exact).max() / exact.max())
    orders = f"200 pairs of orders miss it by {error:.2%}"
    orders = f"200 pairs of orders miss it by {error:.2%}"
    print(f"{LARGEST} players exact: {exact_time:.2f} s; {orders}")
    flows = rng.normal(-0.5, 3, (PATHS, MONTHS * DAYS_PER_MONTH))
    noise, luck = np.zeros(flows.shape[1]), np.ones(flows.shape)
    watch(900.0, flows[:2], noise, luck[:2], 0.0)
    start = perf_counter()
    compiled = watch(900.0, flows, noise, luck, 0.0)
    compiled_time = perf_counter() - start
    start = perf_counter()
    plain = plain_ruin(900.0, flows, 0.0)
    plain_time = perf_counter() - start
    same = compiled.day.tolist() == plain
    ratio = plain_time / compiled_time
    print(f"ruin by day, {PATHS} paths of {MONTHS} months: {compiled_time:.3f} s,")
    print(f"plain loop {plain_time:.2f} s, ratio {ratio:.0f}, same days: {same}")


if __name__ == "__main__":
    main()
