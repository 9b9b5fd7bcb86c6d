"""STD004: an official status whose conditions the firm meets and that it does not hold.

Why it matters: Status opens reliefs, programmes and tenders; others have it.

How to mend: Apply for it, with an owner and a date; steersman identify shows what the papers must
prove.

Known limits: The verdict is ours and not the authority's; a status that is not worth its paperwork
may be ignored with a reason.

Source: Rulebook; the rule's page names the law.
"""

from collections.abc import Iterator

from steersman.methods.interval import Answer
from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for status in context.identification.statuses:
        if status.in_force and status.answer is Answer.YES and status.held is Answer.NO:
            values = {"status": status.rule}
            yield Finding("STD004", ("firm", "certificates"), values)


RULE = Rule("STD004", "standards", check, analysed=True)
