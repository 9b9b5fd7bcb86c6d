"""Shortest schedules of PSPLIB instances, against PyJobShop with OR-Tools in the same seconds.

Both get two threads. Reported is the mean percentage above the critical path, less the same for
the best known makespans, in points: for the J120 instances proven and unproven, for J30 all are
proven.

usage: python benchmarks/bench_project_network.py [SET [SECONDS [EVERY [SEEDS]]]]
"""

import sys
from pathlib import Path
from time import perf_counter

import numpy as np
from pyjobshop import Model

from benchmarks.psplib_instances import FOLDER, best_known, read_instance
from steersman.methods.makespan_search import shortest_schedule
from steersman.methods.project_network import Network, time_windows

UNLIMITED = 10**9
WORKERS = 2


def ours(network: Network, seconds: float, seed: int) -> int:
    """Return the makespan of the genetic search."""
    begin = perf_counter()
    found = shortest_schedule(
        network, seed, UNLIMITED, lambda _best, _bound: perf_counter() - begin > seconds
    )
    return found.makespan


def peer(network: Network, seconds: float) -> float:
    """Return the makespan of PyJobShop with OR-Tools, infinite if it found none."""
    model = Model()
    resources = [model.add_renewable(capacity=int(units)) for units in network.capacity]
    tasks = [model.add_task() for _ in network.duration]
    for place, task in enumerate(tasks):
        used = [r for r in range(len(resources)) if network.demand[place, r] > 0]
        model.add_mode(
            task,
            [resources[r] for r in used],
            duration=int(network.duration[place]),
            demands=[int(network.demand[place, r]) for r in used],
        )
        first, last = network.successor_start[place : place + 2]
        for other in network.successor[first:last]:
            model.add_end_before_start(task, tasks[int(other)])
    result = model.solve(solver="ortools", time_limit=seconds, num_workers=WORKERS, display=False)
    return float(result.objective)


def main(name: str, seconds: float, every: int, seeds: int) -> None:
    """Print mean and worst seed of ours, the peer, and the ratio."""
    folder = Path(FOLDER) / name
    paths = sorted(folder.glob("*.sm"))[::every]
    if not paths:
        print(f"notice: no instances under {folder}; skipped")
        return
    known = best_known(folder)
    shortest_schedule(read_instance(paths[0]), 0, 1)
    gaps, peers, missed = np.zeros((seeds, len(paths))), np.zeros(len(paths)), 0
    for place, path in enumerate(paths):
        network = read_instance(path)
        earliest, _ = time_windows(network, network.duration.astype(float))
        length = (earliest + network.duration).max()
        best = known[path.stem][1]
        for seed in range(seeds):
            gaps[seed, place] = 100 * (ours(network, seconds, seed) - best) / length
        missed += gaps[0, place] > 0
        peers[place] = 100 * (peer(network, seconds) - best) / length
    means = gaps.mean(axis=1)
    print(f"{name}, {len(paths)} instances, {seconds:g} s each, {WORKERS} threads")
    print(
        f"Steersman  {means.mean():6.2f} points above the best known (worst of {seeds} seeds "
        f"{means.max():.2f}); {missed} instances not at the best known"
    )
    print(f"PyJobShop  {peers.mean():6.2f} points above the best known")
    print(f"ratio      {peers.mean() / max(means.mean(), 1e-9):6.2f}")


if __name__ == "__main__":
    arguments = sys.argv[1:] + [None] * 4
    main(
        arguments[0] or "j120",
        float(arguments[1] or 2),
        int(arguments[2] or 15),
        int(arguments[3] or 1),
    )
