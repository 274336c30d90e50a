"""«Афиша» (row 46)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.texts.language import clock, short_day
from handlers.texts.plan.event import event_line, host_apart
from handlers.texts.plan.event_facts import shown_by
from handlers.texts.turn.free_words import Meant
from handlers.texts.turn.labels import LABEL
from talk.keyboard import shorten
from talk.rich import Rich, bold, lines, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from storage.plan.events import Event

ABOUT: Final = "Афиша: что будет сегодня, на неделе, в месяце"
IN_MENU: Final = "Афиша"
SPOKEN: Final = ("афиша", "события")

WORDS: Final = (
    Meant(
        label="Афиша",
        said=(
            "афиша; что будет; какие мероприятия; ближайшее мероприятие; когда ближайшее мероприятие; ближайшее "
            "событие; ближайшие события; события; мероприятия; расписание; что нового; куда сходить; куда пойти; "
            "что интересного; что проходит; хочу записаться; записаться на мероприятие; запишите меня; моё село; "
            "что в моём селе; когда мероприятие; что у вас происходит; выставки; концерты; кружки"
        ),
    ),
    Meant(
        label="Что сегодня",
        args="today",
        said=(
            "что сегодня; что сегодня в библиотеке; сегодня в библиотеке; что сегодня будет; события сегодня; "
            "мероприятия сегодня; афиша на сегодня"
        ),
    ),
    Meant(
        label="Что на неделе",
        args="week",
        said="что на этой неделе; что на неделе; афиша на неделю; мероприятия на неделе; события недели",
    ),
    Meant(
        label="Что в этом месяце",
        args="month",
        said="что в этом месяце; афиша на месяц; события месяца; мероприятия в месяце",
    ),
    Meant(
        label="Мои события по подпискам",
        args="mine",
        said="мои подписки афиша; мои напоминания афиша",
    ),
    Meant(
        label="Что онлайн",
        args="online",
        said="что онлайн; онлайн мероприятия; дистанционно; трансляции; по интернету; посмотреть онлайн",
    ),
)

TABS: Final[dict[str, str]] = {
    "today": "Сегодня",
    "week": "Неделя",
    "month": "Месяц",
    "mine": "Мои",
    "online": "Онлайн",
}
HEADS: Final[dict[str, str]] = {
    "today": "Афиша на сегодня",
    "week": "Афиша на неделю",
    "month": "Афиша на месяц",
    "mine": "Афиша по вашим подпискам",
    "online": "Онлайн: подключиться можно откуда угодно",
}
NOTHING: Final[dict[str, str]] = {
    "today": "Сегодня событий нет.",
    "week": "На этой неделе событий нет.",
    "month": "В ближайший месяц событий нет.",
    "mine": "По вашим подпискам событий пока нет.",
    "online": "Онлайн-событий в ближайший месяц нет.",
}
OPEN: Final = "Подробнее"
SUBSCRIBE: Final = "Подписаться"
ADD: Final = "Добавить событие"
CHOOSE: Final = "Выбрать имя"
NOTHING_ON_DAY: Final = "На этот день событий нет. Можно подписаться: когда появится новое, я напомню."
PRESS_A_NUMBER: Final = "Нажмите номер, чтобы узнать подробности."


def line(number: int, event: Event, *, zone: str | None, now: datetime) -> Rich:
    """What has begun on an earlier day says how long it goes on, not when it began."""
    where = shown_by(event, zone)
    today = now.astimezone(where).date()
    if event.starts_at is not None and event.ends_at is not None and event.starts_at <= now:
        end = event.ends_at.astimezone(where)
        until = f"до {clock(end)}" if end.date() == today else f"по {short_day(end.date(), today=today)}"
        return f"{number}. Уже идёт, {until}: " + bold(event.title) + f" ({host_apart(event.host)})"
    return f"{number}. " + event_line(event, zone=zone, now=now)


def listed(when: str, events: Sequence[Rich], page: str | None, *, everybody: bool) -> Rich:
    """``everybody``: of all alliances."""
    about = "Все библиотеки-тёзки." if everybody and when not in ("mine", "online") else None
    return paragraphs(bold(HEADS[when]), about, lines(*events), lines(page, PRESS_A_NUMBER))


def day_label(day: date) -> str:
    return f"Что будет {short_day(day)}"


def named_label(title: str, day: date) -> str:
    """On the button of an event that was named."""
    return shorten(f"{day.day}.{day.month:02} {title}", LABEL)


def on_day(day: date, events: Sequence[Rich], page: str | None) -> Rich:
    """``events``: numbered lines."""
    head = bold(f"Афиша: {short_day(day)}")
    return paragraphs(head, lines(*events), lines(page, PRESS_A_NUMBER)) if events else paragraphs(head, NOTHING_ON_DAY)


def later(when: str, event: Rich) -> Rich:
    return paragraphs(bold(HEADS[when]), f"{NOTHING[when]} Зато потом:", event)


def empty(when: str, *, serves: bool) -> Rich:
    """``serves``: they can add an event themselves."""
    invite = "Подпишитесь, и я напомню, когда что-нибудь появится."
    if when == "mine":
        invite = "Подпишитесь на библиотеку или тему, и их события появятся здесь."
    if serves:
        invite = "Может быть, первое событие добавите вы? Или подпишитесь, и я напомню, когда что-нибудь появится."
    return paragraphs(bold(HEADS[when]), f"{NOTHING[when]} {invite}")
