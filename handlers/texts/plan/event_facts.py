"""The parts of an event in words: when, where, by whom, and what became of it.

Times are those of the reader where their zone is known; the host's zone is named wherever the two clocks differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.event import USUAL_LENGTH, Kind, State
from domain.plan.place import map_of, words_of
from domain.time.spoken.moments import ALL_DAY
from handlers.texts.clocks import by_clock
from handlers.texts.language import clock, day, month, quoted, short_day, zone_city
from handlers.texts.places import apart, place
from storage.plan.events import Event, Host
from talk.rich import Rich, bold, lines, link

MOSCOW: Final = "Europe/Moscow"

KINDS: Final[Mapping[Kind, str]] = {
    Kind.FESTIVAL: "Праздник, фестиваль",
    Kind.MEETING: "Встреча",
    Kind.EXHIBITION: "Выставка",
    Kind.CLUB: "Клуб, кружок",
    Kind.CONTEST: "Конкурс",
    Kind.LECTURE: "Лекция, беседа",
    Kind.ONLINE: "Онлайн-событие",
    Kind.PROFESSIONAL: "Для библиотекарей",
    Kind.OTHER: "Другое",
}
STATES: Final[Mapping[State, str]] = {
    State.DRAFT: "Черновик: его видят только организаторы.",
    State.ANNOUNCED: "",
    State.HELD: "Событие прошло.",
    State.CANCELLED: "Событие отменено.",
    State.CHRONICLED: "Событие прошло, о нём есть запись в хронике.",
}
MARKS: Final[Mapping[State, str]] = {
    State.DRAFT: "черновик",
    State.ANNOUNCED: "",
    State.HELD: "прошло",
    State.CANCELLED: "отменено",
    State.CHRONICLED: "прошло, есть хроника",
}
ON_NOW: Final = "Идёт прямо сейчас."
ON_NOW_MARK: Final = "идёт сейчас"
HIDDEN_MARK: Final = "скрыто"
"""Of what only its hosts see."""
WITH_REGISTRATION = "Нужна предварительная запись."
COME = "Пойду / напомнить"
SHARE = "Поделиться"
OPEN = "Подробнее"
JOIN_ONLINE = "Подключиться по ссылке"
DURING_MONTH = "в течение месяца"

# The parts of an event.


def is_on(event: Event, now: datetime) -> bool:
    """Whether it has begun and is not over."""
    if event.starts_at is None or event.state is not State.ANNOUNCED:
        return False
    return event.starts_at <= now < (event.ends_at or event.starts_at + USUAL_LENGTH)


def settlement_of(host: Host) -> str:
    """«село Ивановка, Чернянский район, Белгородская область»."""
    return place(host.settlement_type, host.settlement, host.district, host.region)


def host_words(host: Host) -> str:
    return f"{host.title} ({settlement_of(host)})"


def host_apart(host: Host) -> str:
    """«Чернянский район, Белгородская обл.»: enough for a list, where all settlements have one name."""
    return apart(host.district, host.region, host.settlement)


def age_words(age: int) -> str:
    return f"{age}+"


def month_words(when: date) -> str:
    """«декабрь 2026, в течение месяца»."""
    return f"{month(when)}, {DURING_MONTH}"


def same_clock(one: str, other: str, at: datetime) -> bool:
    """Whether both zones show the same time at that moment."""
    return at.astimezone(ZoneInfo(one)).utcoffset() == at.astimezone(ZoneInfo(other)).utcoffset()


def span_words(start: datetime, end: datetime | None, zone: str, today: date | None = None) -> str:
    """«суббота, 5 декабря, 15:00–17:00», or with the day of the end where it is another one."""
    local = start.astimezone(ZoneInfo(zone))
    words = f"{day(local.date(), today=today)}, {clock(local)}"
    if end is None or end <= start:
        return words
    finish = end.astimezone(ZoneInfo(zone))
    if finish.date() == local.date() or finish - local < timedelta(hours=12):
        return f"{words}–{clock(finish)}"
    last = day(finish.date(), today=today)
    return f"{words} — {last}" if finish.time() == ALL_DAY else f"{words} — {last}, {clock(finish)}"


def zone_words(zone: str) -> str:
    return f"часовой пояс: {zone_city(zone)}"


def by_own_clock(event: Event) -> bool:
    """Whether it is told by the clock of its place: one goes there. What is only on the net is told by the reader's."""
    return bool(event.place) or not event.link


