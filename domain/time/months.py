"""Months, each named by its first day."""

from datetime import date


def month_away(day: date, months: int) -> date:
    """The month so many months after that of the day; 0 is its own, -1 the one before.

    Raises ValueError outside of the years 1 to 9999.
    """
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)
