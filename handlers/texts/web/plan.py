"""The words of the plan, of one event and of the screen in the foyer (rows 20, 21, 46)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from babel.dates import format_date

from domain.event import State
from handlers.texts.language import LOCALE, capital, counted, day, in_month, month, number, quoted
from handlers.texts.web.pages import full_day, there

# The plan.

PLAN_VIEWS: Final = "Как показать план"
AS_LIST: Final = "Списком"
AS_MONTH: Final = "Месяц"
AS_YEAR: Final = "Год"
ALL_MONTH: Final = "в течение месяца"
NO_EVENTS: Final = "В плане пока пусто"
NO_EVENTS_ABOUT: Final = "Любая библиотека-партнёр может добавить событие: напишите боту «Добавить событие»."
NO_EVENTS_THEN: Final = "На это время ничего не запланировано."
UNDATED: Final = "День ещё уточняется"
WEEKDAYS: Final = (
    ("Пн", "понедельник"),
    ("Вт", "вторник"),
    ("Ср", "среда"),
    ("Чт", "четверг"),
    ("Пт", "пятница"),
    ("Сб", "суббота"),
    ("Вс", "воскресенье"),
)
TODAY: Final = "сегодня"
ZONES_NOTE: Final = "Время местное: по часам библиотеки-хозяйки. Если это не московское время, рядом назван город."
MONTH_COLUMN: Final = "Месяц"
PLANNED_COLUMN: Final = "В плане"
HELD_COLUMN: Final = "Прошло"
CANCELLED_COLUMN: Final = "Отменено"
WHOLE_YEAR: Final = "Весь год"
PLAN_FEED: Final = "Лента плана"


def plan_heading(settlement: str) -> str:
    return f"План: {quoted(settlement)}"


def month_heading(when: date) -> str:
    return f"План на {month(when)} года"


def year_heading(year: int) -> str:
    return f"План на {year} год"


@lru_cache(maxsize=4096)
def day_heading(when: date) -> str:
    return capital(day(when, today=date(1, 1, 1)))


def month_name(when: date) -> str:
    return capital(month(when))


def month_alone(when: date) -> str:
    return capital(month(when).split(" ")[0])


@lru_cache(maxsize=4096)
def month_short(when: date) -> str:
    """«дек»."""
    return format_date(when, "LLL", locale=LOCALE).rstrip(".")[:3]


def weekday_short(when: date) -> str:
    return WEEKDAYS[when.weekday()][0].lower()


def calendar_caption(when: date, settlement: str) -> str:
    return f"Календарь на {month(when)} года, библиотеки-тёзки {quoted(settlement)}"


def year_caption(year: int) -> str:
    return f"Сколько событий в каждом месяце {year} года"


def more_events(count: int) -> str:
    return f"ещё {number(count)}"


def events(count: int) -> str:
    return counted(count, "событие", "события", "событий")


def done(counts: Mapping[State, int]) -> int:
    return counts.get(State.HELD, 0) + counts.get(State.CHRONICLED, 0)


# One event.

WHEN: Final = "Когда"
WHERE: Final = "Где"
ONLINE: Final = "Онлайн"
CONNECT: Final = "Подключиться по ссылке"
HOST: Final = "Проводит"
CO_HOSTS: Final = "Соорганизаторы"
AGE: Final = "Возраст"
YOUR_TIME: Final = "Когда это у вас"
TIME_COLUMN: Final = "Время"
ZONE_COLUMN: Final = "Где живут по этим часам"
YOUR_TIME_CAPTION: Final = "Начало по часам каждой библиотеки-партнёра"
REMIND: Final = "Напомнить мне"
REMIND_ABOUT: Final = "Бот напишет заранее, а если событие перенесут или отменят, скажет сразу."
POSTER: Final = "Афиша для печати"
TO_CALENDAR: Final = "Добавить в календарь"
IN_PLAN: Final = "План на этот месяц"
TOLD: Final = "Как это было"
CHANGED: Final = "Сведения об этом событии менялись. Здесь они самые свежие."
QR_ALT: Final = "QR-код: открыть страницу события в телефоне"
SCAN: Final = "Наведите камеру телефона: там подробности и напоминание"


def reason(why: str) -> str:
    return f"Причина: {why}"


def moved(before: date | None, now: date, *, month_only: bool) -> str:
    """``before``: when it was to be, where that is known."""
    if before == now and not month_only:
        return "Время события изменилось. Здесь указано новое."
    if before is None:
        return "Событие перенесли. Здесь указано новое время."
    when = f"{month(before)} года" if month_only else full_day(before)
    return f"Событие перенесли, раньше оно было назначено на {when}. Здесь указано новое время."


def remind(kind: str) -> str:
    return f"Напомнить {there(kind)}"


# The screen in the foyer.

TV_TODAY: Final = "Сегодня"
TV_WEEK: Final = "На этой неделе"
TV_NOTHING_TODAY: Final = "Сегодня событий нет: приходите просто так, за книгой."
TV_NOTHING: Final = "На этой неделе событий нет. Спросите библиотекаря, что готовится."
TV_SOON: Final = "Скоро"
TV_SCAN: Final = "Весь план в телефоне"
TV_SCAN_ALT: Final = "QR-код: открыть весь план в телефоне"


def tv_heading(settlement: str) -> str:
    return f"Афиша: {quoted(settlement)}"


def tv_day(when: date) -> str:
    """No clock beside it: the screen asks for news every few minutes only."""
    return capital(day(when))


def tv_more(count: int) -> str:
    return f"и ещё {events(count)}"


def since(when: date) -> str:
    return in_month(when)
