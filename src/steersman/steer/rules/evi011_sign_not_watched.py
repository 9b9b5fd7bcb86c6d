"""EVI011: a sign that calls for another strategy and that nobody has looked for in half a year.

Why it matters: A sign that nobody looks for is seen too late.

How to mend: Ask who would see it first, look every month, and record it in progress.csv (signpost,
1 or 0).

Known limits: Half a year is a convention.

Source: Signposts of the choose stage.
"""

from collections.abc import Iterator
from datetime import timedelta

from steersman.steer.rule import Context, Finding, Rule

LONGEST = timedelta(days=183)


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    today = context.dossier.firm.date
    for state in context.course.signposts:
        looked = state.looked_on and today - state.looked_on <= LONGEST
        if state.switch_to and not looked:
            values = {
                "scenario": state.scenario, "strategy": state.switch_to, "points": state.gain,
            }  # fmt: skip
            yield Finding("EVI011", ("strategy", "chosen_strategy"), values)


RULE = Rule("EVI011", "evidence", check, analysed=True)
