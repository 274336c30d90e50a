"""When an event of a table takes place: what stands in its cells, in the line above them, in the title of the plan.

A cell holds what a program stored (an ISO date or moment, the number by which Excel counts days), a bare day of the
month that stands above, a part of a month, or a date as people write it, which ``domain.time.spoken`` understands.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date as Date  # noqa: N812 - a cell of Clues is called date
from datetime import datetime, timedelta
from datetime import time as Time  # noqa: N812 - and another one time
from typing import Final

from domain.plan.frames import Frame
from domain.plan.rows import Note, Remark
from domain.spelling import plain
from domain.time import spoken
from domain.time.spoken.days import YEARS_AHEAD
from domain.time.spoken.moments import ALL_DAY
from domain.vocabulary import dates as date_words
from domain.vocabulary import plan_file as words

_EPOCH: Final = Date(1899, 12, 30)
"""Day 0 of Excel."""
_SERIAL: Final = re.compile(r"(\d{5})(?:[.,](\d+))?")
_SERIALS: Final = range(36_526, 73_051)
"""2000 to 2099: other numbers are no dates."""
_FRACTION: Final = re.compile(r"0[.,]\d+")
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?")
_NO_DAY: Final = re.compile(r"(?:1899-12-3[01]|1900-01-0[01]|1904-01-01)[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)")
"""A time of day as Excel stores it, with the day on which its count begins."""
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::\d{2}(?:\.\d+)?)?")
_TENS: Final = re.compile(r"(\d{1,2})[.,]([1-5])")
"""«14,3»: Excel takes 14.30 for a number."""
_BARE: Final = re.compile(rf"(\d{{1,2}})(?:[.,]0+)?\.?(?:\s*{words.OF_NUMBER})?")
_ASIDE: Final = re.compile(r"\([^)\d]*\)")
_LOST_ZERO: Final = re.compile(r"(\d{1,2})[.,]1")
"""«12.1»: Excel takes 12.10 for a number, and then it is a day of January."""
_ROMAN: Final = re.compile(r"(?<!\d)(\d{1,2})\s*[.\s/-]\s*(xii|xi|x|ix|viii|vii|vi|iv|v|iii|ii|i)(?![\w])\.?")
_ROMANS: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_SINCE: Final = re.compile(rf"{words.FROM}\s+(\d{{1,2}}[./]\d{{1,2}}(?:[./]\d{{2,4}})?|\d{{1,2}}\s+[^\W\d]+)\.?")
_MONTH_FIRST: Final = re.compile(rf"([^\W\d]{{3,}})\.?,?\s+(\d{{1,2}})(?:\s*{words.OF_NUMBER})?")
_YEAR: Final = re.compile(r"(?<!\d)20\d\d(?!\d)|(?<!\d)\d{1,2}[./]\d{1,2}[./]\d\d(?!\d)")
_DIGITS: Final = re.compile(r"\d")
_MONTH_NAMES: Final = re.compile(rf"(?<!\w)(?:{'|'.join(form for forms in date_words.MONTHS for form in forms)})(?!\w)")
_NUMBER_MONTH: Final = re.compile(r"(?<!\d)\d{1,2}[./]\d{1,2}(?!\d)")
_PIECES: Final = re.compile(r"\s*[,;\n]\s*")
MOST_PIECES: Final = 4
"""Pieces of a cell in which a place may stand beside the date."""
LONGEST_MONTH: Final = 24
"""Characters of «в сентябре 2026 года» and a little more."""
REPEATS: Final = "RRULE"
"""Stands behind a date that is one of many of a calendar's event."""
ONCE: Final = "RRULE-ONCE"
"""Stands behind the first date of an event that repeats nobody knows how."""
AHEAD: Final = timedelta(days=365)
"""How far what repeats is told: a calendar may have no end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """The cells that say when."""

    date: str = ""
    time: str = ""
    end: str = ""
    month: str = ""
    above: Date | None = None
    """The month that stood alone in a line above."""
    frame: Frame | None = None
    """The year that the title of the plan names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """What they say: a day with or without a time, or a month, or a trouble."""

    day: Date | None = None
    at: Time | None = None
    month: Date | None = None
    until: datetime | None = None
    unclear_time: str = ""
    """What stands where the time should be, if it is none."""
    trouble: Remark | None = None
    """Why no day is known."""
    notes: tuple[Note, ...] = ()
    """What was taken for granted."""
    place: str = ""
    """What stood behind the date in its cell."""
    repeats: bool = False
    once: bool = False
    """It repeats, and only this day is known."""
    last: Date | None = None
    """The last day, where it lasts several."""
    ends_at: Time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """How the words of one row are read."""

    now: datetime
    frame: Frame | None
    month: Date | None
    """That of its column, or of a line above."""
    since: datetime = field(init=False)
    """From when on a date without a year is looked for."""

    def __post_init__(self) -> None:
        begins = datetime.combine(self.frame.first, Time(), self.now.tzinfo) if self.frame else self.now
        object.__setattr__(self, "since", begins)

    def anchor(self, text: str) -> datetime:
        """A year that is said needs no other."""
        return self.now if _YEAR.search(text) else self.since


