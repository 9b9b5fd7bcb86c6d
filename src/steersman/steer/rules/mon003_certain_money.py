"""MON003: a grant or an equity round that is taken as certain.

Why it matters: The plan then spends money that may never come.

How to mend: Enter a chance below 1, from the programme's record of approvals.

Known limits: Loans and tax reliefs are not looked at.

Source: Our judgement; Flyvbjerg (2006) on optimism and reference classes.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    funding = context.dossier.finance.funding if context.dossier.finance else ()
    for path, option in each(("finance", "funding"), funding):
        if option.kind in {"grant", "equity"} and option.chance == 1:
            yield Finding("MON003", path, {"option": option.name or option.id})


RULE = Rule("MON003", "money", check)
