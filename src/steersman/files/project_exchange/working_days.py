"""Working days, Monday to Friday: tools that plan by a calendar move other days to these."""

from datetime import date, timedelta

SATURDAY = 5
DAY = timedelta(days=1)
DAYS_OF_WEEK = 7


def next_working_day(day: date) -> date:
    """Return the day itself, or the Monday after a weekend."""
    while day.weekday() >= SATURDAY:
        day += DAY
    return day


def previous_working_day(day: date) -> date:
    """Return the day itself, or the Friday before a weekend."""
    while day.weekday() >= SATURDAY:
        day -= DAY
    return day


def working_span(start: date, finish: date) -> tuple[date, date]:
    """Return first and last working day of a time; the first twice where there is none."""
    first = next_working_day(start)
    return first, max(first, previous_working_day(finish))


def working_days(start: date, finish: date) -> int:
    """Count the working days of a time, both ends included."""
    weeks, rest = divmod((finish - start).days + 1, DAYS_OF_WEEK)
    weekdays = [(start.weekday() + offset) % DAYS_OF_WEEK for offset in range(rest)]
    return weeks * SATURDAY + sum(day < SATURDAY for day in weekdays)
