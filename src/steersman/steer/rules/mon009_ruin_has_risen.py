"""MON009: the chance of running out of cash has risen above the limit since the plan was adopted.

Why it matters: The plan was agreed on with a risk that it no longer has.

How to mend: Plan anew; stop or delay what is not begun, or bring money forward.

Known limits: Needs an adopted plan. Without one, MON001 looks at today's plan.

Source: Simulation from today's state against the plan when it was adopted.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    course = context.course
    limit = context.dossier.strategy.preferences.ruin_limit
    now = course.forecast.ruin_probability
    if course.planned and course.planned.ruin_probability <= limit < now:
        yield Finding("MON009", ("finance", "cash"), {"chance": now, "limit": limit}, "error")


RULE = Rule("MON009", "money", check, analysed=True)
