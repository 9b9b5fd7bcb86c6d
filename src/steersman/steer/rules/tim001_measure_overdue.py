"""TIM001: a measure whose date is past.

Why it matters: Either it is done and nobody said so, or it is late and nobody noticed.

How to mend: Take out what is done and note it as a decision; give what is not done a new date.

Known limits: The dossier does not tell whether a measure is done.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        if measure.due is not None and measure.due < context.as_of:
            values = {"measure": measure.title, "due": measure.due}
            yield Finding("TIM001", (*path, "due"), values)


RULE = Rule("TIM001", "time", check)
