"""TIM009: a measure that should have begun and of which nothing is recorded.

Why it matters: What has not begun by its date rarely ends by its date, and nobody sees it.

How to mend: Begin it, record in progress.csv what was done, or move its start.

Known limits: Looks at money, shares done and stages in progress.csv; work that nobody records is
not seen.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, paths_by_id


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    measures = {measure.id: measure for measure in context.dossier.strategy.measures}
    paths = paths_by_id(("strategy", "measures"), measures.values())
    for state in context.course.measures:
        if state.status == "not_begun":
            measure = measures[state.measure]
            values = {"measure": measure.title, "due": measure.start}
            yield Finding("TIM009", (*paths[state.measure], "start"), values)


RULE = Rule("TIM009", "time", check, analysed=True)
