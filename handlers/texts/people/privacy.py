"""What is kept of a person and how it is erased."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from handlers.texts.language import ALWAYS_YEAR, counted, quoted, short_day, zone_city
from handlers.texts.people.policy import VERSION
from handlers.texts.personal import PERSONAL
from handlers.texts.turn.free_words import Meant
from talk.rich import Rich, bold, lines, paragraphs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.people.people import Person

WING = "Личные данные"
ABOUT = "Что обо мне хранится"
IN_MENU = "Мои данные"
WORDS: Final = (
    Meant(
        label="Мои данные",
        said=(
            "мои данные; что вы обо мне знаете; что обо мне хранится; персональные данные мои; мои личные данные; "
            "какие данные; удалить мой аккаунт; удалить аккаунт; забыть меня; забудьте меня; удалите всё обо мне"
        ),
    ),
)

ALWAYS = ("мои данные",)
FORGET_ALWAYS = ("удалить мои данные", "удали мои данные")

CONSENTS = "Согласия"
ALL_BY_NAME = "Показать всё по названиям"
LOOKS = "Кто смотрел мои данные"
TAKE_AWAY = "Получить файлом"
BLOCK = "Не использовать мои данные"
UNBLOCK = "Снова использовать"
MY_DATA = "Мои данные"
CORRECT = "Исправить контакт"
ERASE = "Удалить мои данные"
YES_ERASE = "Да, удалить всё"
KEEP = "Оставить как есть"
ERASED = (
    "Готово: всё, что я о вас хранил, стёрто. Напоминаний больше не будет. "
    "Если захотите вернуться, просто напишите мне: начнём с чистого листа."
)


def what_is_kept(
    person: Person,
    kept: Mapping[str, int],
    gave: Mapping[str, Sequence[str]] = MappingProxyType({}),
    opened: Sequence[tuple[str, int]] = (),
) -> Rich:
    """``kept``: rows by table; ``gave``: their words by column; ``opened``: labels of the menu, each with how often."""
    often = ", ".join(f"{quoted(label)} {counted(times, 'раз', 'раза', 'раз')}" for label, times in opened)
    facts = [
        "Номер вашего чата: без него я не смогу вам ответить.",
        f"Часовой пояс: {zone_city(person.zone)}." if person.zone else None,
        "Тихие часы и время напоминаний." if person.quiet_from or person.leads else None,
        "Ваш выбор: сводка раз в неделю." if person.weekly else None,
        f"Что вы открывали в последнее время, чтобы частое стояло в меню первым: {often}." if often else None,
        *PERSONAL.told(kept, gave),
    ]
    return paragraphs(
        bold("Что я о вас храню"),
        lines(*facts),
        "Если разговор не закончен, его ответы хранятся до конца разговора, но не дольше недели. "
        "Записи о моих сообщениях хранятся месяц. Имени я не храню.",
        f"Правила о личных данных, версия {VERSION}.",
        "Если вы не будете писать мне год, я спрошу, остаётесь ли вы, и без ответа через месяц всё сотру.",
        f"С {short_day(person.blocked_at.date(), today=ALWAYS_YEAR)} ваши данные не используются, как вы просили."
        if person.blocked_at
        else None,
    )


def sure(alone: tuple[list[str], list[str]], *, joined_lately: bool = False) -> Rich:
    """``alone``: libraries and alliances that nobody else answers for."""
    libraries, alliances = alone
    return paragraphs(
        "Стереть всё, что я о вас знаю? Пропадут подписки, настройки и напоминания, и вернуть их будет нельзя.",
        "Записи хроники, план и журнал останутся: в них названы библиотеки, а не люди.",
        "Недавно вы добавили ещё один адрес. Пока это можно отменить, я сотру только то, что было у этого; "
        "у другого попросите так же."
        if joined_lately
        else None,
        f"После вас некому будет вести дела библиотеки: {', '.join(libraries)}. Сначала можно позвать коллегу."
        if libraries
        else None,
        f"Без координатора останется: {', '.join(map(quoted, alliances))}. Сначала можно назначить другого."
        if alliances
        else None,
    )
