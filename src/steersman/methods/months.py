"""Months of a plan as dates, and back."""

from calendar import monthrange
from datetime import date, timedelta
from math import floor

DAYS_OF_PART = 30.4
"""Days of a month of which a part is meant."""


def month_date(start: date, months: float) -> date:
    """Return the date so many months, whole and parts, after (or before) a start."""
    whole = floor(months)
    year, month = divmod(start.year * 12 + start.month - 1 + whole, 12)
    days = monthrange(year, month + 1)[1]
    first = date(year, month + 1, min(start.day, days))
    return first + timedelta(days=round((months - whole) * DAYS_OF_PART))


def months_between(start: date, end: date) -> float:
    """Return the months, whole and parts, from a start to an end; negative if it lies before."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    if month_date(start, whole) > end:
        whole -= 1
    return whole + (end - month_date(start, whole)).days / DAYS_OF_PART
