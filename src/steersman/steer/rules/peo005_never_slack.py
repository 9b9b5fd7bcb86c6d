"""PEO005: a person planned to the full for a year and more without a break.

Why it matters: A plan without slack is late at the first illness, and people leave it.

How to mend: Plan at most four fifths, or move a stage.

Known limits: Only the planned calendar is looked at, not work outside research.

Source: Hopp and Spearman (2011), waiting grows without bound as use nears capacity.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, paths_by_id

FULL, YEAR = 0.99, 12


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    places = paths_by_id(("people",), context.dossier.people)
    for person, loads in context.plan.loading.items():
        longest = run = 0
        for load in loads:
            run = run + 1 if load >= FULL else 0
            longest = max(longest, run)
        if longest >= YEAR and person in places:
            values = {"person": person, "months": longest}
            yield Finding("PEO005", places[person], values)


RULE = Rule("PEO005", "people", check, analysed=True)
