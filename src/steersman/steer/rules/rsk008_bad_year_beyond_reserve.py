"""RSK008: a risk whose bad year costs more than the reserve, and no control is about it.

Why it matters: One event takes what was to carry the firm.

How to mend: Insure it, reduce it by a control, or raise the reserve.

Known limits: The bad year is the loss exceeded in one year of twenty.

Source: Simulation of the register.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    finance = context.dossier.finance
    if finance is None or not context.dossier.risks.risks:
        return
    controlled = {control.risk for control in context.dossier.risks.controls}
    risks = each(("risks", "risks"), context.dossier.risks.risks)
    known = {risk.id: (path, risk) for path, risk in risks}
    for outlook in context.financing.risks:
        path, risk = known[outlook.risk]
        if outlook.bad_year > float(finance.reserve) and outlook.risk not in controlled:
            values = {"risk": risk.title, "loss": outlook.bad_year}
            yield Finding("RSK008", path, values)


RULE = Rule("RSK008", "risk", check, analysed=True)
