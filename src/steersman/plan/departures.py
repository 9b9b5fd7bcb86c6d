"""Who may leave, how likely, and what keeps them: drivers and measures by name."""

from collections.abc import Iterable

from steersman.dossier import Dossier, Person, RetentionMeasure


def works_on(measure: RetentionMeasure, person: Person) -> bool:
    """Whether a retention measure is meant for a person."""
    if measure.people:
        return person.id in measure.people
    return not measure.function or measure.function == person.function


def leaving_chance(person: Person, measures: Iterable[RetentionMeasure]) -> float:
    """Return a person's yearly chance of leaving under some measures.

    Measures multiply the rate of leaving, each by the mean of the range of what is left of it.

    Args:
        person: Whose chance; it holds without any of the measures.
        measures: Measures in force.
    """
    left = 1.0
    for measure in measures:
        if works_on(measure, person):
            left *= measure.leaving_left.mean
    return float(1 - (1 - person.leaving_chance) ** left)


def adopted(dossier: Dossier) -> tuple[RetentionMeasure, ...]:
    """Return the retention measures that the plan reckons with."""
    return tuple(measure for measure in dossier.rewards.retention if measure.adopted)
