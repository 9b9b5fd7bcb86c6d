"""OBJ011: an indicator that its own readings do not carry to the target in time.

Why it matters: More of the same will not reach the objective; a measure is missing or does not
work.

How to mend: Add or change a measure that moves the indicator, or agree on another target or date.

Known limits: Carries on the drift of the readings; what measures will change from now on is not in
it.

Source: Random walk with drift (Hyndman and Athanasopoulos 2021, 5.2).
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, paths_by_id


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    indicators = {entry.id: entry for entry in context.dossier.strategy.indicators}
    paths = paths_by_id(("strategy", "indicators"), indicators.values())
    limit = context.dossier.strategy.preferences.warning_chance
    for state in context.course.indicators:
        chance = state.forecast.chance if state.forecast else None
        if chance is not None and chance < limit:
            values = {
                "indicator": indicators[state.indicator].name, "target": state.target,
                "due": state.due, "chance": chance, "reading": state.readings[-1][1],
            }  # fmt: skip
            yield Finding("OBJ011", (*paths[state.indicator], "target"), values)


RULE = Rule("OBJ011", "objectives", check, analysed=True)
