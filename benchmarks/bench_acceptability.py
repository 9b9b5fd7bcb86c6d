"""Acceptability over many draws, against pymcdm's TOPSIS called once per draw, in the same run.

usage: python benchmarks/bench_acceptability.py
"""

from time import perf_counter

import numpy as np
from pymcdm.methods import TOPSIS

from steersman.methods.acceptability import acceptability
from steersman.methods.weights import sample_weights

DRAWS, PEER_DRAWS, STRATEGIES, CRITERIA = 100_000, 2_000, 9, 12


def main() -> None:
    """Print draws per second of both, and their ratio."""
    generator = np.random.default_rng(1)
    performances = generator.uniform(0, 100, (DRAWS, STRATEGIES, CRITERIA))
    weights = sample_weights(generator, DRAWS, CRITERIA, (0, 1, 2))
    start = perf_counter()
    acceptability(performances, weights)
    ours = DRAWS / (perf_counter() - start)
    method, kinds = TOPSIS(), np.ones(CRITERIA)
    start = perf_counter()
    for draw in range(PEER_DRAWS):
        method(performances[draw], weights[draw], kinds, validation=False)
    peer = PEER_DRAWS / (perf_counter() - start)
    print(f"{DRAWS:,} draws of weights and data, {STRATEGIES} strategies, {CRITERIA} criteria")
    print(f"Steersman SMAA-2  {ours:12,.0f} draws/s")
    print(f"pymcdm TOPSIS     {peer:12,.0f} draws/s")
    print(f"ratio             {ours / peer:12,.1f}")


if __name__ == "__main__":
    main()
