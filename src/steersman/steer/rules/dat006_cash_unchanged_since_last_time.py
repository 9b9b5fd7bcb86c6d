"""DAT006: cash that is to the cent what it was at the last snapshot, a month or more ago.

Why it matters: Every forecast of cash begins with it; an old figure makes the firm look richer than
it is.

How to mend: Write today's cash into finance.yaml, and look at people and costs too.

Known limits: Cash that really is the same to the cent is found as well.

Source: Our judgement.
"""

from collections.abc import Iterator
from datetime import timedelta

from steersman.steer.rule import Context, Finding, Rule

LEAST = timedelta(days=25)


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    finance, last = context.dossier.finance, context.course.since
    if finance is None or last is None or last.cash is None:
        return
    if context.dossier.firm.date - last.made_on >= LEAST and last.cash == float(finance.cash):
        yield Finding("DAT006", ("finance", "cash"), {"due": last.made_on})


RULE = Rule("DAT006", "data", check, analysed=True)
