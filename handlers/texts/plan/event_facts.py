"""The parts of an event in words: when, where, by whom, and what became of it.

Times are those of the reader where their zone is known; the host's zone is named wherever the two clocks differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.event import Kind, State
from domain.plan.place import map_of, words_of
from domain.time.recurrence import Frequency, NotARule, parse_rule
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
HIDDEN_MARK: Final = "скрыто"
"""Of what only its hosts see."""
REPEATS: Final[Mapping[Frequency, str]] = {
    Frequency.WEEKLY: "каждую неделю",
    Frequency.MONTHLY: "каждый месяц",
    Frequency.YEARLY: "каждый год",
}
WITH_REGISTRATION = "Нужна предварительная запись."
COME = "Пойду / напомнить"
SHARE = "Поделиться"
OPEN = "Подробнее"
JOIN_ONLINE = "Подключиться по ссылке"
DURING_MONTH = "в течение месяца"

# The parts of an event.


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


def repeats_words(rule: str) -> str:
    """«каждую неделю»; a rule that this product does not offer is only said to be one."""
    try:
        return REPEATS[parse_rule(rule).frequency]
    except NotARule:
        return "повторяется"


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
    return f"{words} — {day(finish.date(), today=today)}, {clock(finish)}"


def zone_words(zone: str) -> str:
    return f"часовой пояс: {zone_city(zone)}"


def when_words(event: Event, *, zone: str | None = None, today: date | None = None) -> str:
    """By the reader's clock, with the host's beside it where they differ; without a ``zone``, by the host's."""
    if event.starts_at is None:
        return month_words(event.day)
    own = span_words(event.starts_at, event.ends_at, event.zone, today)
    if zone is None:
        if same_clock(event.zone, MOSCOW, event.starts_at):
            return f"{own} ({zone_words(event.zone)})"
        there = event.starts_at.astimezone(ZoneInfo(event.zone)).date()
        return f"{own} ({zone_words(event.zone)}; по Москве {_elsewhere(event.starts_at, MOSCOW, there)})"
    if same_clock(event.zone, zone, event.starts_at):
        return own
    here = span_words(event.starts_at, event.ends_at, zone, today)
    day_here = event.starts_at.astimezone(ZoneInfo(zone)).date()
    return (
        f"{here} по вашему времени ({zone_words(event.zone)}, там {_elsewhere(event.starts_at, event.zone, day_here)})"
    )


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
    """«5 декабря, 15:00»; by the host's clock it names the zone unless that is Moscow's."""
    if event.starts_at is None:
        return f"{month(event.day)}, {DURING_MONTH}"
    local = event.starts_at.astimezone(ZoneInfo(zone or event.zone))
    words = f"{short_day(local.date(), today=today)}, {clock(local)}"
    if zone is None and not same_clock(event.zone, MOSCOW, event.starts_at):
        return f"{words} ({zone_city(event.zone)})"
    return words


def month_tag(when: date) -> str:
    """«декабрь2026»."""
    return month(when).replace(" ", "")


def poster_alt(event: Event) -> str:
    return f"На афише: {event.poster_alt}" if event.poster_alt else f"Афиша события {quoted(event.title)}"
