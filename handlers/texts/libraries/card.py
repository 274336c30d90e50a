"""A library's card, its people and its links (row 4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from domain.libraries.membership import Ownership
from handlers.texts.language import counted, quoted, short_day
from handlers.texts.libraries.joining import OWNERSHIPS
from handlers.texts.messengers import messenger_first
from handlers.texts.turn.free_words import Meant
from handlers.texts.turn.labels import LABEL
from talk.keyboard import shorten
from talk.rich import Rich, bold, lines, link, paragraphs

IN_MENU: Final = "Моя библиотека"
WORDS: Final = (
    Meant(
        label="Моя библиотека",
        said=(
            "моя библиотека; наша библиотека моя; карточка моей библиотеки; изменить данные библиотеки; исправить "
            "название библиотеки; поменять контакт библиотеки; мои коллеги; пригласить коллегу; ссылка для "
            "читателей; пригласить читателей"
        ),
    ),
)

COMPLETE_CALLED: Final = "дополнение карточки библиотеки"
EDIT_CALLED: Final = "изменение карточки библиотеки"


NONE_MINE: Final = (
    "Вы пока не работаете здесь ни с одной библиотекой. Присоедините свою: это несколько минут. "
    "Если она уже с нами, попросите у коллег ссылку-приглашение."
)
WHICH: Final = "Какую библиотеку показать?"
NOT_FOUND: Final = "Такой библиотеки я не нашёл. Посмотрите список библиотек-партнёров."

EDIT: Final = "Изменить"
COLLEAGUES: Final = "Коллеги"
LINKS: Final = "Позвать коллег и читателей"
AS_OTHERS_SEE: Final = "Как видят другие"
LEAVE: Final = "Выйти из Соглашения"
RETURN: Final = "Вернуться в Соглашение"
JOIN: Final = "Присоединиться"
ROSTER: Final = "Библиотеки-партнёры"
SUBSCRIBE: Final = "Узнавать о событиях"
EVENTS: Final = "События"
CHRONICLE: Final = "Хроника"
NOTICE: Final = "Сообщение о присоединении"
CONFIRM_PLACE: Final = "Подтвердить населённый пункт"
TO_CARD: Final = "К карточке"
QUIT: Final = "Больше здесь не работаю"
YES_QUIT: Final = "Да, убрать меня"
STAFF: Final = "Кто ведёт дела"
YES_DISMISS: Final = "Да, убрать"
YES_GONE: Final = "Да: здесь уже не работает"
YES_STRANGER: Final = "Да: никогда не работал"
KEEP: Final = "Оставить как есть"

_CHECKED: Final = {
    "unchecked": "населённый пункт пока не сверен с реестром",
    "confirmed": "населённый пункт подтвердил координатор",
    "registry": "населённый пункт сверен с реестром",
}


def card(
    *,
    title: str,
    place: str,
    parent: str,
    ownership: str,
    alliance: str,
    joined: date | None,
    left: date | None,
    checked: str,
    overridden: bool,
    contacts: Sequence[str],
    waits: str | None = None,
    zone: str | None = None,
    own_contact: str | None = None,
) -> Rich:
    """``waits``: while it is being confirmed. ``zone`` and ``own_contact`` are shown to those who work there."""
    return paragraphs(
        bold(title),
        lines(
            place,
            _CHECKED.get(checked, _CHECKED["unchecked"]),
            "название признал координатор" if overridden else None,
            waits,
        ),
        lines(
            f"Учреждение: {parent}" if parent else None,
            f"Какая это библиотека: {_ownership(ownership)}" if ownership != Ownership.UNSAID else None,
            f"Время: {zone}" if zone else None,
            f"Контакт: {', '.join(contacts)}" if contacts else None,
            own_contact,
        ),
        _membership(alliance, joined, left),
    )


def _ownership(form: str) -> str:
    return OWNERSHIPS.get(Ownership(form), form).lower() if form in set(Ownership) else form


def _membership(alliance: str, joined: date | None, left: date | None) -> str:
    if joined is None:
        return f"Ещё не присоединилась к Соглашению {quoted(alliance)}."
    if left is not None:
        return f"Вышла из Соглашения {quoted(alliance)}: {dated(left)}. Вернуться можно в любой день."
    return f"С нами с {dated(joined)}: библиотеки-тёзки {quoted(alliance)}."


def dated(when: date) -> str:
    """«20 ноября 2026 года»."""
    return f"{short_day(when)} {when.year} года"


def own_contact(contact: str | None, *, public: bool) -> str:
    if contact is None:
        return "Ваш контакт: не указан"
    return f"Ваш контакт: {contact}, {'виден всем' if public else 'виден только партнёрам'}"


def option(title: str, settlement: str) -> str:
    return shorten(f"{title} ({settlement})", LABEL)


def colleagues(title: str, people: Sequence[tuple[bool, date]], *, total: int) -> Rich:
    """``people``: whether it is the reader, and since when they serve. Names are not kept."""
    return paragraphs(
        bold(f"Кто работает: {title}"),
        lines(
            *(
                f"{number}. {'Вы' if own else 'Коллега'}, с {dated(since)}"
                for number, (own, since) in enumerate(people, 1)
            )
        ),
        f"Всего {counted(total, 'человек', 'человека', 'человек')}. Имён я не храню. "
        "Убрать можно того, кто пришёл позже вас.",
    )


def staff(title: str, people: Sequence[date], *, total: int) -> Rich:
    """The same for a coordinator, who does not serve there."""
    return paragraphs(
        bold(f"Кто ведёт дела: {title}"),
        lines(*(f"{number}. Сотрудник, с {dated(since)}" for number, since in enumerate(people, 1)))
        if people
        else None,
        f"Всего {counted(total, 'человек', 'человека', 'человек')}. Имён я не храню. "
        "Если кто-то выдаёт себя за сотрудника, его можно убрать: я напишу об этом и ему, и остальным.",
    )


def dismiss(number: int) -> str:
    return f"Убрать коллегу, номер {number}"


def sure_to_dismiss(title: str, since: date) -> Rich:
    return paragraphs(
        f"Убрать из библиотеки того, кто пришёл {dated(since)}?",
        f"Этот человек больше не сможет действовать от имени библиотеки: {title}. Я напишу ему об этом.",
    )


DISMISSED: Final = "Готово, этот человек больше не действует от имени библиотеки. Я ему написал."
NOT_THERE: Final = "Этот человек здесь уже не работает."
NOT_YOUNGER: Final = "Убрать можно только того, кто пришёл позже вас. Если это ошибка, напишите координатору."


def told_dismissed(title: str, *, by_coordinator: bool = False) -> Rich:
    if by_coordinator:
        return paragraphs(
            f"Координатор убрал вас из библиотеки: {title}.",
            "Если это ошибка, сообщите координатору сотрудничества.",
        )
    return paragraphs(
        f"Коллеги убрали вас из библиотеки: {title}.",
        "Если это ошибка, сообщите координатору сотрудничества.",
    )


def told_of_dismissed(title: str) -> str:
    return f"Координатор убрал из библиотеки одного из тех, кто вёл её дела: {title}."


def sure_to_quit(title: str) -> str:
    return f"Вы больше не работаете здесь: {title}? Вести её дела вы не сможете, контакт я удалю."


def has_quit(title: str) -> str:
    return f"Готово, вы больше не ведёте дела библиотеки ({title}). Коллеги остаются."


def last_one(title: str) -> Rich:
    return paragraphs(
        f"Кроме вас, здесь никого нет: {title}. Если уйти, вести дела будет некому.",
        "Сначала позовите коллегу. А если уходит вся библиотека, выберите «Выйти из Соглашения».",
    )


def told_of_quit(title: str) -> str:
    return f"Один из коллег больше не работает с вашей библиотекой: {title}."


def invitation_for_colleague(title: str, url: str, days: int) -> Rich:
    return paragraphs(
        bold("Ссылка для коллеги"),
        f"По ней ваш коллега сможет вести дела библиотеки ({title}). Она одноразовая и действует "
        f"{counted(days, 'день', 'дня', 'дней')}. Не публикуйте её.",
        link(url, url),
    )


def invitation_for_readers(title: str, urls: Sequence[tuple[str, str]]) -> Rich:
    """To be forwarded as it is. ``urls``: kind of messenger and address."""
    return paragraphs(
        bold("Ссылка для читателей"),
        f"{title}: узнавайте о наших событиях заранее.",
        lines(*(link(f"{messenger_first(kind)}: {url}", url) for kind, url in urls)),
    )


INVITATION_OUTDATED: Final = "Ссылка уже не действует: её использовали или прошёл срок. Попросите коллегу о новой."


YES_COLLEAGUE: Final = "Да, я здесь работаю"


def invited_colleague(title: str) -> Rich:
    return paragraphs(
        bold("Вас зовут в коллеги"),
        f"Библиотека: {title}.",
        "Если нажмёте «да», сможете действовать от её имени: объявлять события, писать в хронику.",
        "Если вы здесь не работаете, ничего не нажимайте.",
    )


def welcome_colleague(title: str) -> Rich:
    return paragraphs(
        bold("Добро пожаловать!"),
        f"Теперь вы действуете от имени библиотеки: {title}. Если ссылка попала к вам по ошибке, нажмите кнопку ниже.",
    )


def already_colleague(title: str) -> str:
    return f"Вы и так здесь работаете: {title}. Ссылка ещё действует, передайте её коллеге."


def events(title: str, shown: Sequence[str], paged: str | None) -> Rich:
    if not shown:
        return paragraphs(
            bold(f"События: {title}"),
            "Впереди пока ничего не назначено. Подпишитесь, и я сообщу о новом.",
        )
    return paragraphs(
        bold(f"События: {title}"),
        lines(*(f"{number}. {one}" for number, one in enumerate(shown, 1))),
        paged,
    )


def numbered(number: int, title: str) -> str:
    return f"{number}. {shorten(title, LABEL - 4)}"


# Corrections of the card.

WHAT: Final = "Что изменить?"
NEW_SETTLEMENT: Final = "Как теперь называется населённый пункт? Напишите тип и название, например: село Александровка."
NEW_REGION: Final = "В каком регионе библиотека? Например: Ростовская область."
NEW_DISTRICT: Final = "В каком районе или округе? Если района нет, нажмите «Пропустить»."
NEW_TITLE: Final = "Как библиотека называется официально? Напишите полностью."
NEW_PARENT: Final = "В какое учреждение она входит? Если ни в какое, нажмите «Пропустить»."
NEW_CONTACT: Final = "Какой контакт оставить? Чтобы убрать его совсем, нажмите «Пропустить»."
CHANGED: Final = "Готово, карточка обновлена."
NOTHING_LACKS: Final = "Карточка уже полная. Поправить её можно кнопкой «Изменить»."
NOTHING_CHANGED: Final = "Всё осталось как было."
EDIT_MORE: Final = "Изменить ещё"
POST_CHANGES: Final = "Уточнены сведения о библиотеке."


def same_exists(title: str) -> str:
    return f"Такая библиотека в этом месте уже есть: {title}. Проверьте, пожалуйста, название."


def no_longer_namesake(name: str, alliance: str) -> str:
    return (
        f"Сотрудничество называется {quoted(alliance)}, а {quoted(name)} отличается, так что карточка осталась прежней."
        " Проверьте название или напишите координатору: он может признать его."
    )


def told_of_new_place(title: str, place: str) -> Rich:
    return paragraphs(
        "Библиотека уточнила населённый пункт, его можно подтвердить снова:",
        lines(title, place),
    )


def named_label(title: str, settlement: str) -> str:
    """On the button of a library that was named."""
    return shorten(title if settlement in title else f"{title}, {settlement}", LABEL)
