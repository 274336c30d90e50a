"""What is kept of a person and how it is erased."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from handlers.texts.language import counted, quoted, zone_city
from talk.rich import Rich, bold, lines, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from storage.people.people import Person

WING = "Личные данные"
ABOUT = "Что обо мне хранится"
IN_MENU = "Мои данные"
ALWAYS = ("мои данные",)
FORGET_ALWAYS = ("удалить мои данные", "удали мои данные")

ERASE = "Удалить мои данные"
YES_ERASE = "Да, удалить всё"
KEEP = "Оставить как есть"
ERASED = (
    "Готово: всё, что я о вас хранил, стёрто. Напоминаний больше не будет. "
    "Если захотите вернуться, просто напишите мне: начнём с чистого листа."
)


def _forms() -> Mapping[str, tuple[str, str, str] | None]:
    """The rows of each table in words (one, few, many), in the order in which they are told; None: see the end."""
    return {
        "subscriptions": ("подписка", "подписки", "подписок"),
        "librarians": ("библиотека, где вы записаны", "библиотеки, где вы записаны", "библиотек, где вы записаны"),
        "coordinators": (
            "сотрудничество под вашим началом",
            "сотрудничества под вашим началом",
            "сотрудничеств под вашим началом",
        ),
        "reminders": ("напоминание", "напоминания", "напоминаний"),
        "pictures": ("присланная фотография", "присланные фотографии", "присланных фотографий"),
        "appeals": ("заявка библиотеки", "заявки библиотек", "заявок библиотек"),
        "declines": (
            "событие, о котором не напоминать",
            "события, о которых не напоминать",
            "событий, о которых не напоминать",
        ),
        "tokens": ("ссылка-приглашение от вас", "ссылки-приглашения от вас", "ссылок-приглашений от вас"),
        "papers": ("документ, который вы просили", "документа, которые вы просили", "документов, которые вы просили"),
        "outbox": ("отметка, что я вам написал", "отметки, что я вам написал", "отметок, что я вам написал"),
        "talks": None,
    }


def _given() -> Mapping[str, str]:
    """What people gave to be kept, by column: before their own words."""
    return {"librarians.contact": "Контакт, который вы указали для библиотеки"}


def without_words(kept: Iterable[str]) -> list[str]:
    """Those tables and columns that «Мои данные» could not tell."""
    return [name for name in kept if name not in _forms() and name not in _given()]


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
        "Что вы выбрали сводку раз в неделю." if person.weekly else None,
        f"Что вы открывали в последнее время, чтобы частое стояло в меню первым: {often}." if often else None,
        *(f"{said}: {words}." for column, said in _given().items() for words in gave.get(column, ())),
    ]
    facts += [counted(kept[name], *forms) + "." for name, forms in _forms().items() if forms and kept.get(name)]
    return paragraphs(
        bold("Что я о вас храню"),
        lines(*facts),
        "Если разговор не закончен, его ответы хранятся до конца разговора, но не дольше недели. "
        "Отметки о моих сообщениях хранятся месяц. Имени я не храню.",
    )


def sure(alone: tuple[list[str], list[str]]) -> Rich:
    libraries, alliances = alone
    return paragraphs(
        "Стереть всё, что я о вас знаю? Пропадут подписки, настройки и напоминания, и вернуть их будет нельзя.",
        "Записи хроники, план и журнал останутся: в них названы библиотеки, а не люди.",
        f"После вас некому будет вести дела библиотеки: {', '.join(libraries)}. Сначала можно позвать коллегу."
        if libraries
        else None,
        f"Без координатора останется: {', '.join(map(quoted, alliances))}. Сначала можно назначить другого."
        if alliances
        else None,
    )
