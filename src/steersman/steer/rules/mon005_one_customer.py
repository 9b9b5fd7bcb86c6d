"""MON005: more than half of expected inflows come from one.

Why it matters: If it slips, everything that waits for it slips.

How to mend: Agree on part payments, or plan without it and take it as a gain.

Known limits: Only inflows that are entered count, not the running business.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each

HALF = 0.5


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    inflows = context.dossier.finance.inflows if context.dossier.finance else ()
    expected = [float(inflow.amount) * inflow.chance for inflow in inflows]
    for (path, inflow), amount in zip(each(("finance", "inflows"), inflows), expected, strict=True):
        if len(inflows) > 1 and amount > HALF * sum(expected):
            values = {"inflow": inflow.name or inflow.id, "share": amount / sum(expected)}
            yield Finding("MON005", path, values)


RULE = Rule("MON005", "money", check)