def read_when(clues: Clues, now: datetime) -> When:
    """The moment by the host's clock; ``now`` is aware, in the host's zone."""
    once, repeats = ONCE in clues.date, REPEATS in clues.date
    text = clues.date.replace(ONCE, "").replace(REPEATS, "").strip()
    month = month_of(clues.month, now, clues.frame) or clues.above
    reader = _Reader(now=now, frame=clues.frame, month=month)
    when = _checked(replace(_day(text, reader), repeats=repeats and not once, once=once), text, reader)
    if when.month is not None and when.month < now.date().replace(day=1):
        return When(trouble=Remark.PAST)
    if when.day is None:
        return when
    at, ends_at, unclear = when.at, when.ends_at, when.unclear_time
    if clues.time:
        at, ends_at, unclear = _times(clues.time)
    last, ends_at, notes = _end(clues.end, when, reader, ends_at)
    if when.day < now.date() or (when.day == now.date() and at is not None and at <= now.time()):
        return When(trouble=Remark.PAST)
    until = None
    if last is not None:
        until = datetime.combine(last, ends_at or at or ALL_DAY)
    elif ends_at is not None and at is not None and ends_at > at:
        until = datetime.combine(when.day, ends_at)
    elif ends_at is not None and at is not None:
        notes = (*notes, Note(what=Remark.END_UNCLEAR, said=clues.end or clues.time or text))
    return replace(when, at=at, unclear_time="" if at else unclear, until=until, notes=(*when.notes, *notes))


def month_of(text: str, now: datetime, frame: Frame | None = None) -> Date | None:
    """The first day of the month that the text names and nothing besides; the next such month, or that of the plan."""
    cleaned = text.strip().rstrip(".:")
    if not cleaned or len(cleaned) > LONGEST_MONTH:
        return None
    since = _Reader(now=now, frame=frame, month=None).anchor(cleaned)
    if (bare := _BARE.fullmatch(plain(cleaned))) and 1 <= int(bare[1]) <= 12:  # noqa: PLR2004 - months of a year
        number = int(bare[1])
        return Date(since.year + (number < since.month), number, 1)
    said = plain(cleaned)
    if not _MONTH_NAMES.search(said):
        return None
    moment = spoken.parse_moment(said.removeprefix(words.IN_MONTH), since)
    return moment.month if isinstance(moment, spoken.Moment) else None


def _checked(when: When, text: str, reader: _Reader) -> When:
    """Whether it lies in the year of the plan, and how doubtful that is."""
    found, frame = when.day or when.month, reader.frame
    if found is None or when.trouble is not None or frame is None:
        return when
    if not frame.first <= found <= frame.last:
        if not _YEAR.search(text):
            return When(trouble=Remark.DATE_UNCLEAR)
        return replace(when, notes=(*when.notes, Note(what=Remark.OTHER_YEAR, said=frame.said)))
    today = reader.now.date()
    near = found.replace(day=1) >= today.replace(day=1) and (found - today).days >= AHEAD.days
    if near and not _YEAR.search(text):
        return replace(when, notes=(*when.notes, Note(what=Remark.YEAR_OF_PLAN, said=frame.said)))
    return when


