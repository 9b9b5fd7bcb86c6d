"""Stochastic project scheduling on PSPLIB J120, in the usual protocol.

Durations are random with the instance's as mean (uniform with two variances, exponential, beta
with two variances; Fang et al. 2015); reported is the expected makespan above the critical path in
1,000 fresh replications. The policy chosen with a budget of schedules is compared with the peer,
the resource-based policy in latest-finish order, on the same instances and replications; the peer's
published figures are those of all 600 instances.

usage: python benchmarks/bench_stochastic.py [EVERY [BUDGET]]
"""

import sys

import numpy as np

from benchmarks.psplib_instances import FOLDER, read_instance
from steersman.methods.arrays import FloatArray
from steersman.methods.project_network import latest_finish_list, random_makespans, time_windows
from steersman.methods.random_durations import choose_policy

PUBLISHED = {"DET": 43.86, "U1": 48.03, "U2": 55.59, "EXP": 71.00, "B1": 48.04, "B2": 55.55}
REPLICATIONS = 1_000


def draw(kind: str, mean: FloatArray, count: int, generator: np.random.Generator) -> FloatArray:
    """Return durations, shape (count, activities)."""
    size = (count, len(mean))
    root = np.sqrt(mean)
    if kind == "DET":
        return np.broadcast_to(mean, size).copy()
    if kind == "U1":
        return mean + root * generator.uniform(-1, 1, size)
    if kind == "U2":
        return 2 * mean * generator.uniform(size=size)
    if kind == "EXP":
        return mean * generator.standard_exponential(size)
    if kind == "B1":
        alpha, beta = np.maximum(mean / 2 - 1 / 3, 0.01), np.maximum(mean - 2 / 3, 0.01)
    else:
        alpha, beta = np.full(len(mean), 1 / 6), np.full(len(mean), 1 / 3)
    return mean / 2 + 1.5 * mean * generator.beta(alpha, beta, size)


def main(every: int, budget: int) -> None:
    """Print the mean percentage above the critical path for each distribution."""
    paths = sorted((FOLDER / "j120").glob("*.sm"))[::every]
    if not paths:
        print(f"notice: no instances under {FOLDER}; skipped")
        return
    kinds = [kind for kind in PUBLISHED if kind != "DET"]
    above: dict[str, list[float]] = {kind: [] for kind in kinds}
    peers: dict[str, list[float]] = {kind: [] for kind in kinds}
    for number, path in enumerate(paths):
        network = read_instance(path)
        mean = network.duration.astype(float)
        earliest, _ = time_windows(network, mean)
        order = latest_finish_list(network)
        for kind in kinds:
            generator = np.random.default_rng(number)

            def source(
                count: int, kind: str = kind, generator: np.random.Generator = generator
            ) -> FloatArray:
                return draw(kind, mean, count, generator)  # noqa: B023  called at once

            policy = choose_policy(network, source, budget, seed=number)
            fresh = draw(kind, mean, REPLICATIONS, np.random.default_rng([number, 1]))
            ours = random_makespans(network, policy.order, policy.window, fresh).mean()
            peer = random_makespans(network, order, len(order), fresh).mean()
            above[kind].append(100 * (ours / earliest[-1] - 1))
            peers[kind].append(100 * (peer / earliest[-1] - 1))
    print(f"{len(paths)} instances, {budget:,} schedules each, {REPLICATIONS:,} replications")
    for kind in kinds:
        ours, peer = np.mean(above[kind]), np.mean(peers[kind])
        print(
            f"{kind:4} {ours:6.2f} %  latest finish here {peer:6.2f} %, published "
            f"{PUBLISHED[kind]:6.2f} %  difference {ours - peer:+.2f}  ratio {peer / ours:.3f}"
        )


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 20,
        int(sys.argv[2]) if len(sys.argv) > 2 else 25_000,
    )
