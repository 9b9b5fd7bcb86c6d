"""EVI001: an indicator of which nobody says where its number is from.

Why it matters: It is then measured differently each time, or not at all.

How to mend: Name the source: accounts, a survey, a count.

Known limits: Whether the source is good is not judged.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, indicator in each(("strategy", "indicators"), context.dossier.strategy.indicators):
        if not indicator.source:
            yield Finding("EVI001", path, {"indicator": indicator.name})


RULE = Rule("EVI001", "evidence", check)
