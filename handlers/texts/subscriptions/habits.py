"""«Настройки»: how and when a person is reminded (row 61)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.texts.language import capital, clock, moment, quoted, zone_city
from handlers.texts.subscriptions.subscribing import leads_words, quiet_words
from handlers.texts.turn.free_words import Meant
from talk.rich import Rich, bold, lines, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, time

WING: Final = "Подписки и напоминания"
ABOUT: Final = "Часовой пояс, тихие часы, напоминания"
IN_MENU: Final = "Настройки"
SPOKEN: Final = ("настройки",)
WORDS: Final = (
    Meant(
        label="Настройки",
        said=(
            "настройки; настроить; настройки напоминаний; часовой пояс; время напоминаний; тихие часы; не пишите "
            "ночью; за сколько напоминать; сводка; другое время; изменить время напоминаний; не будите"
        ),
    ),
)

ZONE_CALLED: Final = "выбор часового пояса"
LEADS_CALLED: Final = "выбор напоминаний"
QUIET_CALLED: Final = "выбор тихих часов"

ZONE: Final = "Часовой пояс"
QUIET: Final = "Тихие часы"
REMINDERS: Final = "За сколько напоминать"
WEEKLY: Final = "Сводка раз в неделю"
SINGLE: Final = "Напоминать по отдельности"
PLACES: Final = "Куда присылать"
SUBSCRIPTIONS: Final = "Мои подписки"
ALL_SETTINGS: Final = "Все настройки"
UNDO: Final = "Вернуть как было"

WHICH_ZONE: Final = (
    "По какому времени вы живёте? Нажмите кнопку, на которой правильный час, или напишите свой город или область."
)
WHICH_LEADS: Final = "За сколько до начала напоминать?"
WHICH_QUIET: Final = "В какие часы вас не беспокоить? Напоминание, которое выпадет на это время, придёт утром."
QUIET_FROM: Final = "С какого часа не беспокоить? Например: 22:00."
QUIET_TO: Final = "А с какого часа уже можно? Например: 8:00."
OWN_HOURS: Final = "Другие часы"
NO_QUIET: Final = "Писать в любое время"

WEEKLY_ON: Final = (
    "Хорошо, отдельных напоминаний не будет. По воскресеньям в 18:00 пришлю сводку на неделю. "
    "Если событие перенесут или отменят, скажу сразу."
)
WEEKLY_OFF: Final = "Хорошо, сводки больше не будет. О каждом событии напомню отдельно."


def hours(start: time, end: time) -> str:
    return f"С {clock(start)} до {clock(end)}"


def shown(
    zone: str,
    now: datetime,
    leads: Sequence[int],
    start: time | None,
    end: time | None,
    *,
    weekly: bool,
    chosen: bool,
    example: str,
) -> Rich:
    """``now`` is by the clock of ``zone``; ``chosen``: the person has confirmed that zone."""
    guess = "" if chosen else " Если это не так, выберите свой."
    how = "Раз в неделю: сводка в воскресенье в 18:00." if weekly else f"Напоминаю {leads_words(leads)} до начала."
    return paragraphs(
        bold("Настройки напоминаний"),
        lines(
            f"Часовой пояс: {zone_city(zone)}, сейчас {clock(now)}.{guess}",
            how,
            f"{capital(quiet_words(start, end))}.",
        ),
        example,
    )


def example(title: str | None, start: datetime, rings: Sequence[datetime], zone: str, today: date) -> str:
    """``title``: of an event of their own; without one it is made up."""
    about = f"Например, о событии {quoted(title)}" if title else "Например, о событии"
    when = moment(start, zone, today=today)
    if not rings:
        return f"{about} ({when}) отдельных напоминаний уже не будет: времени до начала осталось мало."
    return f"{about} ({when}) напомню так: {'; '.join(moment(at, zone, today=today) for at in rings)}."


def digest_example(at: datetime, zone: str, today: date) -> str:
    return f"Ближайшая сводка: {moment(at, zone, today=today)}. Если событий на неделе нет, сводки не будет."


def zone_kept(zone: str, now: datetime) -> str:
    return f"Запомнил: {zone_city(zone)}, у вас сейчас {clock(now)}."


def leads_kept(leads: Sequence[int]) -> str:
    return f"Запомнил: напомню {leads_words(leads)}."


def quiet_kept(start: time | None, end: time | None) -> str:
    return f"Запомнил: {quiet_words(start, end)}."
