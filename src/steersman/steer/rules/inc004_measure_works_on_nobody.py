"""INC004: a retention measure whose function nobody has.

Why it matters: It costs money and keeps nobody.

How to mend: Name people who are here, or another function.

Known limits: None.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    functions = {person.function for person in context.dossier.people}
    for path, measure in each(("rewards", "retention"), context.dossier.rewards.retention):
        if measure.function and not measure.people and measure.function not in functions:
            yield Finding("INC004", path, {"measure": measure.title or measure.id}, "error")


RULE = Rule("INC004", "incentives", check)
