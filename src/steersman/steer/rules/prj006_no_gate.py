"""PRJ006: a project of one stage that takes more than a year.

Why it matters: Without a gate nobody asks whether to go on until everything is spent.

How to mend: Split it into stages that each answer a question, the riskiest first.

Known limits: Steps within a stage are not seen.

Source: Cooper (1990), stage-gate systems.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each

MONTHS = 12


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, project in each(("projects",), context.dossier.projects):
        if len(project.stages) == 1 and project.stages[0].duration.likely > MONTHS:
            yield Finding("PRJ006", path, {"project": project.name or project.id})


RULE = Rule("PRJ006", "projects", check)
