"""What firms and solvers do today for the joint problem, each giving a plan for the same executor.

Every peer chooses projects, their order, hires and funding; what it chose is carried out by the
same resource-based policy, without gates, in the same scenarios.
"""

import numpy as np
from ortools.sat.python import cp_model

from steersman.methods.arrays import FloatArray
from steersman.methods.project_cash import Scenarios, simulate
from steersman.methods.workload import TENTHS
from steersman.plan.evaluation import present_values
from steersman.plan.policy import plain_rules
from steersman.plan.problem import PlanningProblem, missing_skills
from steersman.plan.scenarios import Candidate, World, funding_flows

THOUSAND = 1_000.0
WORKERS = 2
LAST_START = 36
BUFFER = 1.15


def possible_options(problem: PlanningProblem) -> list[int]:
    """Return the options somebody could staff."""
    return [o for o in range(len(problem.options)) if not missing_skills(problem, o)]


def alone(problem: PlanningProblem, world: World, option: int) -> tuple[FloatArray, FloatArray]:
    """Return cumulative cash by scenario and month, and value, of a project with free people."""
    work = problem.work._replace(demand_start=np.zeros_like(problem.work.demand_start))
    nobody = np.full((world.count, len(problem.people)), np.inf)
    runs = Scenarios(
        world.duration, world.luck, world.peak, world.entry, nobody, nobody,
        np.zeros_like(world.business),
    )  # fmt: skip
    rules = plain_rules(problem, np.array([option]))
    found = simulate(work, problem.staff, problem.money, runs, rules, 0.0)
    return found.cash, found.project_value


def rank_by_ratio(problem: PlanningProblem, world: World) -> Candidate:
    """Take projects by expected value per cost while the cash beyond the reserve covers costs."""
    budget = problem.opening_cash - problem.reserve
    ranked = []
    for option in possible_options(problem):
        stages = slice(*problem.work.first_stage[option : option + 2])
        cost = float(problem.money.stage_cost[stages].sum())
        value = float(alone(problem, world, option)[1].mean())
        ranked.append((value / max(cost, 1.0), cost, option))
    chosen = []
    for ratio, cost, option in sorted(ranked, reverse=True):
        if ratio > 0 and cost <= budget:
            chosen.append(option)
            budget -= cost
    return Candidate(options=tuple(chosen), gates=False)


