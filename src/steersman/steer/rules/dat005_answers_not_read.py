"""DAT005: more than a fifth of responses were given without reading.

Why it matters: The survey then measures patience; people did not believe that it matters.

How to mend: Say why you ask and what came of the last time, then ask again.

Known limits: Found by straight lines, speed and copies.

Source: The diagnose stage.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

FIFTH = 0.2


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    quality = context.diagnosis.survey
    careless = len(quality.careless)
    if careless > FIFTH * (careless + quality.respondents):
        yield Finding("DAT005", ("survey",), {"count": careless})


RULE = Rule("DAT005", "data", check, analysed=True)