def _day(text: str, reader: _Reader) -> When:
    cleaned = " ".join(_ASIDE.sub(" ", text).split())
    said = plain(cleaned)
    if not said or any(part in said for part in words.ALL_MONTH):
        return _month(reader.month, reader.now)
    if part := words.MONTH_PART.fullmatch(said):
        return _part(part["rest"].strip(" .,"), text, reader)
    if any(part in said for part in words.REPEATED):
        return When(trouble=Remark.MANY_DAYS)
    if any(part in said for part in words.ALL_YEAR):
        return When(trouble=Remark.NO_DAY)
    if stored := _stored(cleaned, reader.now):
        return stored
    if (lost := _LOST_ZERO.fullmatch(said)) and (reader.month is None or reader.month.month not in (1, 10)):
        return When(trouble=Remark.LOST_ZERO if int(lost[1]) <= 31 else Remark.DATE_UNCLEAR)  # noqa: PLR2004
    if (bare := _BARE.fullmatch(said)) and reader.month is not None:
        try:
            return When(day=reader.month.replace(day=int(bare[1])))
        except ValueError:
            return When(trouble=Remark.DATE_UNCLEAR)
    return _beside_a_place(text, reader)


def _part(rest: str, text: str, reader: _Reader) -> When:
    """«1 декада марта», «в теч. месяца»: the month, and a remark."""
    if rest and not any(rest.startswith(word) for word in words.OF_MONTH):
        month = month_of(rest, reader.now, reader.frame)
        if month is None:
            return When(trouble=Remark.NO_DAY)
    else:
        month = reader.month
    found = _month(month, reader.now)
    if found.month is None or words.WHOLE_MONTH.match(plain(text)):
        return found
    return replace(found, notes=(Note(what=Remark.PART_OF_MONTH, said=text),))


def _month(month: Date | None, now: datetime) -> When:
    if month is None:
        return When(trouble=Remark.NO_DATE)
    return When(month=month) if month >= now.date().replace(day=1) else When(trouble=Remark.PAST)


def _stored(text: str, now: datetime) -> When | None:
    """As programs write it: ISO, or Excel's count of days."""
    if _ISO_DAY.fullmatch(text):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return When(trouble=Remark.DATE_UNCLEAR)
        if moment.tzinfo is not None:
            moment = moment.astimezone(now.tzinfo)
        at = moment.time().replace(second=0, microsecond=0) if len(text) > len("2026-12-05") else None
        return _not_too_far(When(day=moment.date(), at=at), now)
    if (serial := _SERIAL.fullmatch(text)) and int(serial[1]) in _SERIALS:
        at = _of_fraction(f"0.{serial[2]}") if serial[2] and int(serial[2]) else None
        return _not_too_far(When(day=_EPOCH + timedelta(days=int(serial[1])), at=at), now)
    return None


def _not_too_far(when: When, now: datetime) -> When:
    return When(trouble=Remark.TOO_FAR) if when.day and when.day.year > now.year + YEARS_AHEAD else when


