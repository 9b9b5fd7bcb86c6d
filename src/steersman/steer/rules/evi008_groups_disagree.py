"""EVI008: leaders and research staff surely see a factor differently.

Why it matters: One of them is wrong, and the plan builds on the mean of both.

How to mend: Talk about it with both in one room before deciding.

Known limits: None.

Source: The diagnose stage, interval of the difference without zero.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for difference in context.diagnosis.survey.differences:
        values = {"factor": difference.factor, "points": abs(difference.difference)}
        yield Finding("EVI008", ("survey",), values)


RULE = Rule("EVI008", "evidence", check, analysed=True)
