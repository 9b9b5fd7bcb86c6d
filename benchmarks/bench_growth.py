"""How the time per scenario grows with the number of projects, all of them in the plan.

People grow with the projects, so that as many are under way at once as there are people for.

usage: python benchmarks/bench_growth.py
"""

from time import perf_counter

import numpy as np

from benchmarks.joint import Cell, make_dossier, with_people
from steersman.dossier import Dossier
from steersman.plan.evaluation import evaluate
from steersman.plan.moves import Moves
from steersman.plan.problem import build_problem
from steersman.plan.scenarios import Candidate, draw_world

SIZES = (10, 20, 40, 80, 160)
SCENARIOS, REPEATS = 2_000, 3


def firm(projects: int) -> Dossier:
    """Return a firm with so many candidates and as many people."""
    return with_people(make_dossier(Cell(projects, tight=False, risky=False, number=1)), projects)


def main() -> None:
    """Print microseconds per scenario by size, and the exponent of growth."""
    times = []
    for size in SIZES:
        problem = build_problem(firm(size))
        world = draw_world(problem, np.random.default_rng(1), SCENARIOS)
        plan = Candidate(options=Moves(problem).possible)
        evaluate(problem, world, plan)
        best = np.inf
        for _ in range(REPEATS):
            begin = perf_counter()
            evaluate(problem, world, plan)
            best = min(best, perf_counter() - begin)
        times.append(best / SCENARIOS * 1e6)
        stages = len(problem.work.success)
        print(f"{size:4} projects, {stages:4} stages: {times[-1]:7.1f} microseconds per scenario")
    slope = np.polyfit(np.log(SIZES), np.log(times), 1)[0]
    n_log_n = np.polyfit(np.log(SIZES), np.log(np.array(SIZES) * np.log(SIZES)), 1)[0]
    print(f"exponent {slope:.2f}; n log n over the same sizes {n_log_n:.2f}")


if __name__ == "__main__":
    main()
