"""CUL003: an action of the culture programme that is due after the wave that is to measure it.

Why it matters: The wave then measures nothing of it.

How to mend: Bring the action forward or name a later wave.

Known limits: Effects that show before an action ends are not seen.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    dates = {wave.id: wave.date for wave in context.dossier.culture.waves}
    for path, action in each(("culture", "actions"), context.dossier.culture.actions):
        measured = dates.get(action.remeasure)
        if action.due is not None and measured is not None and action.due > measured:
            values = {"action": action.title, "due": action.due, "day": measured}
            yield Finding("CUL003", (*path, "remeasure"), values, "error")


RULE = Rule("CUL003", "culture", check)
