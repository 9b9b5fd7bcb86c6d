"""DAT002: leaders answered the survey, research staff did not.

Why it matters: Leaders see incentives and culture better than those who live with them.

How to mend: Ask the research staff; groups of fewer than three stay hidden.

Known limits: None.

Source: Our judgement.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    survey = context.dossier.survey
    research = [
        person for person in context.dossier.people if person.rd_share and not person.leader
    ]
    if survey.leaders and not survey.research_staff and research:
        yield Finding("DAT002", ("survey", "research_staff"), {"count": len(research)})


RULE = Rule("DAT002", "data", check)
