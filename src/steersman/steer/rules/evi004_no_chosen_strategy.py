"""EVI004: objectives, but no innovation strategy is chosen.

Why it matters: Measures then pull in different directions.

How to mend: Choose one with the choose stage and write it into chosen_strategy.

Known limits: None.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    strategy = context.dossier.strategy
    if strategy.objectives and not strategy.chosen_strategy:
        yield Finding("EVI004", ("strategy", "chosen_strategy"))


RULE = Rule("EVI004", "evidence", check)
