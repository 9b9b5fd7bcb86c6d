"""MKT001: projects for a market of which nothing is written down.

Why it matters: The margins of the plan are then guesses; wrong ones cost more than looking.

How to mend: Enter segments, rivals and what customers said, with dates.

Known limits: Knowledge outside the dossier is not seen.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    market = context.dossier.market
    known = market.segments or market.competitors or market.feedback
    if not known and any(project.payoff for project in context.dossier.projects):
        yield Finding("MKT001", ("market",))


RULE = Rule("MKT001", "market", check)
