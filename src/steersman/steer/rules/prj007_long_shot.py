"""PRJ007: a planned project that is launched in fewer than one of four scenarios.

Why it matters: The firm lives on hope; its people will see most such projects fail.

How to mend: Put the riskiest question first and cheap, say beforehand when to stop, reward what was
learnt.

Known limits: It may still be worth its money; this is no reason to drop it.

Source: Simulation of the plan.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, paths_by_id

QUARTER = 0.25


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    places = paths_by_id(("projects",), context.dossier.projects)
    for chosen in context.plan.projects:
        if chosen.launch_chance < QUARTER:
            values = {"project": chosen.project, "chance": chosen.launch_chance}
            yield Finding("PRJ007", places[chosen.project], values)


RULE = Rule("PRJ007", "projects", check, analysed=True)
