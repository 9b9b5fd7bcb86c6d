"""TIM008: a measure that was likely to keep its date when the plan was adopted and no longer is.

Why it matters: There is still time to act, but only for those who know.

How to mend: Give the project more people or money, drop something else, or agree on another date
now.

Known limits: Only measures whose project tells; both chances are of the project's end, not of its
sales.

Source: Simulation from today's state against the plan when it was adopted.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, paths_by_id


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    measures = {measure.id: measure for measure in context.dossier.strategy.measures}
    paths = paths_by_id(("strategy", "measures"), measures.values())
    limit = context.dossier.strategy.preferences.warning_chance
    for state in context.course.measures:
        then, now = state.planned_chance, state.chance
        if then is not None and now is not None and now < limit <= then:
            measure = measures[state.measure]
            values = {"measure": measure.title, "due": measure.due, "chance": now, "limit": then}
            yield Finding("TIM008", (*paths[state.measure], "due"), values)


RULE = Rule("TIM008", "time", check, analysed=True)
