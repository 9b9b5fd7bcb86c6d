"""Months of a plan as dates."""

from calendar import monthrange
from datetime import date, timedelta


def month_date(start: date, months: float) -> date:
    """Return the date so many months, whole and parts, after a start."""
    whole = int(months)
    total = start.year * 12 + start.month - 1 + whole
    year, month = divmod(total, 12)
    days = monthrange(year, month + 1)[1]
    first = date(year, month + 1, min(start.day, days))
    return first + timedelta(days=round((months - whole) * 30.4))