def start_months(
    problem: PlanningProblem, world: World, limit: float, seconds: float, *, means: bool
) -> Candidate:
    """Choose start months, hires and funding with CP-SAT.

    Projects are rigid blocks that take people and money month by month. With ``means`` there is one
    scenario, the average, durations are 15 % longer and costs 15 % higher; otherwise every scenario
    of the world counts, and cash may fall below the reserve in a share of them at most.

    Args:
        problem: What can be decided.
        world: Scenarios.
        limit: Highest share of scenarios in which cash falls short.
        seconds: Time limit.
        means: Whether to plan for the average.
    """
    horizon, dossier = problem.horizon, problem.dossier
    model = cp_model.CpModel()
    objective: list[cp_model.LinearExprT] = []
    scenarios = 1 if means else world.count
    flows: list[list[tuple[cp_model.IntVar, FloatArray]]] = [[] for _ in range(scenarios)]
    usage: dict[int, list[tuple[cp_model.IntVar, FloatArray]]] = {}
    starts: dict[int, dict[int, cp_model.IntVar]] = {}
    for option in possible_options(problem):
        cash, value = alone(problem, world, option)
        profile = cash.mean(axis=0, keepdims=True) if means else cash
        profile = np.where(profile < 0, BUFFER, 1.0) * profile if means else profile
        starts[option] = {month: model.new_bool_var("") for month in range(0, LAST_START, 3)}
        model.add_at_most_one(starts[option].values())
        used = _usage(problem, option, BUFFER if means else 1.0)
        for month, column in starts[option].items():
            discount = problem.money.monthly_discount**month
            objective.append(int(value.mean() * discount / THOUSAND) * column)
            for scenario in range(scenarios):
                later = np.zeros(horizon)
                later[month:] = profile[scenario, : horizon - month]
                flows[scenario].append((column, later))
            for skill, tenths in used.items():
                shifted = np.zeros(horizon)
                shifted[month:] = tenths[: horizon - month]
                usage.setdefault(skill, []).append((column, shifted))
    hires = {place: model.new_bool_var("") for place in range(len(dossier.hiring.roles))}
    finance = dossier.finance
    funding = {
        place: model.new_bool_var("") for place in range(len(finance.funding) if finance else 0)
    }
    for place, column in hires.items():
        role = dossier.hiring.roles[place]
        paid = np.zeros(horizon)
        paid[round(role.months_to_hire.mean) :] -= float(role.monthly_cost) * role.chance
        paid[0] -= float(role.hiring_cost)
        objective.append(int(present_values(problem, paid[None, :])[0] / THOUSAND) * column)
        for rows in flows:
            rows.append((column, np.cumsum(paid)))
    for place, column in funding.items():
        option = finance.funding[place] if finance else None
        if option is None:
            continue
        paid = funding_flows(option, horizon)
        worth = 0.0 if option.kind == "equity" else float(present_values(problem, paid[None, :])[0])
        worth = worth * option.chance - float(option.application_cost)
        objective.append(int(worth / THOUSAND) * column)
        for scenario, rows in enumerate(flows):
            granted = option.chance if means else float(world.funded[scenario, place])
            rows.append((column, np.cumsum(paid) * granted))
    _respect_people(problem, model, usage, hires)
    short = [model.new_bool_var("") for _ in range(scenarios)]
    model.add(sum(short) <= (0 if means else int(limit * scenarios)))
    business = world.business.mean(axis=0, keepdims=True) if means else world.business
    for scenario, rows in enumerate(flows):
        balance = problem.opening_cash + np.cumsum(business[scenario])
        for month in range(0, horizon, 2):
            terms = [int(amounts[month] / THOUSAND) * column for column, amounts in rows]
            least = int((problem.reserve - balance[month]) / THOUSAND)
            model.add(sum(terms) >= least).only_enforce_if(~short[scenario])
    model.maximize(sum(objective))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = WORKERS
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return Candidate(gates=False)
    chosen = sorted(
        (month, option)
        for option, columns in starts.items()
        for month, column in columns.items()
        if solver.value(column)
    )
    return Candidate(
        options=tuple(option for _, option in chosen),
        hires=frozenset(place for place, column in hires.items() if solver.value(column)),
        funding=frozenset(place for place, column in funding.items() if solver.value(column)),
        gates=False,
    )


def _usage(problem: PlanningProblem, option: int, buffer: float) -> dict[int, FloatArray]:
    """Return the tenths of each skill in use, month by month from the start of a project."""
    work, horizon = problem.work, problem.horizon
    ends: dict[int, float] = {}
    used: dict[int, FloatArray] = {}
    for stage in range(work.first_stage[option], work.first_stage[option + 1]):
        before = work.predecessor[work.predecessor_start[stage] : work.predecessor_start[stage + 1]]
        begin = max((ends[place] for place in before), default=0.0)
        ends[stage] = begin + work.expected_duration[stage] * buffer
        for row in range(work.demand_start[stage], work.demand_start[stage + 1]):
            tenths = used.setdefault(int(work.demand_skill[row]), np.zeros(horizon))
            tenths[int(begin) : int(np.ceil(ends[stage]))] += work.demand_tenths[row]
    return used


def _respect_people(
    problem: PlanningProblem,
    model: cp_model.CpModel,
    usage: dict[int, list[tuple[cp_model.IntVar, FloatArray]]],
    hires: dict[int, cp_model.IntVar],
) -> None:
    here = len(problem.dossier.people)
    for skill, rows in usage.items():
        able = problem.staff.level[:, skill] > 0
        there = int(problem.staff.capacity[:here][able[:here]].sum())
        for month in range(problem.horizon):
            terms = [int(tenths[month]) * column for column, tenths in rows if tenths[month]]
            more = [
                TENTHS * column
                for place, column in hires.items()
                if able[here + place]
                and month >= problem.dossier.hiring.roles[place].months_to_hire.mean
            ]
            if terms:
                model.add(sum(terms) - sum(more) <= there)
