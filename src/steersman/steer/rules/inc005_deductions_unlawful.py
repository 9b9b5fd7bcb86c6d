"""INC005: the firm's own rules allow deductions from pay beyond the law.

Why it matters: Deductions can be claimed back, with damages.

How to mend: Lower penalty_limit, or reward instead of punish.

Known limits: Where we know no rule nothing is found.

Source: The law on deductions from wages, as cited by the people stage.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    deductions = context.people.incentives.deductions
    if deductions is not None and deductions.lawful is False:
        values = {"share": deductions.planned, "limit": deductions.limit}
        yield Finding("INC005", ("rewards", "bonus", "penalty_limit"), values, "error")


RULE = Rule("INC005", "incentives", check, analysed=True)
