"""Months of a plan as dates, and back."""

from calendar import monthrange
from datetime import date, timedelta
from math import floor


def month_date(start: date, months: float) -> date:
    """Return the date so many months, whole and parts, after (or before) a start.

    A part is a part of the days up to the next whole month.
    """
    whole = floor(months)
    first = _whole_months_after(start, whole)
    days = (_whole_months_after(start, whole + 1) - first).days
    return first + timedelta(days=round((months - whole) * days))


def months_between(start: date, end: date) -> float:
    """Return the months, whole and parts, from a start to an end; negative if it lies before."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    if _whole_months_after(start, whole) > end:
        whole -= 1
    first = _whole_months_after(start, whole)
    return whole + (end - first).days / (_whole_months_after(start, whole + 1) - first).days


def _whole_months_after(start: date, months: int) -> date:
    """Return the same day of another month, its last day where it is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
