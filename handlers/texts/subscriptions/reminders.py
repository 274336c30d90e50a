"""What comes without being asked for: reminders, changes, the weekly digest (rows 46, 61).

Every message says what, when, where, and how not to get more of them.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.event import State
from handlers.texts.language import capital, counted, day
from handlers.texts.plan.event_changes import change_notice
from handlers.texts.plan.event_facts import (
    WITH_REGISTRATION,
    clock_words,
    host_apart,
    host_words,
    place_words,
    shown_by,
    when_words,
)
from handlers.texts.turn import shared
from talk.prompt import Button, Rows
from talk.rich import Rich, bold, lines, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.plan.events import Event

MORE: Final = "Подробнее"
DECLINE: Final = "Не пойду"
AFISHA: Final = "Что ещё будет"
HOW_TO_DECLINE: Final = "Если не получится прийти, нажмите «Не пойду»: об этом событии больше не напомню."


def changed(before: Event, after: Event, *, zone: str | None, now: datetime) -> Rich:
    """For somebody who knew of the event: what is different, and what is true now."""
    today = now.astimezone(ZoneInfo(zone or after.zone)).date()
    notice = change_notice(before, after, zone=zone, today=today)
    return notice if after.state is State.CANCELLED else paragraphs(notice, HOW_TO_DECLINE)


def changed_rows(after: Event) -> Rows:
    if after.state is State.CANCELLED:
        return ((Button(label=AFISHA, press="afisha"), shared.BACK_TO_MENU),)
    return (
        (Button(label=MORE, press=f"e:{after.id}"), Button(label=DECLINE, press=f"nogo:{after.id}")),
        (shared.BACK_TO_MENU,),
    )


# Reminders.

TOGETHER: Final = 4
"""Events of one message: with their buttons they fit a telephone's screen, and every messenger's keyboard."""
SUBSCRIPTIONS: Final = "Мои подписки"
SETTINGS: Final = "Настройки"
HOUR: Final = timedelta(hours=1)


def reminder(events: Sequence[Event], *, zone: str | None, now: datetime) -> Rich:
    """All facts of each event, by the reader's clock."""
    if len(events) == 1:
        return paragraphs(_how_soon(events[0], zone, now), _facts(events[0], zone, now), HOW_TO_DECLINE)
    return paragraphs(
        "Напоминаю: скоро несколько событий.",
        *(Rich() + f"{at}. " + _facts(event, zone, now) for at, event in enumerate(events, 1)),
        "Если на какое-то не получится прийти, нажмите «Не пойду» с его номером: о нём больше не напомню.",
    )


def reminder_rows(events: Sequence[Event]) -> Rows:
    several = len(events) > 1
    rows = [
        (
            Button(label=f"{at}. {MORE}" if several else MORE, press=f"e:{event.id}"),
            Button(label=f"{at}. {DECLINE}" if several else DECLINE, press=f"nogo:{event.id}"),
        )
        for at, event in enumerate(events, 1)
    ]
    return (*rows, (Button(label=SUBSCRIPTIONS, press="subscriptions"), shared.BACK_TO_MENU))


def _how_soon(event: Event, zone: str | None, now: datetime) -> str:
    assert event.starts_at is not None
    if event.starts_at - now <= HOUR:
        return "Напоминаю: совсем скоро начало."
    where = ZoneInfo(zone or event.zone)
    days = (event.starts_at.astimezone(where).date() - now.astimezone(where).date()).days
    return {0: "Напоминаю: уже сегодня.", 1: "Напоминаю: уже завтра."}.get(days, "Напоминаю о событии.")


def _facts(event: Event, zone: str | None, now: datetime) -> Rich:
    today = now.astimezone(ZoneInfo(zone or event.zone)).date()
    return lines(
        bold(event.title),
        f"Когда: {when_words(event, zone=zone, today=today)}",
        place_words(event),
        f"Проводит: {host_words(event.host)}",
        WITH_REGISTRATION if event.registration else None,
    )


# The weekly digest.

DIGEST_DAY: Final = 6
DIGEST_TIME: Final = time(18)
MOST_OF_DIGEST: Final = 20
DIGEST_ROWS: Rows = (
    (Button(label="Открыть афишу", press="afisha:mine", tone="main"),),
    (Button(label=SUBSCRIPTIONS, press="subscriptions"), Button(label=SETTINGS, press="settings")),
)


def digest(events: Sequence[Event], total: int, *, zone: str, now: datetime) -> Rich:
    """The week day by day; what began earlier and goes on comes first."""
    where = ZoneInfo(zone)
    today = now.astimezone(where).date()
    going_on = [event for event in events if event.starts_at is not None and event.starts_at <= now]
    parts: list[Rich] = []
    if going_on:
        parts.append(lines(bold("Уже идёт"), *(_in_digest(event, None) for event in going_on)))
    by_day: dict[date, list[Event]] = {}
    for event in events:
        if event.starts_at is not None and event.starts_at > now:
            by_day.setdefault(event.starts_at.astimezone(shown_by(event, zone)).date(), []).append(event)
    for when, of_day in sorted(by_day.items()):
        parts.append(lines(bold(capital(day(when, today=today))), *(_in_digest(event, zone) for event in of_day)))
    left = total - len(events)
    return paragraphs(
        f"Ваша неделя в библиотеках: {counted(total, 'событие', 'события', 'событий')}.",
        *parts,
        f"И ещё {counted(left, 'событие', 'события', 'событий')}: все есть в афише." if left > 0 else None,
        "Такая сводка приходит по воскресеньям. Отказаться от неё или получать напоминания по отдельности "
        "можно в настройках.",
    )


def _in_digest(event: Event, zone: str | None) -> Rich:
    """``zone``: of the reader; None where its beginning is not told."""
    at = clock_words(event, zone) if zone is not None else ""
    at += ": " if " " in at else " " if at else ""  # «11:00 по Омску: …»
    return lines(Rich() + f"– {at}" + bold(event.title) + f" ({host_apart(event.host)})", place_words(event))
