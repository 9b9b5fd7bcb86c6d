"""RSK003: a planned control without owner or date.

Why it matters: A control that nobody puts in place leaves the risk as it is.

How to mend: Name who puts it in place, and by when.

Known limits: None.

Source: ISO 31000:2018, 6.5.3, treatment plans name who is accountable and when.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Edit, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    for path, control in each(("risks", "controls"), context.dossier.risks.controls):
        if control.status == "planned" and not (control.owner and control.due):
            yield Finding("RSK003", path, {"control": control.title or control.id})


def fix(context: Context, finding: Finding) -> tuple[Edit, ...]:
    """Take the owner of the risk, who answers for what is done about it, if only one is lacking."""
    register = context.dossier.risks
    control = register.controls[int(finding.path[-1])]
    owners = [risk.owner for risk in register.risks if risk.id == control.risk and risk.owner]
    if control.owner or control.due is None or not owners:
        return ()
    return (Edit((*finding.path, "owner"), owners[0]),)


RULE = Rule("RSK003", "risk", check, fix=fix)
