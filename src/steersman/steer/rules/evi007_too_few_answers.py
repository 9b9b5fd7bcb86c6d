"""EVI007: fewer than five people answered the survey.

Why it matters: One more answer could turn the diagnosis.

How to mend: Ask more people; twenty minutes each.

Known limits: Small firms have few to ask; all of them is enough.

Source: Our judgement; see the coverage of intervals at three and five respondents.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

FEWEST = 5


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    there = len(context.dossier.people)
    count = context.diagnosis.respondents
    if count < min(FEWEST, max(there, 1)):
        yield Finding("EVI007", ("survey",), {"count": count})


RULE = Rule("EVI007", "evidence", check, analysed=True)
