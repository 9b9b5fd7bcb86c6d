"""MON004: a loan without interest or without a time to pay it back.

Why it matters: The plan then takes it for a gift.

How to mend: Enter interest and the months over which it is paid back.

Known limits: Subsidised loans without interest are found too.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    funding = context.dossier.finance.funding if context.dossier.finance else ()
    for path, option in each(("finance", "funding"), funding):
        if option.kind == "loan" and not (option.interest and option.repay_months):
            yield Finding("MON004", path, {"option": option.name or option.id})


RULE = Rule("MON004", "money", check)
