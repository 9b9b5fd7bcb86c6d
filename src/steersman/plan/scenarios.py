"""Random scenarios for a planning problem: the same random numbers for every candidate plan."""

from dataclasses import dataclass

import numpy as np

from steersman.dossier import Dossier, FundingOption, HireOption
from steersman.methods.arrays import BoolArray, FloatArray
from steersman.methods.distributions import triangular_quantile
from steersman.methods.project_cash import Scenarios
from steersman.plan.problem import PlanningProblem

ATTEMPTS = 4
"""Most times a stage that may be repeated is tried."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is decided: options in order of urgency, and what is added, by position."""

    options: tuple[int, ...] = ()
    hires: frozenset[int] = frozenset()
    experts: frozenset[int] = frozenset()
    funding: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class World:
    """What may happen, whatever is decided; rows are scenarios.

    Attributes:
        duration: Months by stage and attempt.
        luck: Uniform numbers by stage and attempt.
        peak: Monthly peak margin by option.
        entry: Month of a competitor's entry by option, infinite if never.
        hire_month: Month in which each role's person arrives, infinite if the search fails.
        funded: Whether each funding option is granted.
        business: Monthly flow of the existing business: margin less payroll and fixed costs.
    """

    duration: FloatArray
    luck: FloatArray
    peak: FloatArray
    entry: FloatArray
    hire_month: FloatArray
    funded: BoolArray
    business: FloatArray

    @property
    def count(self) -> int:
        """Number of scenarios."""
        return len(self.business)


def draw_world(problem: PlanningProblem, generator: np.random.Generator, count: int) -> World:
    """Draw scenarios."""
    stages = [stage for option in problem.options for stage in option.stages]
    factors = [option.mode.duration_factor for option in problem.options for _ in option.stages]
    ranges = np.array(
        [[s.duration.low, s.duration.likely, s.duration.high] for s in stages]
    ).reshape(len(stages), 3)
    ranges = ranges * np.array(factors).reshape(-1, 1)
    chance = generator.uniform(size=(count, len(stages), ATTEMPTS))
    duration = triangular_quantile(chance, *(ranges[:, [point]] for point in range(3)))
    luck = generator.uniform(size=(count, len(stages), ATTEMPTS))
    return World(
        duration=duration,
        luck=luck,
        peak=_peaks(problem, generator, count),
        entry=_entries(problem, generator, count),
        hire_month=_hire_months(problem.dossier.hiring.roles, generator, count),
        funded=_funded(problem.dossier, generator, count),
        business=_business(problem, generator, count),
    )


def _peaks(problem: PlanningProblem, generator: np.random.Generator, count: int) -> FloatArray:
    """Draw monthly peak margins; the modes of one project share its luck with the market."""
    projects = problem.dossier.projects
    luck = generator.uniform(size=(count, len(projects)))
    peaks = np.zeros((count, len(problem.options)))
    for place, option in enumerate(problem.options):
        payoff = projects[option.project].payoff
        if payoff is not None:
            margin = payoff.peak_margin
            points = (np.array(float(p)) for p in (margin.low, margin.likely, margin.high))
            yearly = triangular_quantile(luck[:, option.project], *points)
            peaks[:, place] = yearly / 12 * option.mode.payoff_share
    return peaks


def _entries(problem: PlanningProblem, generator: np.random.Generator, count: int) -> FloatArray:
    """Draw months of a competitor's entry, at a constant rate; modes of a project share them."""
    projects = problem.dossier.projects
    waits = generator.standard_exponential((count, len(projects)))
    months = np.full((count, len(problem.options)), np.inf)
    for place, option in enumerate(problem.options):
        payoff = projects[option.project].payoff
        if payoff is not None and payoff.entry_chance > 0:
            rate = -np.log1p(-payoff.entry_chance) / 12
            months[:, place] = waits[:, option.project] / rate
    return months


def _hire_months(
    roles: tuple[HireOption, ...], generator: np.random.Generator, count: int
) -> FloatArray:
    wait, found = generator.uniform(size=(2, count, len(roles)))
    months = np.full((count, len(roles)), np.inf)
    for place, role in enumerate(roles):
        span = role.months_to_hire
        points = (np.array(point) for point in (span.low, span.likely, span.high))
        arrival = triangular_quantile(wait[:, place], *points)
        months[:, place] = np.where(found[:, place] < role.chance, arrival, np.inf)
    return months


