"""RSK003: a planned control without owner or date.

Why it matters: A control that nobody puts in place leaves the risk as it is.

How to mend: Name who puts it in place, and by when.

Known limits: None.

Source: ISO 31000:2018, 6.5.3, treatment plans name who is accountable and when.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, control in each(("risks", "controls"), context.dossier.risks.controls):
        if control.status == "planned" and not (control.owner and control.due):
            yield Finding("RSK003", path, {"control": control.title or control.id})


RULE = Rule("RSK003", "risk", check)
