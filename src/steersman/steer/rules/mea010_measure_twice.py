"""MEA010: two measures of the same title.

Why it matters: Money and work are counted twice, or two owners each wait for the other.

How to mend: Make one of them, or say in the titles what differs.

Known limits: Titles are compared but for case and spaces.

Source: Our judgement.
"""

from collections.abc import Iterator
from dataclasses import replace

from steersman.steer.rule import Context, Edit, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    first: dict[str, str] = {}
    for path, measure in each(("strategy", "measures"), context.dossier.strategy.measures):
        title = " ".join(measure.title.casefold().split())
        if title in first:
            values = {"measure": measure.title, "other": first[title]}
            yield Finding("MEA010", path, values)
        first.setdefault(title, measure.id)


def fix(context: Context, finding: Finding) -> tuple[Edit, ...]:
    """Take out a measure that repeats an earlier one in everything but its id."""
    measures = context.dossier.strategy.measures
    place = int(finding.path[-1])
    again = any(replace(measures[place], id=other.id) == other for other in measures[:place])
    return (Edit(finding.path, None),) if again else ()


RULE = Rule("MEA010", "measures", check, fix=fix)
