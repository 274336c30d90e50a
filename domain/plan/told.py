"""An event that is told in one message: «5 декабря в 15:00 Вечер памяти, в библиотеке, вход свободный» (rows 22, 39).

The date is the longest run of words that ``domain.time.spoken`` understands; what is left falls into parts at commas
and line ends. The first part that is nothing else is the title, the others are the description. Nothing here guesses a
date or a title: where either is missing the answer is None, and the event is asked for question by question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from domain.cleaning import address_of, clean
from domain.event import AGES
from domain.spelling import plain
from domain.time import spoken
from domain.vocabulary import dates, telling

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

LONGEST: Final = 1500
"""Characters of a message that is read."""
MOST_WORDS: Final = 80
"""Of its beginning, among which the date is looked for."""
LONGEST_DATE: Final = 9
"""Words."""
LEAST_TITLE: Final = 3
"""Letters."""

_NUMBER_WORDS: Final = (*dates.CARDINALS, *dates.ORDINALS, *dates.PLACES, *dates.LAST_PLACE, *dates.TENS)
_DATE_WORDS: Final = frozenset(
    word
    for forms in (
        *dates.MONTHS,
        *dates.WEEKDAYS,
        *dates.UNITS.values(),
        *dates.PARTS.values(),
        *(dates.DAYS_AWAY, dates.NOON, dates.HOUR_WORDS, dates.MINUTE_WORDS, dates.YEAR_SIGNS, dates.NUMBER_OF_MONTH),
        *(dates.WEEK, dates.MONTH, _NUMBER_WORDS, dates.EVERY, dates.BY_WEEKDAYS, dates.ADVERBS),
    )
    for word in forms
    if word not in telling.TITLES
)
_MONTHS: Final = frozenset(word for forms in dates.MONTHS for word in forms)
_BEFORE: Final = frozenset(
    (*dates.AT, *dates.THIS, *dates.NEXT, *dates.NEAREST, dates.IN, dates.BY, dates.WITHOUT, *telling.OPENS)
)
_SEAM: Final = re.compile(r"[|,;\n]|\s[-\u2013\u2014]\s|(?<=[^\W\d_]{4})[.!]\s+|(?<=[»\"])[.!]\s+|[.!]\s*$")
_QUOTED: Final = re.compile(r"«[^»]*»|\"[^\"]*\"|\u201c[^\u201d]*\u201d")
_LINK: Final = re.compile(r"https?://\S+")
_HOUSE: Final = re.compile(telling.HOUSE)
_PLACE_LEAD: Final = re.compile(telling.PLACE_LEAD, re.IGNORECASE)
_AGE: Final = re.compile(telling.AGE)
_REGISTRATION: Final = re.compile(f"{telling.REGISTRATION}|{telling.REGISTRATION_TOO}")
_VENUE: Final = re.compile(
    rf"\s+({telling.IN_A_PLACE}\s+(?:[\w-]+\s+){{0,2}}?(?:{'|'.join(telling.VENUES_LAST)})\w*)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one message says of an event."""

    title: str
    when: spoken.Moment
    """A day, with the time if it was said, or a month."""
    place: str | None = None
    link: str | None = None
    audience: str | None = None
    age: int | None = None
    registration: bool = False
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    start: int
    end: int
    plain: str


def read(text: str, now: datetime) -> Told | None:
    """The event in that message; ``now`` is aware, in the zone of its library."""
    text = clean(text).strip()
    if len(text) > LONGEST or text.endswith("?"):
        return None
    text = _without_lead(text)
    if _begins(plain(text), telling.ASKED):
        return None
    found = _moment(text, now)
    if found is None:
        return None
    when, rest = found
    if when.day is None and when.month is None:
        return None
    return _told(when, rest)


def _without_lead(text: str) -> str:
    """«Добавить событие: …»."""
    small = plain(text)
    for lead in telling.ADDING:
        if len(small) == len(text) and re.match(rf"{re.escape(lead)}(?!\w)\s*[:,.-]?", small):
            return re.sub(r"^\s*[:,.-]?\s*", "", text[len(lead) :])
    return text


def _begins(small: str, words: tuple[str, ...]) -> bool:
    return any(re.match(rf"{re.escape(word)}(?!\w)", small) for word in words)


def _moment(text: str, now: datetime) -> tuple[spoken.Moment, str] | None:
    """The date and what is left of the text, with a seam where it stood."""
    best: tuple[tuple[bool, bool, int], spoken.Moment, str] | None = None
    for first, last in _runs(text):
        said = spoken.parse_moment(text[first:last], now)
        if isinstance(said, spoken.Unclear):
            continue
        worth = (said.day is not None, said.time is not None, last - first)
        if best is None or worth > best[0]:
            best = worth, said, _cut(text, first, last)
    if best is None or (best[1].day is None and best[1].month is None):
        return None
    when, rest = best[1], best[2]
    if when.day is not None and when.time is None:
        at = _time(rest, now)
        if at is not None:
            return replace(when, time=at[0].time, until=when.until or at[0].until), at[1]
    return when, rest


