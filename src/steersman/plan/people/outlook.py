"""People: assessment and rewards, skills and staying, organisation, culture."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from steersman.dossier import Dossier
from steersman.plan.equity import EquityOutlook
from steersman.plan.evaluation import evaluate
from steersman.plan.people.culture import culture_outlook
from steersman.plan.people.culture_result import CultureOutlook, Organisation
from steersman.plan.people.incentives import incentives_of, packages_of
from steersman.plan.people.organisation import organisation_of
from steersman.plan.people.reward_result import Incentives, Package
from steersman.plan.people.skills import skill_needs
from steersman.plan.people.staying import (
    key_people,
    leaving_drivers,
    leaving_rate,
    levers_worth,
    retention_worth,
)
from steersman.plan.people.talent_result import Talent
from steersman.plan.result import Plan
from steersman.plan.scenarios import draw_world

SCENARIOS = 1000
RETENTION_SCENARIOS = 400


@dataclass(frozen=True, slots=True)
class People:
    """Everything about people under a plan.

    Attributes:
        incentives: Goals, assessment, bonus.
        packages: What people get in all, of those with a bonus or shares.
        talent: Skills, key people, staying.
        organisation: Leads, ways of information, growth.
        culture: Climate and programme.
        scenarios: Scenarios simulated.
    """

    incentives: Incentives
    packages: tuple[Package, ...]
    talent: Talent
    organisation: Organisation
    culture: CultureOutlook
    scenarios: int


def people_outlook(
    dossier: Dossier,
    plan: Plan,
    equity: EquityOutlook,
    scores: Mapping[str, float],
    seed: np.random.SeedSequence,
    scenarios: int = SCENARIOS,
) -> People:
    """Return everything about people.

    Args:
        dossier: The firm.
        plan: Its plan.
        equity: Its shares.
        scores: Factors of the diagnosis, from 0 to 100, by id.
        seed: Seed of all chances.
        scenarios: Scenarios to simulate.
    """
    chances, orders, comments, staying = seed.spawn(4)
    world = draw_world(plan.problem, np.random.default_rng(chances), scenarios)
    result = evaluate(plan.problem, world, plan.decision)
    incentives, split = incentives_of(dossier, plan, world, result, np.random.default_rng(orders))
    needs, mix = skill_needs(dossier, plan)
    talent = Talent(
        needs=needs,
        mix=mix,
        key_people=key_people(dossier, plan, world, result, needs),
        drivers=leaving_drivers(dossier, plan, scores),
        rate=leaving_rate(dossier),
        retention=retention_worth(dossier, plan, staying, min(scenarios, RETENTION_SCENARIOS)),
        levers=levers_worth(dossier),
    )
    return People(
        incentives,
        packages_of(dossier, plan.problem, world, split, equity),
        talent,
        organisation_of(dossier, plan),
        culture_outlook(dossier, np.random.default_rng(comments)),
        scenarios,
    )
