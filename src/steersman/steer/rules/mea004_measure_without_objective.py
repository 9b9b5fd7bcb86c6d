"""MEA004: a measure that serves no objective.

Why it matters: It takes time and money from those that do.

How to mend: Name the objective it serves, or stop it.

Known limits: None.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        if not measure.objective:
            yield Finding("MEA004", path, {"measure": measure.title})


RULE = Rule("MEA004", "measures", check)