def _funded(dossier: Dossier, generator: np.random.Generator, count: int) -> BoolArray:
    options = dossier.finance.funding if dossier.finance else ()
    luck = generator.uniform(size=(count, len(options)))
    chances = np.array([option.chance for option in options]).reshape(1, -1)
    granted: BoolArray = luck < chances
    return granted


def _business(problem: PlanningProblem, generator: np.random.Generator, count: int) -> FloatArray:
    dossier, horizon = problem.dossier, problem.horizon
    payroll = float(sum(person.monthly_cost for person in dossier.people))
    level, growth = generator.uniform(size=(2, count, 1))
    finance = dossier.finance
    if finance is None:
        return np.zeros((count, horizon))
    costs = payroll + float(finance.fixed_costs_monthly)
    business = finance.existing_business
    if business is None:
        return np.full((count, horizon), -costs)
    margin = business.monthly_margin
    points = (np.array(float(p)) for p in (margin.low, margin.likely, margin.high))
    monthly = triangular_quantile(level, *points)
    years = np.arange(horizon)[None, :] / 12
    rate = np.zeros((count, 1))
    if business.yearly_growth is not None:
        span = business.yearly_growth
        points = (np.array(p) for p in (span.low, span.likely, span.high))
        rate = triangular_quantile(growth, *points)
    flows: FloatArray = monthly * (1 + rate) ** years - costs
    return flows


def scenarios_for(problem: PlanningProblem, world: World, plan: Candidate) -> Scenarios:
    """Return the scenarios as a candidate plan meets them: who is there, what money flows."""
    dossier = problem.dossier
    count = world.count
    here = len(dossier.people)
    roles, experts = dossier.hiring.roles, dossier.hiring.experts
    arrives = np.full((count, len(problem.people)), np.inf)
    leaves = np.full((count, len(problem.people)), np.inf)
    arrives[:, :here] = 0.0
    for role in plan.hires:
        arrives[:, here + role] = world.hire_month[:, role]
    for place in plan.experts:
        expert = experts[place]
        arrives[:, here + len(roles) + place] = expert.from_month
        leaves[:, here + len(roles) + place] = expert.from_month + expert.months
    flows = world.business + added_flows(problem, world, plan)[:, : problem.horizon]
    return Scenarios(world.duration, world.luck, world.peak, world.entry, arrives, leaves, flows)


def added_flows(problem: PlanningProblem, world: World, plan: Candidate) -> FloatArray:
    """Return monthly flows of hires, experts and funding, shape (scenarios, months).

    Months go on behind the horizon as long as a loan is paid back; pay of people ends at it.
    """
    dossier, horizon = problem.dossier, problem.horizon
    options = dossier.finance.funding if dossier.finance else ()
    length = max([horizon, *(funding_life(options[place]) for place in plan.funding)])
    months = np.arange(length)[None, :]
    flows = np.zeros((world.count, length))
    for place in sorted(plan.hires):
        role = dossier.hiring.roles[place]
        arrival = world.hire_month[:, [place]]
        flows[:, 0] -= float(role.hiring_cost)
        there = np.clip(months + 1 - arrival, 0, 1) * (months < horizon)
        flows -= float(role.monthly_cost) * there
    for place in sorted(plan.experts):
        expert = dossier.hiring.experts[place]
        ends = min(expert.from_month + expert.months, horizon)
        span = (months >= expert.from_month) & (months < ends)
        flows -= float(expert.monthly_cost) * span
    for place in sorted(plan.funding):
        flows[:, 0] -= float(options[place].application_cost)
        flows += world.funded[:, [place]] * funding_flows(options[place], length)[None, :]
    return flows


def funding_life(option: FundingOption) -> int:
    """Return the month after the last flow of a funding option."""
    return option.month + max(option.repay_months, 1) + 1


def funding_flows(option: FundingOption, length: int) -> FloatArray:
    """Return what a granted funding option pays in and takes back, month by month.

    A loan is paid back in equal parts with interest on what is left, from the month after it came.
    """
    flows = np.zeros(length)
    amount = float(option.amount)
    if option.month < length:
        flows[option.month] += amount
    if option.kind == "loan":
        months = max(option.repay_months, 1)
        for step in range(months):
            month = option.month + 1 + step
            if month < length:
                interest = amount * (1 - step / months) * option.interest / 12
                flows[month] -= amount / months + interest
    return flows
