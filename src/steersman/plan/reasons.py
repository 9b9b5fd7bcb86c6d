"""Why each project is in or out."""

from dataclasses import replace

import numpy as np

from steersman.plan.evaluation import Evaluation, evaluate
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
    problem: PlanningProblem, world: World, plan: Evaluation, ruin_limit: float
) -> tuple[LeftOut, ...]:
    """Return each project not in the plan with what adding it last would do."""
    chosen = {problem.options[option].project for option in plan.candidate.options}
    return tuple(
        _left_out(problem, world, plan, place, ruin_limit)
        for place in range(len(problem.dossier.projects))
        if place not in chosen
    )


def _left_out(
    problem: PlanningProblem, world: World, plan: Evaluation, place: int, ruin_limit: float
) -> LeftOut:
    project = problem.dossier.projects[place].id
    options = problem.options_of(place)
    possible = [option for option in options if not missing_skills(problem, option)]
    if not any(problem.options[option].stages for option in options):
        return LeftOut(project, "no-stages", "–", 0.0, plan.ruin)
    if not possible:
        skill, level, needed, there = missing_skills(problem, options[0])[0]
        detail = f"{skill} ≥ {level}: {needed:g} > {there:g} FTE"
        return LeftOut(project, "no-skill", detail, 0.0, plan.ruin)
    chosen = {problem.options[option].project for option in plan.candidate.options}
    ids = [entry.id for entry in problem.dossier.projects]
    rivals = [o for o in chosen if problem.excludes[place, o] or problem.excludes[o, place]]
    if rivals:
        return LeftOut(project, "excluded", ids[rivals[0]], 0.0, plan.ruin)
    absent = [need for need in np.flatnonzero(problem.work.needs[place]) if need not in chosen]
    if absent:
        return LeftOut(project, "needs-missing", ids[absent[0]], 0.0, plan.ruin)
    tried = [
        evaluate(problem, world, replace(plan.candidate, options=(*plan.candidate.options, option)))
        for option in possible
    ]
    best = max(tried, key=lambda trial: trial.value)
    change = best.value - plan.value
    reason: LeftOutReason = (
        "lowers-value" if change <= 0 or best.ruin <= ruin_limit else "raises-risk"
    )
    return LeftOut(project, reason, "", change, best.ruin)
