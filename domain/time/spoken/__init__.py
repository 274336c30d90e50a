"""Russian dates and times as people write them (rows 22, 39): a small grammar of our own.

Why not a library: docs/decisions/spoken-dates.md. Nothing here raises: what is not clear comes back as `Unclear`
with the reason, so that the next question can be a good one. Every word must be understood: «не 5 декабря» is unclear.
A text is made plain (``wording``: numbers in digits, slips mended), each recogniser takes its part out of it (``days``,
``holidays``, ``spans``, ``times``, ``lengths``, ``repeats``, ``clocks``), and ``moments`` puts them together.

What the words mean, where people differ:
- a date without a year is the next such date, today included; with a year that is past it is `PAST`;
- «в субботу» is the nearest Saturday: today only if a time is said that is still ahead; «в эту субботу» is the one of
  this calendar week (Monday to Sunday), «в следующую субботу» that of the next, «через неделю в субботу» a week after
  the nearest;
- «15 числа» is the next month that has such a day; «29 февраля» is of the next leap year;
- «05.12» is a day, «15.00» a time; «в 10.12» is a time, and so is any such pair once the day is known; two such
  pairs, «05.12, 12.12», are two days;
- «в 3» is 15:00 for an event, elsewhere it asks whether by day or by night; «3:00» is what it says; «в обед» is 13:00;
  «полночь» and «24:00» ask which night;
- «14-16» is two hours long, «14-30» half past two, «10-15» asks which;
- «каждый второй четверг» is every other one, «каждый второй четверг месяца» the second of the month.
"""

from domain.time.spoken.lengths import parse_length
from domain.time.spoken.moments import Moment, parse_day, parse_moment, parse_time, parse_times
from domain.time.spoken.moving import is_move, moved
from domain.time.spoken.reading import Unclear, Why

__all__ = [
    "Moment",
    "Unclear",
    "Why",
    "is_move",
    "moved",
    "parse_day",
    "parse_length",
    "parse_moment",
    "parse_time",
    "parse_times",
]
