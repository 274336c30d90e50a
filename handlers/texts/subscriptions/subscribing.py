"""What is said to those who subscribe, and in «Мои подписки» (rows 46, 61)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from domain.vocabulary.goals import WORDINGS
from handlers.texts.language import capital, clock, moment, plural, quoted, zone_city
from handlers.texts.places import apart
from handlers.texts.plan.event_facts import WITH_REGISTRATION, short_when
from handlers.texts.turn import shared
from handlers.texts.turn.free_words import Meant
from handlers.texts.turn.labels import LABEL
from talk.keyboard import shorten
from talk.prompt import Button
from talk.rich import Rich, Say, bold, lines, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.plan.events import Event
    from storage.reminders.subscriptions import Subscription

ABOUT: Final = "Мои подписки и напоминания"
SPOKEN: Final = ("подписки", "мои подписки")
WORDS: Final = (
    Meant(
        label="Мои подписки",
        said=(
            "подписки; мои подписки; мои напоминания; напоминания; как отписаться; отписаться; отписка; отменить "
            "подписку; на что я подписана; на что я подписан; убрать напоминания"
        ),
    ),
)

SUBSCRIBE_SPOKEN: Final = ("подписаться",)
SUBSCRIBE_WORDS: Final = (
    Meant(
        label="Подписаться",
        said=(
            "подписаться; хочу подписаться; напоминать; напоминайте мне; присылать напоминания; хочу "
            "напоминания; подпишите меня; хочу знать о событиях; хочу быть в курсе; сообщайте мне; присылайте "
            "новости; рассылка"
        ),
    ),
)

CALLED: Final = "настройка напоминаний"


# What can be subscribed to.

WHOLE_ALLIANCE: Final = "Все события библиотек-тёзок"
WHOLE_LIBRARY: Final = "Все события этой библиотеки"
A_LIBRARY: Final = "События одной библиотеки"
A_TAG: Final = "События по теме"
AN_AGE: Final = "События по возрасту"
WHICH_LIBRARY: Final = "На какую библиотеку подписать вас?"
WHICH_TAG: Final = "О чём вам интересно узнавать?"
WHICH_AGE: Final = "Для какого возраста искать события? Возраст указывают сами библиотеки."
NO_LIBRARIES: Final = "Библиотек здесь пока нет. Подпишитесь на все события: как только что-то появится, я напомню."
NOT_FOUND: Final = "Этого я не нашёл: возможно, оно уже удалено. Посмотрите, что ещё есть."
ANOTHER: Final = "Подписаться ещё"
SUBSCRIBE: Final = "Подписаться"
MINE: Final = "Мои подписки"
AFISHA: Final = "Афиша"
SETTINGS: Final = "Настройки"
CALENDAR: Final = "Календарь"
UNDO: Final = "Отписаться"
BACK: Final = "Назад"
BRING_BACK: Final = "Вернуть"


def menu_of(settlement: str) -> Rich:
    return paragraphs(
        bold(f"Подписка: {quoted(settlement)}"),
        "О каких событиях напоминать? Всё можно изменить в любую минуту.",
    )


def tag_label(tag: str) -> str:
    return shorten(WORDINGS[tag].label if tag in WORDINGS else tag, LABEL)


def alliance_words(settlement: str) -> str:
    return f"все события библиотек-тёзок {quoted(settlement)}"


def library_line(title: str, where: str) -> str:
    return f"{title} ({where})" if where else title


def library_words(title: str, where: str) -> str:
    """``where``: what tells it apart from its namesakes."""
    return library_line(f"все события библиотеки {quoted(title)}", where)


def tag_words(tag: str, settlement: str) -> str:
    return f"события по теме {quoted(tag_label(tag))}, библиотеки {quoted(settlement)}"


def age_words(age: str, settlement: str) -> str:
    return f"события {age}+, библиотеки {quoted(settlement)}"


def event_words(title: str, when: str = "") -> str:
    return f"событие {quoted(title)}{when}"


def numbered(question: str, names: Sequence[str], before: int) -> Rich:
    return paragraphs(question, lines(*(f"{number}. {name}" for number, name in enumerate(names, before + 1))))


def numbered_label(number: int, where: str) -> str:
    return shorten(f"{number}. {where}", LABEL)


def target_words(one: Subscription, *, zone: str | None = None, today: date | None = None) -> str:
    """What a subscription is about."""
    kind, _, rest = one.target.partition(":")
    match kind:
        case "library":
            return library_words(one.library or "", apart(one.district, one.region, one.settlement))
        case "tag":
            return tag_words(rest, one.alliance)
        case "age":
            return age_words(rest, one.alliance)
        case "event":
            when = f": {moment(one.starts_at, zone or one.zone or 'UTC', today=today)}" if one.starts_at else ""
            return event_words(one.event or "", when)
    return alliance_words(one.alliance)


def will_you_hear(about: str) -> str:
    """To a stranger who came by a link."""
    return f"Напоминать вам заранее про {about}?"


def subscribed(about: str, *, new: bool) -> str:
    return f"Готово! Буду напоминать про {about}." if new else f"Вы уже подписаны на {about}."


def unsubscribed(about: str) -> str:
    return f"Больше не напоминаю про {about}. Передумали? Нажмите «{BRING_BACK}»."


# How reminders come.

LEADS: Final[dict[int, tuple[str, str]]] = {
    7 * 24 * 60: ("За неделю", "за неделю"),
    3 * 24 * 60: ("За 3 дня", "за три дня"),
    24 * 60: ("За день", "за день"),
    3 * 60: ("За 3 часа", "за три часа"),
    60: ("За час", "за час"),
    15: ("За 15 минут", "за 15 минут"),
}


def leads_words(leads: Sequence[int]) -> str:
    """«за день и за час»."""
    words = [LEADS[lead][1] for lead in sorted(leads, reverse=True) if lead in LEADS]
    if not words:
        return "не напоминаю"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} и {words[-1]}"


def quiet_words(start: time | None, end: time | None) -> str:
    if start is None or end is None:
        return "пишу в любое время суток"
    return f"с {clock(start)} до {clock(end)} не беспокою"


ALL_WELL: Final = "Да, всё так"
ADJUST: Final = "Настроить"


def first_question(now: datetime, zone: str, leads: Sequence[int], start: time | None, end: time | None) -> Rich:
    """``now`` by the clock of the zone that was guessed."""
    return paragraphs(
        f"Сейчас у вас {clock(now)} ({zone_city(zone)})? Напоминать буду {leads_words(leads)} до начала; "
        f"{quiet_words(start, end)}.",
        f"Если всё верно, нажмите {quoted(ALL_WELL)}. Поменять можно сейчас или потом, в настройках.",
    )


FIRST_DONE: Final = "Спасибо, запомнил!"


def kept(zone: str, now: datetime, leads: Sequence[int], start: time | None, end: time | None) -> str:
    """The same without asking: a talk about something else is in progress."""
    return (
        f"Напоминать буду {leads_words(leads)} до начала, {quiet_words(start, end)} "
        f"(время: {zone_city(zone)}, сейчас {clock(now)}). Изменить это можно в настройках."
    )


# One event.

GO: Final = "Пойду"
WANT: Final = "Узнавать о событиях"
DECLINE: Final = "Не пойду"
STILL_GO: Final = "Всё-таки пойду"
REMIND_AGAIN: Final = "Снова напоминать"
OPEN: Final = "Подробнее"
NO_SUCH_EVENT: Final = "Такого события я не нашёл: возможно, его перенесли или убрали. Посмотрите афишу."
CANCELLED: Final = "Это событие отменено. Посмотрите, что ещё будет."
OVER: Final = "Это событие уже прошло. Посмотрите, что ещё будет."


def will_you_go(event: Event) -> Rich:
    """To a stranger who came by a link: when it is by the clock of its place."""
    return Rich() + bold(quoted(event.title)) + f", {short_when(event)}. Пойдёте?"


def going(event: Event, rings: Sequence[datetime], *, zone: str, today: date, weekly: bool) -> Rich:
    """``rings``: when reminders will come."""
    when = short_when(event, zone=zone, today=today)
    head = Rich() + "Отлично! Напомню о " + bold(quoted(event.title)) + f" ({when})."
    return paragraphs(
        head, WITH_REGISTRATION if event.registration else None, _when_told(event, rings, zone, today, weekly=weekly)
    )


def _when_told(event: Event, rings: Sequence[datetime], zone: str, today: date, *, weekly: bool) -> Say:
    if event.starts_at is None:
        return "Точной даты пока нет: как только она появится, я сообщу."
    if weekly:
        return "Напомню в воскресной сводке. А если событие перенесут или отменят, скажу сразу."
    if not rings:
        return (
            "До начала осталось мало времени, отдельных напоминаний уже не будет. Если что-то изменится, скажу сразу."
        )
    return lines(
        plural(len(rings), "Напоминание придёт:", "Напоминания придут:", "Напоминания придут:"),
        *(f"– {moment(at, zone, today=today)}" for at in rings),
    )


def declined(event: Event) -> Rich:
    return (
        Rich() + "Хорошо, о событии " + bold(quoted(event.title)) + " больше не напомню. Остальные подписки остались."
    )


def reminded_again(event: Event) -> Rich:
    return Rich() + "Хорошо, о событии " + bold(quoted(event.title)) + " снова буду напоминать."


# My subscriptions.

NONE_YET: Final = paragraphs(
    "Подписок пока нет.",
    "Выберите библиотеку или тему, и я буду напоминать о событиях заранее. "
    "А напоминание об одном событии включает кнопка «Пойду» в афише.",
)
HEAD: Final = bold("Мои подписки")


def listed(words: Sequence[tuple[int, str]], note: str | None, how: str) -> Rich:
    """``words``: number and what it is about."""
    return paragraphs(
        HEAD,
        lines(*(f"{number}. {capital(about)}" for number, about in words)),
        note,
        how,
        "Чтобы отписаться, нажмите «Убрать» с нужным номером.",
    )


def remove_label(number: int) -> str:
    return f"Убрать {number}"


def how_words(zone: str, leads: Sequence[int], start: time | None, end: time | None, *, weekly: bool) -> str:
    how = "По воскресеньям вечером присылаю сводку" if weekly else f"Напоминаю {leads_words(leads)} до начала"
    return f"{how}, {quiet_words(start, end)}. Ваши часы: {zone_city(zone)}."


ROWS_AFTER: Final = (
    (Button(label=MINE, press="subscriptions"), Button(label=AFISHA, press="afisha")),
    (shared.BACK_TO_MENU,),
)
