"""OBJ010: an objective whose planned projects are more likely than not too late, or never launched.

Why it matters: People work for a date that the firm's own plan does not believe in.

How to mend: Move the date, give the project more people or money, or add a measure that does not
hang on it.

Known limits: Looks at launches, not at sales after them; measures without a project are taken to
hold.

Source: Simulation of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from steersman.steer.rule import Context, Finding, Rule, each

if TYPE_CHECKING:
    from steersman.plan import ChosenProject

EVEN = 0.5


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    strategy = context.dossier.strategy
    chosen = {project.project: project for project in context.plan.projects}
    for path, objective in each(("strategy", "objectives"), strategy.objectives):
        measures = [measure for measure in strategy.measures if measure.objective == objective.id]
        projects = [chosen[measure.project] for measure in measures if measure.project in chosen]
        if objective.due is None or not projects or len(projects) < len(measures):
            continue
        chance = max(_at_most(context, project, objective.due) for project in projects)
        if chance < EVEN:
            values = {"objective": objective.title, "chance": chance, "due": objective.due}
            yield Finding("OBJ010", (*path, "due"), values)


def _at_most(context: Context, project: ChosenProject, due: date) -> float:
    """Return what the chance of a launch by a day does not exceed, from the quantiles known."""
    if project.launch is None:
        return 0.0
    spans = ((project.launch.early, 0.1), (project.launch.median, 0.5), (project.launch.late, 0.9))
    within = next((level for month, level in spans if due < context.date_of(month)), 1.0)
    return project.launch_chance * within


RULE = Rule("OBJ010", "objectives", check, analysed=True)
