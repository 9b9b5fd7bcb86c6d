"""MON006: measures without a project cost more than a bad case of the plan leaves.

Why it matters: The plan does not know this money; spending it breaks the reserve.

How to mend: Lower budgets, enter them as payments in finance.yaml so that the plan reckons with
them, or look for money.

Known limits: The bad case is the lowest month end not undercut in 95 of 100 scenarios of that
month.

Source: Simulation of the plan.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    if context.plan.cash is None or context.dossier.finance is None:
        return
    apart = [measure for measure in context.dossier.strategy.measures if not measure.project]
    budget = float(sum(measure.budget or 0 for measure in apart))
    free = max(min(context.plan.cash.quantiles["p05"]) - context.plan.cash.reserve, 0.0)
    if budget > free:
        values = {"budget": budget, "cost": free}
        yield Finding("MON006", ("strategy", "measures"), values)


RULE = Rule("MON006", "money", check, analysed=True)