def _of_fraction(text: str) -> Time:
    minutes = round(float(text.replace(",", ".")) * 24 * 60) % (24 * 60)
    return Time(minutes // 60, minutes % 60)


def _beside_a_place(text: str, reader: _Reader) -> When:
    """«5 февраля 14:00, библиотека»: what stands behind the date and is no date is a place."""
    whole = _spoken(" ".join(_ASIDE.sub(" ", text).split()), reader)
    pieces = _PIECES.split(text.strip(" ,;\n"), MOST_PIECES)
    if whole.trouble is not Remark.DATE_UNCLEAR or len(pieces) == 1:
        return whole
    for count in range(len(pieces) - 1, 0, -1):
        rest = " ".join(pieces[count:])
        if _DIGITS.search(rest) or not rest or words.DATE_WORD.search(plain(rest)):
            return whole
        found = _spoken(" ".join(pieces[:count]), reader)
        if found.day is not None and found.trouble is None and not found.unclear_time:
            return replace(found, place=", ".join(pieces[count:]))
    return whole


def _spoken(text: str, reader: _Reader) -> When:
    arabic = _ROMAN.sub(lambda found: f"{found[1]}.{_ROMANS.index(found[2]) + 1:02}", text.lower())
    said = plain(arabic).strip(" ,.")
    notes: tuple[Note, ...] = ()
    if open_ended := _SINCE.fullmatch(said):
        said, notes = open_ended[1], (Note(what=Remark.SINCE, said=text),)
    if (swapped := _MONTH_FIRST.fullmatch(said)) and _MONTH_NAMES.fullmatch(swapped[1]):
        said = f"{swapped[2]} {swapped[1]}"
    if said.startswith(words.UNTIL_DAY):
        return When(trouble=Remark.DATE_UNCLEAR)
    months = bool(_MONTH_NAMES.search(said) or _NUMBER_MONTH.search(said))
    if not months and words.WEEKDAY.search(said) and not words.PLACED.search(said):
        return When(trouble=Remark.MANY_DAYS if reader.month else Remark.DATE_UNCLEAR)
    since = reader.anchor(said)
    if not months and reader.month is not None:
        under = f"{said} {date_words.MONTHS[reader.month.month - 1][1]} {reader.month.year}"
        found = _heard(under, text, min(since, reader.now))
        if found.trouble is not Remark.DATE_UNCLEAR:
            return replace(found, notes=notes)
    found = _heard(said, text, since)
    if found.day is not None and not months and not _DIGITS.search(said):
        later = _heard(said, text, since + timedelta(days=2))
        if later.day != found.day:  # «завтра» in a plan is nobody knows when
            return When(trouble=Remark.DATE_UNCLEAR)
    if found.day is not None and not months and reader.month is not None:
        return When(trouble=Remark.DATE_UNCLEAR)
    return replace(found, notes=notes) if found.trouble is None else found


def _heard(said: str, text: str, since: datetime) -> When:
    moment = spoken.parse_moment(said, since)
    if isinstance(moment, spoken.Moment):
        if moment.day is None and moment.month is None:
            return When(trouble=Remark.NO_DATE)
        if moment.repeats is not None:
            return When(trouble=Remark.MANY_DAYS)
        return When(day=moment.day, at=moment.time, month=moment.month, last=moment.last, ends_at=moment.until)
    match moment.reason:
        case spoken.Why.PAST:
            return When(trouble=Remark.PAST)
        case spoken.Why.TOO_FAR:
            return When(trouble=Remark.TOO_FAR)
        case spoken.Why.MANY_DAYS:
            return When(trouble=Remark.MANY_DAYS)
        case spoken.Why.NEEDS_TIME | spoken.Why.DAY_OR_NIGHT | spoken.Why.DIFFERENT_TIMES | spoken.Why.TIME_OR_SPAN:
            known = moment.facts.get("day")
            if isinstance(known, str):
                return When(day=Date.fromisoformat(known), unclear_time=text)
    return When(trouble=Remark.MANY_DAYS if "repeats" in moment.facts else Remark.DATE_UNCLEAR)


def _times(text: str) -> tuple[Time | None, Time | None, str]:
    """Start, end, and the text itself when it is no time."""
    said = " ".join(text.split())
    if stored := _NO_DAY.fullmatch(said):
        said = stored[1]
    if clock := _CLOCK.fullmatch(said):
        return Time(int(clock[1]), int(clock[2])), None, ""
    if _FRACTION.fullmatch(said):
        return _of_fraction(said), None, ""
    if (tens := _TENS.fullmatch(said)) and int(tens[1]) < 24:  # noqa: PLR2004 - hours
        return Time(int(tens[1]), 10 * int(tens[2])), None, ""
    found = spoken.parse_times(said)
    return (found[0], found[1], "") if isinstance(found, tuple) else (None, None, text)


def _end(
    cell: str, when: When, reader: _Reader, ends_at: Time | None
) -> tuple[Date | None, Time | None, tuple[Note, ...]]:
    """The last day and the time of the end; its own column says more than the cell of the day."""
    if not cell:
        return when.last, ends_at, ()
    alone, _, _ = _times(cell)
    if alone is not None:
        return when.last, alone, ()
    found = _day(cell, reader)
    if found.day is None or when.day is None or found.day < when.day:
        return when.last, ends_at, (Note(what=Remark.END_UNCLEAR, said=cell),)
    last = found.day if found.day > when.day else when.last
    return last, found.at or ends_at, ()
