"""TIM006: a planned project whose launch is spread over more than two years.

Why it matters: Nobody can promise customers a date, or plan what comes after.

How to mend: Split off the uncertain part as a first stage, and decide after it.

Known limits: The spread is that of four in five scenarios in which it is launched.

Source: Simulation of the plan.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, paths_by_id

MONTHS = 24


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    places = paths_by_id(("projects",), context.dossier.projects)
    for chosen in context.plan.projects:
        span = chosen.launch
        if span is not None and span.late - span.early > MONTHS:
            values = {"project": chosen.project, "months": span.late - span.early}
            yield Finding("TIM006", places[chosen.project], values)


RULE = Rule("TIM006", "time", check, analysed=True)
