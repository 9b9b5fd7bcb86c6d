"""RSK005: a risk without a sign that shows it is coming.

Why it matters: Nobody can act before the loss.

How to mend: Write into trigger what would be seen first, and who would see it.

Known limits: Some events give no sign; say so in the trigger.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, risk in each(("risks", "risks"), context.dossier.risks.risks):
        if not risk.trigger:
            yield Finding("RSK005", path, {"risk": risk.title})


RULE = Rule("RSK005", "risk", check)
