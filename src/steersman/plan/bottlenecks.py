"""What one more person of each skill would be worth to the plan."""

from dataclasses import replace

import numpy as np

from steersman.dossier import Dossier, Person
from steersman.plan.evaluation import Evaluation, evaluate
from steersman.plan.problem import build_problem
from steersman.plan.result import Bottleneck
from steersman.plan.scenarios import World

HIGHEST_LEVEL = 3


def with_one_more(world: World, place: int) -> World:
    """Return the scenarios with one more person, at a place, who never leaves."""
    leave_month = np.insert(world.leave_month, place, np.inf, axis=1)
    return replace(world, leave_month=leave_month)


def bottlenecks_of(dossier: Dossier, world: World, plan: Evaluation) -> tuple[Bottleneck, ...]:
    """Return skills of which more would raise the plan's value, the most valuable first.

    For each skill that the plan's projects need, the same plan is played in the same scenarios with
    one more full-time person who has it at the highest level and costs nothing; what the plan gains
    is what such a person may cost.
    """
    problem = build_problem(dossier)
    needed = {
        demand.skill
        for option in plan.candidate.options
        for stage in problem.options[option].stages
        for demand in stage.skills
    }
    found = []
    for skill in sorted(needed):
        extra = Person(id=f"+{skill}", skills={skill: HIGHEST_LEVEL}, rd_share=1.0)
        richer = build_problem(replace(dossier, people=(*dossier.people, extra)))
        trial = evaluate(richer, with_one_more(world, len(dossier.people)), plan.candidate)
        gain = trial.value - plan.value
        if gain > 0:
            found.append(Bottleneck(skill, gain, trial.ruin - plan.ruin))
    return tuple(sorted(found, key=lambda bottleneck: -bottleneck.worth))
