"""CUL005: culture surely holds the firm back and there is neither a programme nor a measure.

Why it matters: Culture does not mend by itself, and the best plan is carried out in it.

How to mend: Begin with a climate survey and three actions that everybody sees.

Known limits: None.

Source: The diagnosis: the upper end of the 90 % interval below the middle.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule

MIDDLE = 50


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    dossier = context.dossier
    worked_on = any("culture" in measure.factors for measure in dossier.strategy.measures)
    score = context.diagnosis.score("culture")
    if score.high < MIDDLE and not dossier.culture.actions and not worked_on:
        yield Finding("CUL005", ("culture",), {"points": score.high})


RULE = Rule("CUL005", "culture", check, analysed=True)
