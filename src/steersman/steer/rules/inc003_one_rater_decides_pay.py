"""INC003: an assessment for pay by fewer than two raters.

Why it matters: One rater's strictness or liking then decides pay; the product refuses such an
assessment.

How to mend: Ask a second rater who has worked with the person.

Known limits: A rating of oneself does not count.

Source: Our judgement; Viswesvaran, Ones and Schmidt (1996) on the agreement of raters.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    ratings = [entry for entry in context.dossier.assessments if entry.for_pay]
    raters: dict[tuple[str, str], set[str]] = {}
    for entry in ratings:
        others = raters.setdefault((entry.period, entry.person), set())
        if entry.rater != entry.person:
            others.add(entry.rater)
    for (period, person), others in raters.items():
        if len(others) < 2:
            values = {"person": person, "period": period}
            yield Finding("INC003", ("assessments",), values, "error")


RULE = Rule("INC003", "incentives", check, personal=True)
