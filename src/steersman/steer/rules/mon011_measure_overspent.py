"""MON011: more money is recorded for a measure than its budget.

Why it matters: What it costs beyond its budget is taken from something else that nobody has decided
about.

How to mend: Decide whether to raise the budget and say where from, or stop the measure.

Known limits: Money in progress.csv only, up to the dossier's date.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    today = context.dossier.firm.date
    spent: dict[str, float] = {}
    for actual in context.dossier.progress:
        if actual.kind == "money" and actual.date <= today:
            spent[actual.reference] = spent.get(actual.reference, 0.0) + (actual.value or 0.0)
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        cost = spent.get(measure.id, 0.0)
        if measure.budget is not None and cost > float(measure.budget):
            values = {"measure": measure.title, "cost": cost, "budget": measure.budget}
            yield Finding("MON011", (*path, "budget"), values)


RULE = Rule("MON011", "money", check)
