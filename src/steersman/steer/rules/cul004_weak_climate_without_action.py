"""CUL004: a dimension of the climate survey is surely weak and no action is about it.

Why it matters: Whoever asks and does nothing lowers the answers of the next wave.

How to mend: Add an action with an owner, a date and the wave that measures again.

Known limits: Only what may be shown counts.

Source: The climate survey, upper end of the interval below the middle.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for dimension in context.people.culture.without_action:
        yield Finding("CUL004", ("culture", "actions"), {"dimension": dimension})


RULE = Rule("CUL004", "culture", check, analysed=True)
