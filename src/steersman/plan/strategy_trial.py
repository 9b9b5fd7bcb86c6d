"""Strategies tested by planning them: what each really costs, earns and risks in this firm."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from steersman.choose import Choice
from steersman.choose.performance import able_places
from steersman.choose.strategies import StrategyData, menu_of
from steersman.dossier import Dossier, Project
from steersman.plan import Plan, plan
from steersman.plan.wishes import with_needs

TRIALS = 3
BEGUN = ("stage_started", "stage_finished")


@dataclass(frozen=True, slots=True)
class StrategyTrial:
    """The best plan found for a strategy.

    Attributes:
        strategy: Its id.
        acceptability: Share of draws in which it is the best choice.
        projects: Projects of its plan, the most urgent first.
        value: Expected net present value over doing no project.
        value_error: Monte Carlo standard error of the value.
        ruin_probability: Chance that cash falls below the reserve.
        feasible: Whether that keeps the firm's limit.
        first_launch: Median month of the first launch, None without one.
        people: Most full-time people at work on it in any month.
        additions: Roles hired for and experts contracted.
        lowest_median_cash: Lowest cash at a month's end in the median, None without finance data.
    """

    strategy: str
    acceptability: float
    projects: tuple[str, ...]
    value: float
    value_error: float
    ruin_probability: float
    feasible: bool
    first_launch: float | None
    people: float
    additions: int
    lowest_median_cash: float | None


def strategy_trials(
    dossier: Dossier,
    choice: Choice,
    generator: Callable[[], np.random.Generator],
    candidates: int,
    progress: Callable[[str], None] | None = None,
) -> tuple[StrategyTrial, ...]:
    """Plan the leading strategies and the one the firm has chosen, under the same chances.

    A strategy leaves out projects whose kind does not fit it, ways of doing projects that are not
    its own, and more projects at once than it has room for. The firm's limit of risk holds for all.

    Args:
        dossier: The firm.
        choice: What suits it.
        generator: Gives the same source of randomness each time, so that plans can be compared.
        candidates: Most candidate plans to examine for each.
        progress: Told which strategy is being planned.
    """
    menu = menu_of(dossier.strategy)
    able = able_places([result.must_chance for result in choice.strategies])
    chosen = dossier.strategy.chosen_strategy
    tried = [choice.strategies[place] for place in able[:TRIALS]]
    tried += [
        result for result in choice.strategies if result.strategy == chosen and result not in tried
    ]
    trials = []
    for result in tried:
        if progress:
            progress(result.strategy)
        strategy = menu.strategy(result.strategy)
        limited = dossier_under(dossier, strategy)
        fit = {project.id: strategy.projects.get(project.kind, 0.0) for project in limited.projects}
        found = plan(limited, generator(), candidates=candidates, fit=fit)
        trials.append(_trial(limited, result.strategy, result.acceptability, found))
    return tuple(trials)


def _trial(dossier: Dossier, strategy: str, acceptability: float, found: Plan) -> StrategyTrial:
    launches = [project.launch.median for project in found.projects if project.launch]
    cash = found.cash.quantiles["p50"] if found.cash else ()
    return StrategyTrial(
        strategy=strategy,
        acceptability=acceptability,
        projects=tuple(project.project for project in found.projects),
        value=found.value,
        value_error=found.value_error,
        ruin_probability=found.ruin_probability,
        feasible=found.feasible,
        first_launch=min(launches, default=None),
        people=_most_at_work(dossier, found),
        additions=len(found.hires) + len(found.experts),
        lowest_median_cash=min(cash, default=None),
    )


def _most_at_work(dossier: Dossier, found: Plan) -> float:
    """Return the most full-time people at work in any month; those added count as one each."""
    capacity = {person.id: person.fte * person.rd_share for person in dossier.people}
    at_work = np.array(
        [np.multiply(capacity.get(name, 1.0), shares) for name, shares in found.loading.items()]
    )
    return float(at_work.sum(axis=0).max()) if at_work.size else 0.0


def dossier_under(dossier: Dossier, strategy: StrategyData) -> Dossier:
    """Return the dossier with what a strategy leaves room for."""
    kept = _kept_projects(dossier, strategy)
    projects = tuple(
        _limited(project, kept, strategy) for project in dossier.projects if project.id in kept
    )
    preferences = dossier.strategy.preferences
    focus = min(preferences.focus or strategy.focus, strategy.focus)
    stated = replace(dossier.strategy, preferences=replace(preferences, focus=focus))
    return replace(dossier, projects=projects, strategy=stated)


def _kept_projects(dossier: Dossier, strategy: StrategyData) -> frozenset[str]:
    """Return the projects that fit or are under way, and all that these need."""
    begun = {entry.reference.split("/")[0] for entry in dossier.progress if entry.kind in BEGUN}
    return with_needs(
        dossier,
        [
            project.id
            for project in dossier.projects
            if strategy.projects.get(project.kind, 0.0) > 0 or project.id in begun
        ],
    )


def _limited(project: Project, kept: frozenset[str], strategy: StrategyData) -> Project:
    """Return a project without the ways that are not the strategy's, unless stages name them."""
    named = {mode for stage in project.stages for mode in stage.modes}
    modes = tuple(
        mode for mode in project.modes if strategy.modes.get(mode.kind, 0.0) > 0 or mode.id in named
    )
    return replace(
        project,
        modes=modes or project.modes,
        excludes=tuple(name for name in project.excludes if name in kept),
        strengthens=tuple(entry for entry in project.strengthens if entry.target in kept),
    )
