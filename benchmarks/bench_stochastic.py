"""Stochastic project scheduling on PSPLIB J120: the policy without search, in the usual protocol.

Durations are random with the instance's as mean (uniform with two variances, exponential, beta
with two variances; Fang et al. 2015); reported is the expected makespan above the critical path.
The peer is the published figure of the same rule (resource-based, latest finish time) on all 600
instances; here are those of the folder given.

usage: python benchmarks/bench_stochastic.py [FOLDER [REPLICATIONS]]
"""

import sys
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.psplib_instances import FOLDER, read_instance
from steersman.methods.arrays import FloatArray
from steersman.methods.project_network import latest_finish_list, random_makespans, time_windows

PUBLISHED = {"DET": 43.86, "U1": 48.03, "U2": 55.59, "EXP": 71.00, "B1": 48.04, "B2": 55.55}


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


def main(folder: Path, replications: int) -> None:
    """Print the mean percentage above the critical path for each distribution."""
    paths = sorted(folder.glob("*.sm"))
    if not paths:
        print(f"notice: no instances under {folder}; skipped")
        return
    start, schedules = perf_counter(), 0
    above: dict[str, list[float]] = {kind: [] for kind in PUBLISHED}
    for number, path in enumerate(paths):
        network = read_instance(path)
        mean = network.duration.astype(float)
        order = latest_finish_list(network)
        earliest, _ = time_windows(network, mean)
        generator = np.random.default_rng(number)
        for kind in PUBLISHED:
            count = 1 if kind == "DET" else replications
            times = random_makespans(network, order, draw(kind, mean, count, generator))
            above[kind].append(100 * (times.mean() / earliest[-1] - 1))
            schedules += count
    seconds = perf_counter() - start
    print(
        f"{len(paths)} instances, {replications} replications, resource-based, latest finish time"
    )
    for kind, published in PUBLISHED.items():
        ours, error = np.mean(above[kind]), np.std(above[kind]) / len(paths) ** 0.5
        print(f"{kind:4} {ours:6.2f} % (se {error:.2f})  published {published:6.2f} %")
    print(f"{schedules / seconds:,.0f} schedules/s on one core, compilation included")


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER / "j120",
        int(sys.argv[2]) if len(sys.argv) > 2 else 100,
    )
