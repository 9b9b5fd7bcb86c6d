"""MKT007: a planned product that a competitor more likely than not reaches first.

Why it matters: The margin reckoned with is that of the first; the second gets what is left.

How to mend: Launch a smaller version sooner, protect the product, or reckon with the lower margin.

Known limits: Takes the yearly chance of entry as stated, and the median launch.

Source: Plan; entry as a process with a constant yearly chance.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, paths_by_id

EVEN, MONTHS = 0.5, 12


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    projects = {project.id: project for project in context.dossier.projects}
    paths = paths_by_id(("projects",), projects.values())
    for chosen in context.plan.projects:
        payoff = projects[chosen.project].payoff
        if payoff is None or chosen.launch is None or not payoff.entry_loss:
            continue
        chance = 1 - (1 - payoff.entry_chance) ** (chosen.launch.median / MONTHS)
        if chance > EVEN:
            values = {"project": chosen.project, "chance": chance}
            yield Finding("MKT007", (*paths[chosen.project], "payoff"), values)


RULE = Rule("MKT007", "market", check, analysed=True)
