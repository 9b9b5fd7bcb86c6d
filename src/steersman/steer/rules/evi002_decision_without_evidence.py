"""EVI002: a decision without the evidence it rests on.

Why it matters: When things change nobody can tell whether it still holds.

How to mend: Note what was known: a figure, a result of this product, what a customer said.

Known limits: Whether the evidence is good is not judged.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, decision in each(("strategy", "decisions"), context.dossier.strategy.decisions):
        if not decision.evidence:
            yield Finding("EVI002", path, {"decision": decision.title})


RULE = Rule("EVI002", "evidence", check)
