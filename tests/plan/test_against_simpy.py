"""The compiled kernel against an independent model in SimPy, scenario by scenario."""

from pathlib import Path

import numpy as np
import pytest
from benchmarks.simpy_model import SimpyModel

from steersman.files import read_folder
from steersman.plan.evaluation import evaluate
from steersman.plan.moves import Moves
from steersman.plan.problem import PlanningProblem, build_problem
from steersman.plan.scenarios import Candidate, World, draw_world

EXAMPLES = Path(__file__).parents[2] / "examples"


def setting(name: str, scenarios: int) -> tuple[PlanningProblem, World]:
    dossier = read_folder(EXAMPLES / name).dossier
    assert dossier is not None
    problem = build_problem(dossier)
    return problem, draw_world(problem, np.random.default_rng(3), scenarios)


@pytest.mark.parametrize("seed", range(6))
def test_kernel_and_simpy_agree_in_every_scenario(seed: int) -> None:
    problem, world = setting("huoyan-textiles", 60)
    generator = np.random.default_rng(seed)
    moves, plan = Moves(problem), Candidate()
    for option in generator.permutation(np.array(moves.possible)):
        if generator.random() < 0.7:
            plan = moves.add(plan, int(option), int(generator.integers(0, len(plan.options) + 1)))
    added = frozenset(int(place) for place in np.flatnonzero(generator.random(6) < 0.4))
    plan = Candidate(plan.options, plan.hires | added, plan.experts, frozenset({1, 3}))
    outcomes = evaluate(problem, world, plan).outcomes
    model = SimpyModel(problem, world, plan)
    for scenario in range(world.count):
        value, lowest = model.run(scenario)
        assert outcomes.project_value[scenario] == pytest.approx(value, rel=1e-9, abs=1e-3)
        assert outcomes.cash[scenario].min() == pytest.approx(lowest, rel=1e-9, abs=1e-3)
