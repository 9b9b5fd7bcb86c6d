"""RSK006: projects, but no risk is written down.

Why it matters: The plan knows chances of stages only; fire, law, suppliers and key customers are
left out.

How to mend: Write down the five events that would hurt most.

Known limits: None.

Source: ISO 31000:2018, 6.4.2, risk identification.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    if context.dossier.projects and not context.dossier.risks.risks:
        yield Finding("RSK006", ("risks",))


RULE = Rule("RSK006", "risk", check)
