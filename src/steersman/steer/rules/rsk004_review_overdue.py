"""RSK004: a risk whose review is overdue.

Why it matters: Chances and losses change; an old entry gives false calm.

How to mend: Review it and set the next date.

Known limits: None.

Source: ISO 31000:2018, 6.6, monitoring and review.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, risk in each(("risks", "risks"), context.dossier.risks.risks):
        if risk.review is not None and risk.review < context.as_of:
            yield Finding("RSK004", path, {"risk": risk.title, "due": risk.review})


RULE = Rule("RSK004", "risk", check)
