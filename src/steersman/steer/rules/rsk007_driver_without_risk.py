"""RSK007: the project that moves the plan's value most has no entry in the risk register.

Why it matters: Nobody watches what decides the outcome.

How to mend: Enter what could go wrong with it, who watches, and what would show first.

Known limits: Only the strongest driver is looked at.

Source: The plan's drivers.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, paths_by_id


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    watched = {risk.project for risk in context.dossier.risks.risks}
    places = paths_by_id(("projects",), context.dossier.projects)
    for driver in context.plan.drivers[:1]:
        about_project = driver.kind in {"success", "margin", "entry"}
        if about_project and driver.subject not in watched:
            path = places[driver.subject]
            yield Finding("RSK007", path, {"project": driver.subject})


RULE = Rule("RSK007", "risk", check, analysed=True)
