"""EVI010: a sign was seen that calls for another strategy, and nothing was decided since.

Why it matters: The strategy was chosen for a world that is no longer there.

How to mend: Decide: go over, or note why not; write it into the decisions.

Known limits: Any decision after the sign counts as one about it.

Source: Signposts of the choose stage.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    decided = [decision.date for decision in context.dossier.strategy.decisions]
    for state in context.course.signposts:
        day = state.looked_on
        if day is None or not state.seen or not state.switch_to:
            continue
        if not any(decision >= day for decision in decided):
            values = {
                "scenario": state.scenario, "due": day, "strategy": state.switch_to,
                "points": state.gain,
            }  # fmt: skip
            yield Finding("EVI010", ("strategy", "chosen_strategy"), values, "error")


RULE = Rule("EVI010", "evidence", check, analysed=True)
