"""PEO010: the plan needs a hire soon, and no measure works on talent.

Why it matters: Searches take months; a hire that nobody looks for comes too late, and the projects
wait.

How to mend: Add a measure for the search with an owner and a date.

Known limits: Any measure on talent counts; hires later than a quarter from now are left out.

Source: Plan.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, paths_by_id

SOON, TALENT = 3, "talent"


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    if any(TALENT in measure.factors for measure in context.dossier.strategy.measures):
        return
    paths = paths_by_id(("hiring", "roles"), context.dossier.hiring.roles)
    for hire in context.plan.hires:
        if hire.month <= SOON:
            values = {"holder": hire.id, "due": context.date_of(hire.month)}
            yield Finding("PEO010", paths[hire.id], values)


RULE = Rule("PEO010", "people", check, analysed=True)
