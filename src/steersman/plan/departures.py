"""Who may leave, how likely, and what keeps them: the firm's record, drivers, measures by name."""

from collections.abc import Iterable

import numpy as np

from steersman.dossier import Dossier, Person, RetentionMeasure
from steersman.methods.departure_rates import DepartureRate, pooled_rates

BASE_RATE, BASE_YEARS = 0.12, 20.0
"""Departures a year to expect before anything is known, and the person-years that is worth."""


def record_of(dossier: Dossier) -> tuple[float, float]:
    """Return departures and person-years that the firm's yearly figures report."""
    known = [
        (float(year.staff_left), float(year.headcount))
        for year in dossier.firm.years
        if year.staff_left is not None and year.headcount
    ]
    return sum(left for left, _ in known), sum(years for _, years in known)


def recorded_rate(dossier: Dossier) -> DepartureRate | None:
    """Return how often people leave by the firm's record; None without a record."""
    left, years = record_of(dossier)
    if years == 0:
        return None
    (rate,) = pooled_rates(np.array([left]), np.array([years]), BASE_RATE, BASE_YEARS)
    return rate


def works_on(measure: RetentionMeasure, person: Person) -> bool:
    """Whether a retention measure is meant for a person."""
    if measure.people:
        return person.id in measure.people
    return not measure.function or measure.function == person.function


def leaving_chance(
    person: Person, measures: Iterable[RetentionMeasure], rate: DepartureRate | None
) -> float:
    """Return a person's yearly chance of leaving under some measures.

    Measures multiply the rate of leaving, each by the mean of the range of what is left of it.

    Args:
        person: Whose chance; what is entered holds without any of the measures.
        measures: Measures in force.
        rate: The firm's record, for people of whom nothing is entered.
    """
    chance = person.leaving_chance
    if chance is None:
        chance = rate.chance if rate else 0.0
    left = 1.0
    for measure in measures:
        if works_on(measure, person):
            left *= measure.leaving_left.mean
    return float(1 - (1 - chance) ** left)


def leaving_chances(dossier: Dossier, measures: Iterable[RetentionMeasure]) -> dict[str, float]:
    """Return everybody's yearly chance of leaving under some measures."""
    kept, rate = tuple(measures), recorded_rate(dossier)
    return {person.id: leaving_chance(person, kept, rate) for person in dossier.people}


def adopted(dossier: Dossier) -> tuple[RetentionMeasure, ...]:
    """Return the retention measures that the plan reckons with."""
    return tuple(measure for measure in dossier.rewards.retention if measure.adopted)
