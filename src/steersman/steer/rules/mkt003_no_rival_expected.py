"""MKT003: a new product that no rival will ever follow.

Why it matters: A margin that pays attracts others; without them the plan's value is too high.

How to mend: Enter entry_chance and entry_loss of the payoff.

Known limits: Erosion by delay does not count as a rival.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, project in each(("projects",), context.dossier.projects):
        payoff = project.payoff
        if project.kind == "new_product" and payoff is not None and not payoff.entry_chance:
            yield Finding("MKT003", (*path, "payoff"), {"project": project.name or project.id})


RULE = Rule("MKT003", "market", check)
