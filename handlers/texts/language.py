"""Russian as the texts need it: plurals by number, dates and times in words (CLDR data through Babel)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location

LOCALE: Final = "ru"
NBSP: Final = "\u00a0"
"""Keeps a number and its word on one line."""
_ACCUSATIVE: Final = {"среда": "среду", "пятница": "пятницу", "суббота": "субботу"}
ALWAYS_YEAR: Final = date(1, 1, 1)
"""«Today» of a text that will be read next year as well: the year is always named."""


def plural(n: int, one: str, few: str, many: str) -> str:
    """The form that goes with the number: 1 библиотека, 2 библиотеки, 5 библиотек."""
    tens, units = abs(n) % 100, abs(n) % 10
    if units == 1 and tens != 11:  # noqa: PLR2004 - the rule of the language
        return one
    if 2 <= units <= 4 and not 12 <= tens <= 14:  # noqa: PLR2004 - the rule of the language
        return few
    return many


def number(n: int) -> str:
    """Digits in groups of three from 10 000 on, as is usual in Russian."""
    return f"{n:,}".replace(",", NBSP) if abs(n) >= 10_000 else str(n)  # noqa: PLR2004 - the custom of typography


def counted(n: int, one: str, few: str, many: str) -> str:
    """The number with its word: «5 библиотек»."""
    return f"{number(n)} {plural(n, one, few, many)}"


def day(when: date, *, today: date | None = None) -> str:
    """«суббота, 5 декабря»; with ``today`` given, the year is named when it is another one."""
    pattern = "EEEE, d MMMM" if today is None or today.year == when.year else "EEEE, d MMMM y"
    return format_date(when, pattern, locale=LOCALE)


def accusative(when: str) -> str:
    """A moment in words after «на» or «в»: «субботу, 5 декабря», «декабрь 2026»."""
    weekday, comma, rest = when.partition(",")
    return _ACCUSATIVE.get(weekday, weekday) + comma + rest


def on_day(when: date, *, today: date | None = None) -> str:
    """«в субботу, 5 декабря», «во вторник, 8 декабря»."""
    words = accusative(day(when, today=today))
    return f"{'во' if words.startswith('вт') else 'в'} {words}"


def short_day(when: date, *, today: date | None = None) -> str:
    """«5 декабря», with the year when it is another one than today's."""
    pattern = "d MMMM" if today is None or today.year == when.year else "d MMMM y"
    return format_date(when, pattern, locale=LOCALE)


def weekday(when: date) -> str:
    """«суббота»."""
    return format_date(when, "EEEE", locale=LOCALE)


def days_words(first: date, last: date) -> str:
    """«5–10 декабря 2026», «28 декабря 2026 — 8 января 2027»."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{short_day(last, today=ALWAYS_YEAR)}"
    start = short_day(first, today=None if first.year == last.year else ALWAYS_YEAR)
    return f"{start} — {short_day(last, today=ALWAYS_YEAR)}"


def clock(at: time | datetime) -> str:
    """«15:00»."""
    return f"{at:%H:%M}"


def moment(at: datetime, zone: ZoneInfo | str, *, today: date | None = None) -> str:
    """«суббота, 5 декабря, 15:00» by the clock of the zone. Raises ValueError for a naive datetime."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone is no moment")
    local = at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
    return f"{day(local.date(), today=today)}, {clock(local)}"


def month(when: date) -> str:
    """«декабрь 2026»."""
    return format_date(when, "LLLL y", locale=LOCALE)


def in_month(when: date) -> str:
    """«декабря 2026»: for «5 декабря», «с декабря», «до декабря»."""
    return format_date(when, "MMMM y", locale=LOCALE)


def zone_city(zone: str) -> str:
    """The city that a time zone is called after: «Омск» for Asia/Omsk."""
    return get_timezone_location(zone, locale=LOCALE, return_city=True)


def warm_up() -> None:
    """Read the dictionaries of the language from the disk now rather than at the first word."""
    day(ALWAYS_YEAR)
    zone_city("Europe/Moscow")


def capital(text: str) -> str:
    """The same text with its first letter capital, the rest untouched."""
    return text[:1].upper() + text[1:]


def quoted(text: str) -> str:
    """The text in «ёлочки»; quotes inside become „лапки“."""
    inner = text.replace("«", "„").replace("»", "“")
    return f"«{inner}»"
