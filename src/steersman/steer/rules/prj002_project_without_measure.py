"""PRJ002: a planned project that no measure of the strategy names.

Why it matters: Work that the strategy does not mention is nobody's objective, and the first to be
starved.

How to mend: Add a measure for the project, or leave it out of the plan.

Known limits: None.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, paths_by_id


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    named = {measure.project for measure in context.dossier.strategy.measures}
    places = paths_by_id(("projects",), context.dossier.projects)
    names = {project.id: project.name for project in context.dossier.projects}
    for chosen in context.plan.projects:
        if chosen.project not in named:
            name = names[chosen.project] or chosen.project
            yield Finding("PRJ002", places[chosen.project], {"project": name})


RULE = Rule("PRJ002", "projects", check, analysed=True)
