"""EVI003: a decision that nobody took.

Why it matters: Nobody can be asked, and nobody will change it in time.

How to mend: Name who decided.

Known limits: None.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, decision in each(("strategy", "decisions"), context.dossier.strategy.decisions):
        if not decision.by:
            yield Finding("EVI003", path, {"decision": decision.title})


RULE = Rule("EVI003", "evidence", check)
