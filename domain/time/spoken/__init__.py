"""Russian dates and times as people write them (rows 22, 39): a small grammar of our own.

Why not a library: docs/decisions/spoken-dates.md. Nothing here raises: what is not clear comes back as `Unclear`
with the reason, so that the next question can be a good one. Every word must be understood: «не 5 декабря» is unclear.

What the words mean, where people differ:
- a date without a year is the next such date, today included; with a year that is past it is `PAST`;
- «в субботу» is the nearest Saturday: today only if a time is said that is still ahead; «в эту субботу» is the one of
  this calendar week (Monday to Sunday), «в следующую субботу» that of the next;
- «15 числа» is the next month that has such a day; «29 февраля» is of the next leap year;
- «05.12» is a day, «15.00» a time; «в 10.12» is a time, and so is any such pair once the day is known;
- «в 3» asks whether by day or by night; «3:00» is what it says; «полночь» and «24:00» ask which night.
"""

from domain.time.spoken.moments import Moment, parse_day, parse_moment, parse_time
from domain.time.spoken.reading import Unclear, Why

__all__ = ["Moment", "Unclear", "Why", "parse_day", "parse_moment", "parse_time"]
