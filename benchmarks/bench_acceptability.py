"""Joint draws of weights, data and scenarios, against pymcdm's TOPSIS called once per draw.

Both in the same run; then growth by alternatives and criteria, and how often methods reverse ranks.

usage: python benchmarks/bench_acceptability.py
"""

from collections.abc import Callable
from time import perf_counter

import numpy as np
from pymcdm.methods import TOPSIS

from steersman.methods.acceptability import acceptability
from steersman.methods.ranking import promethee, topsis, vikor, weighted_sum
from steersman.methods.regret import regrets, scenario_values
from steersman.methods.weights import sample_weights

DRAWS, PEER_DRAWS, STRATEGIES, CRITERIA, SCENARIOS = 100_000, 2_000, 9, 12, 5
REVERSAL_CASES = 4_000


def joint(draws: int, strategies: int, criteria: int) -> tuple[float, float]:
    """Return seconds for joint draws with their sampling, and the largest standard error."""
    generator = np.random.default_rng(1)
    shifts = generator.normal(0, 10, (SCENARIOS, strategies, criteria))
    start = perf_counter()
    performances = generator.uniform(0, 100, (draws, strategies, criteria))
    weights = sample_weights(generator, draws, criteria, (0, 1, 2))
    found = acceptability(performances, weights)
    values = scenario_values(performances, weights, shifts, 0.0, 100.0)
    regrets(values, np.full(SCENARIOS, 1 / SCENARIOS), 50.0)
    return perf_counter() - start, found.standard_error


def reversals(method: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> float:
    """Return how often taking away an option that is not the best changes which is best."""
    generator = np.random.default_rng(2)
    count = 0
    for _ in range(REVERSAL_CASES):
        values = generator.uniform(10, 100, (6, 5))
        weights = generator.dirichlet(np.ones(5))
        best = int(method(values, weights).argmax())
        gone = int(generator.choice([row for row in range(6) if row != best]))
        again = int(method(np.delete(values, gone, axis=0), weights).argmax())
        count += again != best - (gone < best)
    return count / REVERSAL_CASES


def main() -> None:
    """Print throughput of both, their ratio, growth, and rates of rank reversal."""
    joint(1000, STRATEGIES, CRITERIA)
    seconds, error = joint(DRAWS, STRATEGIES, CRITERIA)
    generator = np.random.default_rng(1)
    performances = generator.uniform(0, 100, (PEER_DRAWS, STRATEGIES, CRITERIA))
    weights = sample_weights(generator, PEER_DRAWS, CRITERIA, (0, 1, 2))
    draws = generator.uniform(0, 100, (DRAWS, STRATEGIES, CRITERIA))
    many = sample_weights(generator, DRAWS, CRITERIA, (0, 1, 2))
    start = perf_counter()
    acceptability(draws, many)
    alone = DRAWS / (perf_counter() - start)
    method, kinds = TOPSIS(), np.ones(CRITERIA)
    start = perf_counter()
    for draw in range(PEER_DRAWS):
        method(performances[draw], weights[draw], kinds, validation=False)
    peer = PEER_DRAWS / (perf_counter() - start)
    size = f"{STRATEGIES} strategies, {CRITERIA} criteria, {SCENARIOS} scenarios"
    print(f"{DRAWS:,} joint draws: {size}")
    print(f"Steersman, draws, SMAA-2, scenarios and regret {seconds:8.2f} s")
    print(f"  largest standard error of an acceptability   {error:8.4f}")
    print(f"SMAA-2 of given draws                          {alone:8,.0f} draws/s")
    print(f"pymcdm TOPSIS, one call per draw               {peer:8,.0f} draws/s")
    print(f"ratio                                          {alone / peer:8,.1f}")
    print("growth, seconds for 100,000 draws")
    for strategies in (5, 9, 18, 36):
        print(f"  {strategies:3d} strategies, 12 criteria {joint(DRAWS, strategies, 12)[0]:6.2f}")
    for criteria in (6, 12, 24, 48):
        print(f"  9 strategies, {criteria:3d} criteria {joint(DRAWS, 9, criteria)[0]:6.2f}")
    print("winner changes when another option is taken away")
    for name, ranking in {
        "additive value, anchored scales (ours)": weighted_sum,
        "TOPSIS, vector scaling": topsis,
        "TOPSIS, range scaling": lambda v, w: topsis(v, w, scaling="range"),
        "VIKOR": lambda v, w: -vikor(v, w),
        "PROMETHEE II, usual": promethee,
    }.items():
        print(f"  {name:40s} {reversals(ranking):7.1%}")


if __name__ == "__main__":
    main()