def _time(rest: str, now: datetime) -> tuple[spoken.Moment, str] | None:
    """A time that stands apart from the day: «5 декабря Вечер памяти, начало в 15:00»."""
    for first, last in _runs(rest):
        said = spoken.parse_moment(rest[first:last], now)
        if isinstance(said, spoken.Moment) and said.time is not None and said.day is None:
            return said, _cut(rest, first, last)
    return None


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Where a date may begin and end, the longest first."""
    words = [
        _Word(start=one.start(), end=one.end(), plain=plain(one.group()).strip(".,;:!()«»\"'-"))
        for one in list(re.finditer(r"\S+", text))[:MOST_WORDS]
    ]
    says = [any(letter.isdigit() for letter in one.plain) or one.plain in _DATE_WORDS for one in words]
    opens = [
        here or (one.plain in _BEFORE and one.plain not in telling.BESIDE_A_DATE)
        for here, one in zip(says, words, strict=True)
    ]
    for at, one in enumerate(words[1:], 1):  # «Концерт к 8 марта»: no date begins with its month
        opens[at] &= not (one.plain in _MONTHS and words[at - 1].plain.isdecimal())
        says[at] &= one.plain != dates.UNITS["day"][0] or words[at - 1].plain.isdecimal()  # «27 мая День библиотек»
    for length in range(min(LONGEST_DATE, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            last = first + length - 1
            before = words[first - 1].plain if first else ""
            if opens[first] and says[last] and any(says[first : last + 1]) and before not in telling.BESIDE_A_DATE:
                yield words[first].start, words[last].end


def _cut(text: str, first: int, last: int) -> str:
    """The text without the date; a comma after it goes with it."""
    return f"{text[:first].rstrip()} | {text[last:].lstrip(' ,.:;')}"


def _told(when: spoken.Moment, rest: str) -> Told | None:
    parts = list(_parts(rest))
    facts: dict[str, object] = {}
    others: list[str] = []
    for part in parts:
        if not _is_fact(part, facts, others, alone=len(parts) == 1):
            others.append(part)
    title = _strip(others[0]) if others else ""
    if (
        "place" not in facts
        and (venue := _VENUE.search(title)) is not None
        and len(title[: venue.start()]) >= LEAST_TITLE
    ):
        facts["place"], title = venue[1], title[: venue.start()]
    if sum(letter.isalpha() for letter in title) < LEAST_TITLE:
        return None
    described = ". ".join(_capital(one) for one in others[1:])
    return Told(
        title=_capital(title),
        when=when,
        description=described or None,
        **facts,  # type: ignore[arg-type]  # names and types are those of ``_is_fact``
    )


def _parts(rest: str) -> Iterator[str]:
    """At commas and line ends, but for those within quotes."""
    quoted = [(one.start(), one.end()) for one in _QUOTED.finditer(rest)]
    at = 0
    for seam in [*_SEAM.finditer(rest), None]:
        if seam is not None and any(first < seam.start() < last for first, last in quoted):
            continue
        part = rest[at : seam.start() if seam else len(rest)].strip(" .,;:|")
        at = seam.end() if seam else at
        if (part := _without_noise(part)) and any(letter.isalnum() for letter in part):
            yield part


def _without_noise(part: str) -> str:
    """Without «начало», «состоится» at its edges."""
    for word in telling.BEGINS:
        edge = rf"(?:^{word}(?!\w)[\s:]*|(?<!\w){word}$)"
        if len(plain(part)) == len(part):
            for one in reversed(list(re.finditer(edge, plain(part)))):
                part = (part[: one.start()] + part[one.end() :]).strip(" :")
    return part


def _is_fact(part: str, facts: dict[str, object], others: list[str], *, alone: bool) -> bool:
    """Whether the part is something else than a title and a description; it is kept then."""
    small = plain(part)
    link = _LINK.fullmatch(part)
    if link is not None and "link" not in facts and (address := address_of(part)) is not None:
        facts["link"] = address
    elif (age := _AGE.fullmatch(small)) is not None and int(age[1]) in AGES:
        facts["age"] = int(age[1])
    elif _REGISTRATION.fullmatch(small):
        facts["registration"] = True
    elif "audience" not in facts and _begins(small, telling.AUDIENCES) and (others or not alone):
        facts["audience"] = part
    elif "place" not in facts and _is_place(part, small, titled=bool(others)) and not alone:
        facts["place"] = _PLACE_LEAD.sub("", part)
    elif "place" in facts and _HOUSE.fullmatch(small):
        facts["place"] = f"{facts['place']}, {part}"
    else:
        return False
    return True


def _is_place(part: str, small: str, *, titled: bool) -> bool:
    """«в библиотеке», «ул. Ленина, 5»; «На крыльях книги» is a title."""
    if titled and re.match(rf"(?:{'|'.join(telling.VENUES_ALONE)})(?!\w)", small):
        return True
    if not _begins(small, telling.PLACES):
        return False
    following = small.split()[1:2]
    return titled or part[0].islower() or bool(following and following[0].startswith(telling.VENUES))


def _strip(title: str) -> str:
    """Without quotes around the whole of it."""
    bare = title.strip(" .:")
    whole = _QUOTED.fullmatch(bare)
    return bare[1:-1].strip() if whole is not None else bare


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
