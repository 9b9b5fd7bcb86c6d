"""RSK002: a risk is accepted by nobody, without end, or longer than its acceptance lasts.

Why it matters: What somebody accepted under other circumstances is borne unseen.

How to mend: Let the one responsible accept it again with a date, or do something about it.

Known limits: Whether the acceptance was wise is not judged.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, risk in each(("risks", "risks"), context.dossier.risks.risks):
        if risk.response != "accept":
            continue
        until = risk.accepted_until
        if not risk.accepted_by or until is None or until < context.as_of:
            yield Finding("RSK002", path, {"risk": risk.title})


RULE = Rule("RSK002", "risk", check)
