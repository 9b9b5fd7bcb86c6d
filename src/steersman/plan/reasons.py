"""Why each project is in or out."""

from dataclasses import replace

import numpy as np

from steersman.plan.evaluation import Evaluation, evaluate, merit_of
from steersman.plan.moves import Moves
from steersman.plan.problem import PlanningProblem, missing_skills
from steersman.plan.result import ChosenProject, LeftOut, LeftOutReason, Span
from steersman.plan.scenarios import World


def span_of(months: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> Span | None:
    """Return quantiles of the months in the scenarios in which something happened."""
    happened = months[np.isfinite(months)]
    if not len(happened):
        return None
    early, median, late = np.quantile(happened, [0.1, 0.5, 0.9])
    return Span(float(early), float(median), float(late))


def chosen_projects(
    problem: PlanningProblem, world: World, plan: Evaluation
) -> tuple[ChosenProject, ...]:
    """Return each project in the plan with what it adds in value and risk."""
    chosen = []
    for option in plan.candidate.options:
        place = problem.options[option].project
        rest = tuple(other for other in plan.candidate.options if other != option)
        without = evaluate(problem, world, replace(plan.candidate, options=rest))
        launch = plan.outcomes.launch[:, place]
        chosen.append(
            ChosenProject(
                project=problem.dossier.projects[place].id,
                mode=problem.options[option].mode.id,
                launch_chance=float(np.isfinite(launch).mean()),
                launch=span_of(launch),
                worth=plan.value - without.value,
                risk_added=plan.ruin - without.ruin,
            )
        )
    return tuple(chosen)


def left_out(
    problem: PlanningProblem, world: World, plan: Evaluation, limit: float
) -> tuple[LeftOut, ...]:
    """Return each project not in the plan with what adding it last would do.

    Args:
        problem: What could be decided.
        world: Scenarios to judge by.
        plan: The plan.
        limit: Ruin probability that the plan had to keep.
    """
    moves = Moves(problem)
    chosen = {problem.options[option].project for option in plan.candidate.options}
    return tuple(
        _obstacle(problem, plan, place) or _judged(moves, world, plan, place, limit)
        for place in range(len(problem.dossier.projects))
        if place not in chosen
    )


def _obstacle(problem: PlanningProblem, plan: Evaluation, place: int) -> LeftOut | None:
    """Return why a project cannot be added at all, None if it can."""
    ids = [entry.id for entry in problem.dossier.projects]
    if ids[place] in problem.done.failed:
        return LeftOut(ids[place], "failed", "–", 0.0, plan.ruin)
    if ids[place] in problem.done.completed:
        return LeftOut(ids[place], "finished", "–", 0.0, plan.ruin)
    if ids[place] in problem.done.blocked:
        needs = problem.dossier.projects[place].needs
        lost = problem.done.failed | problem.done.blocked
        missing = next(need for need in needs if need in lost)
        return LeftOut(ids[place], "needs-missing", missing, 0.0, plan.ruin)
    options = problem.options_of(place)
    if not any(problem.options[option].stages for option in options):
        return LeftOut(ids[place], "no-stages", "–", 0.0, plan.ruin)
    lacking = [missing_skills(problem, option) for option in options]
    if all(lacking):
        skill, level, needed, there = lacking[0][0]
        detail = f"{skill} ≥ {level}: {needed:g} > {there:g} FTE"
        return LeftOut(ids[place], "no-skill", detail, 0.0, plan.ruin)
    chosen = {problem.options[option].project for option in plan.candidate.options}
    rivals = [o for o in sorted(chosen) if problem.excludes[place, o] or problem.excludes[o, place]]
    if rivals:
        return LeftOut(ids[place], "excluded", ids[rivals[0]], 0.0, plan.ruin)
    absent = [need for need in np.flatnonzero(problem.work.needs[place]) if need not in chosen]
    if absent:
        return LeftOut(ids[place], "needs-missing", ids[absent[0]], 0.0, plan.ruin)
    return None


def _judged(moves: Moves, world: World, plan: Evaluation, place: int, limit: float) -> LeftOut:
    """Return what adding a project, in its best way and with whom it needs, would do."""
    problem = moves.problem
    ways = [option for option in problem.options_of(place) if option in moves.possible]
    last = len(plan.candidate.options)
    trials = [evaluate(problem, world, moves.add(plan.candidate, way, last)) for way in ways]
    best = max(trials, key=lambda trial: merit_of(problem, trial, limit))
    change = best.value - plan.value
    reason: LeftOutReason = "not-examined"
    if not np.isfinite(best.outcomes.start[:, _stages_of(problem, best, place)]).any():
        reason = "cannot-start"
    elif best.ruin > limit:
        reason = "raises-risk"
    elif change <= 0:
        reason = "lowers-value"
    return LeftOut(problem.dossier.projects[place].id, reason, "", change, best.ruin)


def _stages_of(problem: PlanningProblem, result: Evaluation, place: int) -> slice:
    option = next(o for o in result.candidate.options if problem.options[o].project == place)
    first = problem.work.first_stage
    return slice(int(first[option]), int(first[option + 1]))
