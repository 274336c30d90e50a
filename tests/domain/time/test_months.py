"""The month so many months away, over the ends of years (row 22)."""

from datetime import date

import pytest

from domain.time.months import month_away


@pytest.mark.parametrize(
    ("day", "months", "month"),
    [
        (date(2026, 12, 31), 0, date(2026, 12, 1)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
        (date(2026, 1, 31), -1, date(2025, 12, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 1)),
        (date(2026, 5, 1), 120, date(2036, 5, 1)),
        (date(2026, 5, 1), -17, date(2024, 12, 1)),
    ],
)
def test_the_month_that_is_so_many_months_away(day: date, months: int, month: date) -> None:
    assert month_away(day, months) == month
