"""Monte Carlo of a plan of 22 projects and 30 people, against the same model in SimPy.

Both run in the same process, ours on all cores.

usage: python benchmarks/bench_simulation.py
"""

from time import perf_counter

import numpy as np

from benchmarks.joint import Cell, make_dossier, with_people
from benchmarks.simpy_model import SimpyModel
from steersman.plan.evaluation import evaluate
from steersman.plan.moves import Moves
from steersman.plan.problem import build_problem
from steersman.plan.scenarios import Candidate, draw_world

FIRM, PEOPLE = Cell(22, tight=False, risky=False, number=0), 30
SCENARIOS, PEER_SCENARIOS, REPEATS = 10_000, 200, 3


def main() -> None:
    """Print scenarios per second of both, and their ratio."""
    problem = build_problem(with_people(make_dossier(FIRM), PEOPLE))
    world = draw_world(problem, np.random.default_rng(1), SCENARIOS)
    moves, plan = Moves(problem), Candidate(hires=frozenset(range(3)), experts=frozenset({0}))
    for option in moves.possible:
        if moves.fits(option, plan.options):
            plan = moves.add(plan, option, len(plan.options))
    evaluate(problem, world, plan)
    times = []
    for _ in range(REPEATS):
        start = perf_counter()
        evaluate(problem, world, plan)
        times.append(perf_counter() - start)
    model = SimpyModel(problem, world, plan)
    start = perf_counter()
    for scenario in range(PEER_SCENARIOS):
        model.run(scenario)
    peer = PEER_SCENARIOS / (perf_counter() - start)
    ours = SCENARIOS / min(times)
    stages = sum(len(problem.options[option].stages) for option in plan.options)
    people = int((problem.staff.capacity > 0).sum())
    print(
        f"{len(plan.options)} projects, {stages} stages, {people} people, {problem.horizon} months"
    )
    print(f"Steersman kernel  {ours:12,.0f} scenarios/s ({SCENARIOS:,} in {min(times):.2f} s)")
    print(f"SimPy             {peer:12,.0f} scenarios/s")
    print(f"ratio             {ours / peer:12,.1f}")


if __name__ == "__main__":
    main()