def when_words(event: Event, *, zone: str | None = None, today: date | None = None) -> str:
    """By the clock of its place, or of the reader where it is online; the other one beside it where they differ.

    Without a ``zone`` by the host's.
    """
    if event.starts_at is None:
        return month_words(event.day)
    own = span_words(event.starts_at, event.ends_at, event.zone, today)
    if zone is None:
        if same_clock(event.zone, MOSCOW, event.starts_at):
            return f"{own} ({zone_words(event.zone)})"
        there = event.starts_at.astimezone(ZoneInfo(event.zone)).date()
        return f"{own} {by_clock(event.zone)} (по Москве {_elsewhere(event.starts_at, MOSCOW, there)})"
    if same_clock(event.zone, zone, event.starts_at):
        return own
    if by_own_clock(event):
        day_there = event.starts_at.astimezone(ZoneInfo(event.zone)).date()
        return f"{own} {by_clock(event.zone)} (у вас будет {_elsewhere(event.starts_at, zone, day_there)})"
    here = span_words(event.starts_at, event.ends_at, zone, today)
    day_here = event.starts_at.astimezone(ZoneInfo(zone)).date()
    own_clock = _elsewhere(event.starts_at, event.zone, day_here)
    return f"{here} по вашему времени ({own_clock} {by_clock(event.zone)})"


def _elsewhere(at: datetime, zone: str, but: date) -> str:
    """The time there, with its day where that is another one."""
    local = at.astimezone(ZoneInfo(zone))
    return clock(local) if local.date() == but else f"{clock(local)}, {short_day(local.date())}"


def place_words(event: Event) -> Rich | None:
    """Where one comes, and where one connects."""
    parts = [
        Rich() + "Где: " + link(words_of(event.place), map_of(event.place)) if event.place else None,
        link(JOIN_ONLINE, event.link) if event.link else None,
    ]
    return lines(*parts) or None


def state_words(event: Event) -> Rich | None:
    """What became of it; nothing for what is simply coming."""
    words = STATES[event.state]
    if event.state is State.CANCELLED and event.cancel_reason:
        return bold(words) + f" Причина: {event.cancel_reason}"
    return bold(words) if words else None


def short_when(event: Event, *, zone: str | None = None, today: date | None = None) -> str:
    """«5 декабря, 11:00 по Екатеринбургу»: whose clock it is by is named where the reader's is another one.

    Of a reader whose ``zone`` is not known, Moscow's is taken for granted.
    """
    if event.starts_at is None:
        return f"{month(event.day)}, {DURING_MONTH}"
    local = event.starts_at.astimezone(shown_by(event, zone))
    return f"{short_day(local.date(), today=today)}, {clock_words(event, zone)}"


def shown_by(event: Event, zone: str | None) -> ZoneInfo:
    """The clock by which a reader is told of it in a line of a list."""
    return ZoneInfo(event.zone if zone is None or by_own_clock(event) else zone)


def clock_words(event: Event, zone: str | None) -> str:
    """«11:00 по Екатеринбургу», or «11:00» where the reader's clock is the same; empty while only a month is known."""
    if event.starts_at is None:
        return ""
    words = clock(event.starts_at.astimezone(shown_by(event, zone)))
    strange = not same_clock(event.zone, zone or MOSCOW, event.starts_at) and (zone is None or by_own_clock(event))
    return f"{words} {by_clock(event.zone)}" if strange else words


def month_tag(when: date) -> str:
    """«декабрь2026»."""
    return month(when).replace(" ", "")


def poster_alt(event: Event) -> str:
    return f"На афише: {event.poster_alt}" if event.poster_alt else f"Афиша события {quoted(event.title)}"
