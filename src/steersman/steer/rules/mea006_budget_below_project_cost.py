"""MEA006: a measure whose budget does not cover its project.

Why it matters: The project will stop for lack of money, usually after most of it has been spent.

How to mend: Raise the budget to the cost of the stages, or make the project smaller.

Known limits: Counts stage and upfront costs of the chosen mode at their plain value, not salaries.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    costs = planned_costs(context)
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        cost = costs.get(measure.project)
        if measure.budget is not None and cost is not None and float(measure.budget) < cost:
            values = {"measure": measure.title, "budget": measure.budget, "cost": cost}
            yield Finding("MEA006", (*path, "budget"), values)


def planned_costs(context: Context) -> dict[str, float]:
    """Return the outside cost of every project in the plan, in its chosen mode."""
    from steersman.plan.option import ALONE
    from steersman.plan.problem import outside_cost

    chosen = {project.project: project.mode for project in context.plan.projects}
    return {
        project.id: outside_cost(project, mode)
        for project in context.dossier.projects
        for mode in project.modes or (ALONE,)
        if chosen.get(project.id) == mode.id
    }


RULE = Rule("MEA006", "money", check, analysed=True)
