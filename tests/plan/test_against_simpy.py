"""The compiled kernel against an independent model in SimPy, scenario by scenario."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from benchmarks.simpy_model import SimpyModel

from steersman.dossier import Absence, Dossier
from steersman.files import read_folder
from steersman.plan.evaluation import evaluate
from steersman.plan.moves import Moves
from steersman.plan.problem import build_problem
from steersman.plan.scenarios import Candidate, draw_world

EXAMPLES = Path(__file__).parents[2] / "examples"


def example() -> Dossier:
    dossier = read_folder(EXAMPLES / "huoyan-textiles").dossier
    assert dossier is not None
    return dossier


def plain(dossier: Dossier) -> Dossier:
    return dossier


def people_leave(dossier: Dossier) -> Dossier:
    people = tuple(replace(person, leaving_chance=0.3) for person in dossier.people)
    return replace(dossier, people=people)


def people_are_away(dossier: Dossier) -> Dossier:
    first = dossier.firm.date
    absences = [
        Absence(person=person.id, start=first + timedelta(days=40 * place), end=first + timedelta(
            days=40 * place + 75))
        for place, person in enumerate(dossier.people[:20])
    ]  # fmt: skip
    return replace(dossier, absences=tuple(absences))


def one_place_each(dossier: Dossier) -> Dossier:
    people = tuple(replace(person, sharing="one_place") for person in dossier.people)
    return replace(dossier, people=people)


def one_project_each(dossier: Dossier) -> Dossier:
    people = tuple(replace(person, most_projects=1) for person in dossier.people)
    return replace(dossier, people=people)


def project_teams(dossier: Dossier) -> Dossier:
    preferences = replace(dossier.strategy.preferences, project_teams=True)
    return replace(dossier, strategy=replace(dossier.strategy, preferences=preferences))


def switching(dossier: Dossier) -> Dossier:
    preferences = replace(dossier.strategy.preferences, switching_months=1.5)
    return replace(dossier, strategy=replace(dossier.strategy, preferences=preferences))


def dated(dossier: Dossier) -> Dossier:
    projects = tuple(
        replace(project, not_before=dossier.firm.date + timedelta(days=100 * place))
        for place, project in enumerate(dossier.projects)
    )
    return replace(dossier, projects=projects)


def everything(dossier: Dossier) -> Dossier:
    return people_leave(people_are_away(one_project_each(switching(dated(dossier)))))


SCENARIOS = 12
CASES = (
    plain, people_leave, people_are_away, one_place_each, one_project_each, project_teams,
    switching, dated, everything,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("change", CASES, ids=[case.__name__ for case in CASES])
def test_kernel_and_simpy_agree_in_every_scenario(
    change: Callable[[Dossier], Dossier], seed: int
) -> None:
    firm = example()
    unpaid = replace(firm, rewards=replace(firm.rewards, bonus=None))
    problem = build_problem(change(unpaid))
    world = draw_world(problem, np.random.default_rng(3), SCENARIOS)
    generator = np.random.default_rng(seed)
    moves, plan = Moves(problem), Candidate()
    for option in generator.permutation(np.array(moves.possible)):
        if generator.random() < 0.7:
            plan = moves.add(plan, int(option), int(generator.integers(0, len(plan.options) + 1)))
    added = frozenset(int(place) for place in np.flatnonzero(generator.random(6) < 0.4))
    plan = Candidate(
        options=plan.options,
        hires=plan.hires | added,
        experts=plan.experts,
        funding=frozenset({1, 3}),
        later=frozenset({("hires", 0, 6), ("funding", 1, 6)}),
        cushion=(None, 0, 3)[seed],
        gates=seed != 1,
    )
    outcomes = evaluate(problem, world, plan).outcomes
    model = SimpyModel(problem, world, plan)
    for scenario in range(world.count):
        value, lowest = model.run(scenario)
        assert outcomes.project_value[scenario] == pytest.approx(value, rel=1e-9, abs=1e-3)
        assert outcomes.cash[scenario].min() == pytest.approx(lowest, rel=1e-9, abs=1e-3)
