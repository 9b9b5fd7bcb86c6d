"""EVI006: something that is not known would raise the gain of the best measure by a tenth and more.

Why it matters: A day of asking is then worth more than a month of doing.

How to mend: Find it out before money is spent.

Known limits: What finding out costs is not known.

Source: Expected value of partial information of the diagnose stage.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

TENTH = 0.1


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for question in context.diagnosis.questions[:1]:
        if question.gain >= TENTH:
            values = {"question": question.name, "share": question.gain}
            yield Finding("EVI006", ("survey",), values)


RULE = Rule("EVI006", "evidence", check, analysed=True)
