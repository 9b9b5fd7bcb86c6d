"""RSK001: a risk with an expected yearly loss above a month's wages and no owner or measure.

Why it matters: The firm has seen the danger and left it alone.

How to mend: Name an owner and a measure, or record the decision to bear the risk.

Known limits: Expected loss is likelihood times damage; rare disasters may fall below the line.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    wages = sum(float(person.monthly_cost) for person in context.dossier.people)
    for path, risk in each(("risks", "risks"), context.dossier.risks.risks):
        if risk.likelihood is None or risk.impact is None or (risk.owner and risk.mitigation):
            continue
        loss = risk.likelihood * float(risk.impact)
        if loss > wages:
            values = {"risk": risk.title, "loss": loss}
            yield Finding("RSK001", path, values)


RULE = Rule("RSK001", "risk", check)
