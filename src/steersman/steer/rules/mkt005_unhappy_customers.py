"""MKT005: customers are unhappy on the whole and no measure works on knowing the market.

Why it matters: New products do not win back those whom the present one loses.

How to mend: Add a measure with market_knowledge that goes to these customers.

Known limits: Two customers or fewer are not looked at.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

FEWEST, MIDDLE = 3, 3


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    strategy = context.dossier.strategy
    points = [said.satisfaction for said in context.dossier.market.feedback if said.satisfaction]
    answered = any("market_knowledge" in measure.factors for measure in strategy.measures)
    if len(points) >= FEWEST and sum(points) / len(points) < MIDDLE and not answered:
        values = {"mean": sum(points) / len(points), "count": len(points)}
        yield Finding("MKT005", ("market", "feedback"), values)


RULE = Rule("MKT005", "market", check)
