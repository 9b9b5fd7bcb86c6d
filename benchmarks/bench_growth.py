"""How the time per scenario grows with the number of projects, all of them in the plan.

People grow with the projects, so that as many are under way at once as there are people for.

usage: python benchmarks/bench_growth.py [PLOT.svg]
"""

import sys
from pathlib import Path
from time import perf_counter

import numpy as np
import vl_convert

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


def plot(times: list[float], path: Path) -> None:
    """Draw the measured times and n log n through the last of them."""
    reference = np.array(SIZES) * np.log(SIZES)
    reference = reference / reference[-1] * times[-1]
    rows = [
        {"projects": size, "microseconds": value, "what": what}
        for what, values in (("measured", times), ("n log n", reference.tolist()))
        for size, value in zip(SIZES, values, strict=True)
    ]
    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": rows},
        "mark": {"type": "line", "point": True},
        "width": 420,
        "height": 260,
        "encoding": {
            "x": {"field": "projects", "type": "quantitative", "scale": {"type": "log"}},
            "y": {"field": "microseconds", "type": "quantitative", "scale": {"type": "log"}},
            "color": {"field": "what", "type": "nominal", "title": None},
        },
    }
    path.write_text(vl_convert.vegalite_to_svg(chart), encoding="utf-8")


def main(target: Path | None) -> None:
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
    if target:
        plot(times, target)
    print(f"exponent {slope:.2f}; n log n over the same sizes {n_log_n:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
