"""DAT003: the dossier lacks what a plan must know.

Why it matters: The plan is then silent on cash, people or worth.

How to mend: Enter it; a wide range is better than nothing.

Known limits: None.

Source: The plan stage.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for name in context.plan.missing:
        if name not in {"funding", "payoffs", "stages"}:
            yield Finding("DAT003", (), {"what": f"plan.missing.{name}"})


RULE = Rule("DAT003", "data", check, analysed=True)
