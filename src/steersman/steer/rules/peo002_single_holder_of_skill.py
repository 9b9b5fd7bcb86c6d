"""PEO002: a planned stage whose skill one employee alone has.

Why it matters: If that person leaves or falls ill, the project stands still.

How to mend: Train or hire a second person, or contract an expert.

Known limits: People who could be hired or contracted do not count until they are there.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    planned = {(stage.project, stage.stage) for stage in context.plan.stages}
    seen: set[tuple[str, int]] = set()
    for place, project in enumerate(context.dossier.projects):
        for row, stage in enumerate(project.stages):
            if (project.id, stage.id) not in planned:
                continue
            for demand in stage.skills:
                need = (demand.skill, demand.level)
                holders = [
                    person.id
                    for person in context.dossier.people
                    if person.skills.get(demand.skill, 0) >= demand.level and person.rd_share > 0
                ]
                if len(holders) == 1 and need not in seen:
                    seen.add(need)
                    values = {"skill": demand.skill, "level": demand.level, "person": holders[0]}
                    yield Finding("PEO002", ("projects", place, "stages", row), values)


RULE = Rule("PEO002", "people", check, analysed=True)
