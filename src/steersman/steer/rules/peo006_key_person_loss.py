"""PEO006: if one person left tomorrow, more than a third of the plan's value would go.

Why it matters: The most valuable thing of the firm can give notice.

How to mend: Train a second person, write down what only one knows, and give that person a reason to
stay.

Known limits: Nobody is taken to come in place; in truth somebody does, later.

Source: Simulation of the plan without the person.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, paths_by_id

THIRD = 1 / 3


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    places = paths_by_id(("people",), context.dossier.people)
    for key in context.people.talent.key_people:
        if context.plan.value > 0 and key.value_lost > THIRD * context.plan.value:
            values = {"person": key.person, "share": min(key.value_lost / context.plan.value, 1.0)}
            yield Finding("PEO006", places[key.person], values)


RULE = Rule("PEO006", "people", check, analysed=True)
