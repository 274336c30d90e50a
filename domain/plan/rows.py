"""One row of a plan that came as a file: what it tells, and what there is to say of it."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from domain.event import Kind
from domain.spelling import plain

Key = tuple[int | None, date | None, str]


class Verdict(StrEnum):
    """What becomes of a row."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    """It is taken, with a remark."""
    BAD = "bad"
    """It is left out until it is mended."""


class Remark(StrEnum):
    """What is the matter with a row; each has its own words in ``handlers/texts/plan/files.py``."""

    NO_TITLE = "no_title"
    NO_DATE = "no_date"
    DATE_UNCLEAR = "date_unclear"
    MANY_DAYS = "many_days"
    """One row tells of many days, and each of them needs its own."""
    NO_DAY = "no_day"
    """A year, a quarter, «as needed»."""
    LOST_ZERO = "lost_zero"
    """«12.1» of Excel: the 12th of January or of October."""
    PAST = "past"
    TOO_FAR = "too_far"
    TWICE = "twice"
    """The same title on the same day stands above."""
    NO_TIME = "no_time"
    TIME_UNCLEAR = "time_unclear"
    TITLE_CUT = "title_cut"
    TEXT_CUT = "text_cut"
    AGE_UNKNOWN = "age_unknown"
    HOST_UNKNOWN = "host_unknown"
    """A co-host who is no partner."""
    MANY_HOSTS = "many_hosts"
    """More co-hosts than one event takes."""
    HOST_ASSUMED = "host_assumed"
    """Whose it is was not understood; it is taken for the library whose plan this is."""
    OTHER_HOST = "other_host"
    """It is an event of another partner."""
    NO_HOST = "no_host"
    """Of the joint plan: nobody is named."""
    STRANGE_HOST = "strange_host"
    """Of the joint plan: no partner is called so."""
    WHICH_HOST = "which_host"
    """Of the joint plan: several partners are called so."""
    BROKEN = "broken"
    """Letters of it were lost."""
    ALL_HOSTS = "all_hosts"
    """Of the joint plan: everybody."""
    SHORT_HOST = "short_host"
    """Of the joint plan: a branch by its number, or by letters."""
    YEAR_OF_PLAN = "year_of_plan"
    """Its year is not that which comes next, but that of the plan's title."""
    OTHER_YEAR = "other_year"
    """Its year is not that of the plan's title."""
    YEAR_GUESSED = "year_guessed"
    """Nobody says a year, and most rows are of another one."""
    PART_OF_MONTH = "part_of_month"
    SINCE = "since"
    END_UNCLEAR = "end_unclear"
    AS_ABOVE = "as_above"
    """Its month is that of a row above."""
    CANCELLED = "cancelled"
    """The table itself says that it will not be."""
    ONCE = "once"
    """A calendar's event that repeats in a way that is not understood: only its first day is taken."""


FATAL: Final = frozenset(
    {
        Remark.NO_TITLE,
        Remark.NO_DATE,
        Remark.DATE_UNCLEAR,
        Remark.MANY_DAYS,
        Remark.NO_DAY,
        Remark.BROKEN,
        Remark.LOST_ZERO,
        Remark.PAST,
        Remark.TOO_FAR,
        Remark.TWICE,
        Remark.OTHER_HOST,
        Remark.NO_HOST,
        Remark.STRANGE_HOST,
        Remark.WHICH_HOST,
        Remark.ALL_HOSTS,
        Remark.SHORT_HOST,
        Remark.CANCELLED,
    }
)
GUESSED: Final = frozenset({Remark.NO_TIME, Remark.TIME_UNCLEAR})
"""The time is not known: such an event stays a draft until somebody says it."""
NOON: Final = time(12)
"""The time of an event whose time nobody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark with the words of the cell that it is about."""

    what: Remark
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One event as the file tells it. Days and times are those of the host's clock on the wall."""

    number: int
    """The line of the table or of its sheet, from 1; 0 where lines are not counted."""
    sheet: str = ""
    """The title of the sheet, where there are several."""
    library: int | None = None
    """Whose it is; None: of the library whose plan this is, or of nobody that is known."""
    notes: tuple[Note, ...] = ()
    title: str = ""
    day: date | None = None
    at: time | None = None
    month: date | None = None
    """Its first day; only while no day is known."""
    until: datetime | None = None
    """Naive, of the same clock."""
    place: str | None = None
    link: str | None = None
    description: str | None = None
    audience: str | None = None
    age: int | None = None
    kind: Kind = Kind.OTHER
    co_hosts: tuple[int, ...] = ()
    repeats: bool = False
    """One day of a calendar's event that repeats."""

    @property
    def verdict(self) -> Verdict:
        if any(note.what in FATAL for note in self.notes):
            return Verdict.BAD
        return Verdict.DOUBTFUL if self.notes else Verdict.GOOD

    @property
    def guessed(self) -> bool:
        """Whether its time is a guess."""
        return any(note.what in GUESSED for note in self.notes)

    @property
    def key(self) -> Key:
        """By which it is known again: its library, the day or the month's first, and the plain title."""
        return (self.library, self.day or self.month, plain_title(self.title))


def plain_title(title: str) -> str:
    """Titles, of events and of libraries, that differ in quotes, case, dots and spaces only are one title."""
    return re.sub(r"\W+", " ", plain(title)).strip()
