"""MON001: a plan that runs out of cash more often than the leadership allows.

Why it matters: The firm may not live to see its projects succeed.

How to mend: Look for funding, leave out a project, or lower fixed costs; the frontier shows what
each buys.

Known limits: The chance is worked out over the horizon of the plan.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    if context.dossier.finance is not None and not context.plan.feasible:
        values = {"chance": context.plan.ruin_probability, "limit": context.plan.ruin_limit}
        yield Finding("MON001", ("finance",), values, "error")


RULE = Rule("MON001", "money", check, analysed=True)
