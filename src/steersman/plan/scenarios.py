"""Random scenarios for a planning problem: the same random numbers for every candidate plan."""

from dataclasses import dataclass, fields, replace
from math import ceil
from typing import Literal

import numpy as np

from steersman.dossier import FundingOption, HireOption
from steersman.methods.arrays import BoolArray, FloatArray
from steersman.methods.distributions import triangular_quantile
from steersman.methods.project_cash import Scenarios
from steersman.methods.workload import Staff
from steersman.plan.departures import adopted, leaving_chances
from steersman.plan.money_luck import MoneyLuck, draw_money, received, retention_costs
from steersman.plan.option import ATTEMPTS
from steersman.plan.problem import PlanningProblem

AdditionKind = Literal["hires", "experts", "funding"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is decided.

    Attributes:
        options: Options in order of urgency.
        hires: Positions of the roles to hire for.
        experts: Positions of the experts to contract.
        funding: Positions of the funding options to apply for.
        later: By how many months an addition comes later than it could, as kind, position, months.
        cushion: Months of costs that cash must exceed the reserve by for a project to be begun;
            None where projects are begun whatever the cash.
        gates: Whether a project is given up where its next stage is begun too late to be worth it.
    """

    options: tuple[int, ...] = ()
    hires: frozenset[int] = frozenset()
    experts: frozenset[int] = frozenset()
    funding: frozenset[int] = frozenset()
    later: frozenset[tuple[AdditionKind, int, int]] = frozenset()
    cushion: int | None = None
    gates: bool = True

    def delay(self, kind: AdditionKind, place: int) -> int:
        """Return by how many months an addition comes later than it could."""
        return next((m for k, p, m in self.later if (k, p) == (kind, place)), 0)


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
        funding_delay: Months by which its money comes later.
        inflow_month: Month in which each expected inflow comes, infinite if never.
        leave_month: Month in which each person leaves the firm for good, infinite if never.
        business: Monthly flow of the existing business: margin less payroll and fixed costs, and
            sure payments.
    """

    duration: FloatArray
    luck: FloatArray
    peak: FloatArray
    entry: FloatArray
    hire_month: FloatArray
    funded: BoolArray
    funding_delay: FloatArray
    inflow_month: FloatArray
    leave_month: FloatArray
    business: FloatArray

    def first(self, count: int) -> "World":
        """Return the first scenarios."""
        return World(*(getattr(self, spec.name)[:count] for spec in fields(self)))

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
    leave_month = _leave_months(problem, generator, count)
    money = draw_money(problem.dossier, problem.horizon, generator, count)
    return World(
        duration=duration,
        luck=luck,
        peak=_peaks(problem, generator, count),
        entry=_entries(problem, generator, count),
        hire_month=_hire_months(problem.dossier.hiring.roles, generator, count),
        funded=money.funded,
        funding_delay=money.funding_delay,
        inflow_month=money.inflow_month,
        leave_month=leave_month,
        business=_business(problem, money, leave_month),
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


def _leave_months(
    problem: PlanningProblem, generator: np.random.Generator, count: int
) -> FloatArray:
    """Draw when each person leaves, at a constant rate; hires and experts stay their time."""
    people = problem.dossier.people
    months = np.full((count, len(problem.people)), np.inf)
    waits = generator.standard_exponential((count, len(people)))
    chances = leaving_chances(problem.dossier, adopted(problem.dossier))
    rates = np.array([-np.log1p(-chances[person.id]) / 12 for person in people])
    leaving = np.flatnonzero(rates)
    months[:, leaving] = waits[:, leaving] / rates[leaving]
    return months


def paid_wages(problem: PlanningProblem, leave_month: FloatArray) -> FloatArray:
    """Return wages by scenario and month, of people who are still there."""
    wages = np.zeros((len(leave_month), problem.horizon))
    months = np.arange(problem.horizon)[None, :]
    for place, person in enumerate(problem.dossier.people):
        gone = leave_month[:, [place]]
        there = 1 - np.clip(months + 1 - gone, 0, 1) if np.isfinite(gone).any() else 1.0
        wages += float(person.monthly_cost) * there
    return wages


def _business(problem: PlanningProblem, money: MoneyLuck, leave_month: FloatArray) -> FloatArray:
    """Return the monthly flow of the existing business, wages of people who are there paid."""
    dossier, horizon = problem.dossier, problem.horizon
    if dossier.finance is None:
        return np.zeros_like(money.margin)
    fixed = float(dossier.finance.fixed_costs_monthly)
    sure = problem.payments - fixed - retention_costs(dossier, horizon)
    expected = received(dossier, money.inflow_month, horizon) - paid_wages(problem, leave_month)
    flows: FloatArray = money.margin + sure + expected - money.losses
    return flows


def scenarios_for(problem: PlanningProblem, world: World, plan: Candidate) -> Scenarios:
    """Return the scenarios as a candidate plan meets them: who is there, what money flows."""
    dossier = problem.dossier
    count = world.count
    here = len(dossier.people)
    roles, experts = dossier.hiring.roles, dossier.hiring.experts
    arrives = np.full((count, len(problem.people)), np.inf)
    arrives[:, :here] = 0.0
    for role in plan.hires:
        arrives[:, here + role] = world.hire_month[:, role] + plan.delay("hires", role)
    for place in plan.experts:
        begins = experts[place].from_month + plan.delay("experts", place)
        arrives[:, here + len(roles) + place] = begins
    flows = world.business + added_flows(problem, world, plan)[:, : problem.horizon]
    return Scenarios(
        world.duration, world.luck, world.peak, world.entry, arrives, world.leave_month, flows
    )


def staff_for(problem: PlanningProblem, plan: Candidate) -> Staff:
    """Return all people, with the ends of the contracts a candidate plan makes."""
    first = len(problem.dossier.people) + len(problem.dossier.hiring.roles)
    ends = problem.staff.ends.copy()
    for place in plan.experts:
        expert = problem.dossier.hiring.experts[place]
        ends[first + place] = expert.from_month + plan.delay("experts", place) + expert.months
    return problem.staff._replace(ends=ends)


def added_flows(problem: PlanningProblem, world: World, plan: Candidate) -> FloatArray:
    """Return monthly flows of hires, experts and funding, shape (scenarios, months).

    Months go on behind the horizon as long as a loan is paid back; pay of people ends at it, and
    money that would come behind it does not come.
    """
    dossier, horizon = problem.dossier, problem.horizon
    options = dossier.finance.funding if dossier.finance else ()
    granted = [
        (place, _postponed(options[place], plan.delay("funding", place)))
        for place in sorted(plan.funding)
        if _due(problem, plan, options[place])
    ]
    length = max([horizon, *(funding_life(option) for _, option in granted)])
    months = np.arange(length)[None, :]
    flows = np.zeros((world.count, length))
    for place in sorted(plan.hires):
        role = dossier.hiring.roles[place]
        begins = plan.delay("hires", place)
        arrival = world.hire_month[:, [place]] + begins
        flows[:, min(begins, length - 1)] -= float(role.hiring_cost)
        there = np.clip(months + 1 - arrival, 0, 1) * (months < horizon)
        flows -= float(role.monthly_cost) * there
    for place in sorted(plan.experts):
        expert = dossier.hiring.experts[place]
        begins = expert.from_month + plan.delay("experts", place)
        span = (months >= begins) & (months < min(begins + expert.months, horizon))
        flows -= float(expert.monthly_cost) * span
    for place in plan.funding:
        begins = min(plan.delay("funding", place), length - 1)
        flows[:, begins] -= float(options[place].application_cost)
    for place, option in granted:
        late = np.floor(world.funding_delay[:, place])
        comes = world.funded[:, place] & (option.month + late < horizon)
        for months in np.unique(late[comes]):
            rows = comes & (late == months)
            flows[rows] += funding_flows(_postponed(option, int(months)), length)
    return flows


def _due(problem: PlanningProblem, plan: Candidate, option: FundingOption) -> bool:
    """Whether a plan meets the condition of a funding option: the project it is for."""
    chosen = {problem.dossier.projects[problem.options[o].project].id for o in plan.options}
    return not option.for_project or option.for_project in chosen


def _postponed(option: FundingOption, months: int) -> FundingOption:
    return replace(option, month=option.month + months) if months else option


def funding_life(option: FundingOption) -> int:
    """Return the month after the last flow of a funding option, however late it comes."""
    late = ceil(option.delay.high) if option.delay else 0
    return option.month + late + max(option.repay_months, 1) + 1


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
