"""INC001: the plan hangs on what one person alone knows, and nothing binds that person.

Why it matters: They have no share in what they make possible.

How to mend: Give shares or a bonus, or a measure against leaving that names them.

Known limits: Loyalty is not in the dossier.

Source: Skills that the plan needs and nobody else has.
"""

from collections.abc import Iterator

from steersman.steer.rule import Context, Finding, Rule, each


def check(context: Context) -> Iterator[Finding]:
    """Yield the rule's findings."""
    dossier = context.dossier
    people = {person.id: (path, person) for path, person in each(("people",), dossier.people)}
    bound = {event.holder for event in dossier.equity.events}
    for measure in dossier.rewards.retention:
        bound.update(measure.people if measure.adopted else ())
    bonus = dossier.rewards.bonus is not None and dossier.rewards.bonus.margin_share > 0
    for key in context.people.talent.key_people:
        path, person = people[key.person]
        tied = bonus or key.person in bound or person.equity_share or person.bonus_share
        if key.only_holder and not tied:
            values = {"person": key.person, "skill": next(iter(key.only_holder))}
            yield Finding("INC001", path, values)


RULE = Rule("INC001", "incentives", check, analysed=True)
