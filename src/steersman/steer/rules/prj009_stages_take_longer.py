"""PRJ009: finished stages took clearly longer than they were estimated at.

Why it matters: The firm's next estimates are likely to be off the same way, and with them all
dates.

How to mend: Leave correct_estimates on, so that plans reckon with it; ask at each estimate what the
last such work took.

Known limits: Three finished stages at least; work that was easier or harder than the rest is not
told apart.

Source: Reference class forecasting (Kahneman and Tversky 1979; Flyvbjerg 2006).
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

CLEARLY = 1.1


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    found = context.course.correction
    if found and found.low > CLEARLY:
        values = {"count": found.finished, "times": found.factor, "least": found.low}
        yield Finding("PRJ009", ("projects",), values)


RULE = Rule("PRJ009", "projects", check, analysed=True)
