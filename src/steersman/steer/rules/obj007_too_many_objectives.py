"""OBJ007: more than five objectives at once.

Why it matters: Thin people and thin cash are spread over too much; what everybody must reach,
nobody reaches.

How to mend: Keep the five that weigh most; do the others after them.

Known limits: Five is a convention; weights are not looked at.

Source: Our judgement; Sull and Eisenhardt (2012) argue for few priorities.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

MOST = 5


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    count = len(context.dossier.strategy.objectives)
    if count > MOST:
        yield Finding("OBJ007", ("strategy", "objectives"), {"count": count, "most": MOST})


RULE = Rule("OBJ007", "objectives", check)
