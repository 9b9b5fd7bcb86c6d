"""TIM002: more than half of at least four measures are due in the same month.

Why it matters: Dates that nobody thought about gather at year ends; everything is then late at
once.

How to mend: Spread the dates over the year, the most important first.

Known limits: Three measures or fewer are not looked at.

Source: Our judgement.
"""

from collections import Counter
from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

FEWEST = 4


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    dates = [measure.due for measure in context.dossier.strategy.measures if measure.due]
    if len(dates) < FEWEST:
        return
    months = Counter((day.year, day.month) for day in dates)
    (year, month), count = months.most_common(1)[0]
    if count > len(dates) / 2:
        values = {"count": count, "all": len(dates), "month": f"{year}-{month:02d}"}
        yield Finding("TIM002", ("strategy", "measures"), values)


RULE = Rule("TIM002", "time", check)
