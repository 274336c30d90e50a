"""A public thing is hidden from everybody, and comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from domain.moderation import Office, What
from handlers.texts.language import counted, quoted, short_day
from talk.rich import Rich, bold, lines, link, paragraphs

HIDE: Final = "Скрыть от всех"
CALLED: Final = "скрыть от всех"
RESTORE_CALLED: Final = "показать снова"
OBJECT_CALLED: Final = "возражение"
ALL_HIDDEN: Final = "Что скрыто"
TO_DESK: Final = "Дела координатора"
OBJECT: Final = "Не согласны"
OWN_DATA: Final = "Мои данные"
RESTORE: Final = "Показать снова"
GONE: Final = "Этого здесь уже нет."
ALREADY: Final = "Это уже скрыто."
NOT_HIDDEN: Final = "Это уже снова видно всем."
BY_OPERATOR: Final = "Это скрыл тот, кто отвечает за бота. Показать снова может только он."
BY_MEMBERS: Final = "Так решили участники. Изменить это может только тот, кто отвечает за бота."
NOTHING_HIDDEN: Final = "Сейчас ничего не скрыто."
POST_GONE: Final = "Эта запись скрыта."
PICTURE_GONE: Final = "Фотография убрана."
STOPPED_FOR_GOOD: Final = "Это письмо остановлено насовсем. Если оно всё-таки нужно, напишите новое."
RESTORED_ANY_TIME: Final = "Показать снова можно в любую минуту. Библиотекари узнают причину и смогут возразить."
STAYS: Final = "Хорошо, всё осталось как было."
STAYS_HIDDEN: Final = "Хорошо, пока не показываем."

OTHER: Final = "other"
REASONS: Final[Mapping[str, str]] = {
    "false": "Это неправда",
    "not-library": "Такой библиотеки нет",
    "person": "Здесь личное о человеке или фото без согласия",
    "rude": "Здесь грубость или обида",
    "advert": "Это реклама",
    "law": "Так требует закон",
    OTHER: "Другая причина",
}
OWN_REASON: Final = (
    "Почему скрываем? Напишите несколько слов, пожалуйста, по-доброму: их прочитают библиотекари, чья это запись."
)
WHY_RESTORE: Final = "Почему показываем снова? Напишите несколько слов или нажмите «Пропустить»."
WHY_OBJECT: Final = (
    "Почему это скрыли зря? Ваши слова прочитают другие координаторы, а если их нет, тот, кто отвечает за бота."
)
OBJECTED: Final = (
    "Спасибо, я всё передал. Решит другой координатор, а если его нет, тот, кто отвечает за бота. О решении я напишу."
)
WHY_OBJECT_TO_OPERATOR: Final = "Почему сотрудничество скрыли зря? Ваши слова прочитает тот, кто отвечает за бота."
OBJECTED_TO_OPERATOR: Final = "Спасибо, я всё передал тому, кто отвечает за бота. О решении напишу вам сюда."
OBJECTED_BEFORE: Final = "Вы уже возражали. Если ответа ещё не было, он придёт сюда."

_WHAT: Final[Mapping[What, str]] = {
    What.ALLIANCE: "Сотрудничество",
    What.LIBRARY: "Библиотека",
    What.EVENT: "Событие",
    What.ENTRY: "Запись хроники",
    What.PICTURE: "Фотография к записи",
    What.LETTER: "Письмо",
}
_WHOM: Final[Mapping[What, str]] = {
    What.ALLIANCE: "сотрудничество",
    What.LIBRARY: "библиотеку",
    What.EVENT: "событие",
    What.ENTRY: "запись хроники",
    What.PICTURE: "фотографию к записи",
    What.LETTER: "письмо",
}
IS_HIDDEN: Final[Mapping[What, str]] = {
    What.ALLIANCE: "скрыто",
    What.LIBRARY: "скрыта",
    What.EVENT: "скрыто",
    What.ENTRY: "скрыта",
    What.PICTURE: "скрыта",
    What.LETTER: "скрыто",
}
IS_SHOWN: Final[Mapping[What, str]] = {
    What.ALLIANCE: "снова видно",
    What.LIBRARY: "снова видна",
    What.EVENT: "снова видно",
    What.ENTRY: "снова видна",
    What.PICTURE: "снова видна",
    What.LETTER: "снова видно",
}
_BY: Final[Mapping[Office, str]] = {
    Office.COORDINATOR: "координатора",
    Office.OPERATOR: "того, кто отвечает за бота",
    Office.MEMBERS: "участников",
}
"""Whose decision it is."""
_WITH_IT: Final[Mapping[What, str]] = {
    What.ALLIANCE: "Вместе с ним скроются все его библиотеки, события, записи в хронике и журнал.",
    What.LIBRARY: (
        "Вместе с ней скроются все её события и записи в хронике, а её библиотекари не смогут добавлять новые."
    ),
    What.EVENT: "Вместе с ним скроются записи о нём в хронике. Напоминаний о нём не будет.",
    What.ENTRY: "Вместе с ней скроются её исправления.",
    What.PICTURE: "Сама запись останется.",
    What.LETTER: "Кто ещё не получил его, уже не получит. Продолжить потом нельзя.",
}


LONGEST_TITLE: Final = 60
"""Characters of a letter by which it is known."""


def beginning(words: str) -> str:
    """A letter has no title."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"


def named(what: What, title: str) -> str:
    """«Событие «Ёлка»»."""
    return f"{_WHAT[what]} {quoted(title)}"


def _decided(office: Office) -> str:
    return f"Это решение {_BY[office]}."


def hide_picture(number: int | None) -> str:
    """``number``: its place among several."""
    return "Скрыть фотографию" if number is None else f"Скрыть фото {number}"


def why(what: What, title: str) -> Rich:
    return paragraphs(bold(named(what, title)), "Почему скрываем?")


def sure(what: What, title: str, reason: str) -> Rich:
    return paragraphs(
        f"Скрыть от всех {_WHOM[what]} {quoted(title)}?",
        f"Причина: {reason}",
        _WITH_IT[what],
        None if what is What.LETTER else RESTORED_ANY_TIME,
    )


def hidden(what: What, title: str) -> str:
    done = "больше не рассылается" if what is What.LETTER else f"{IS_HIDDEN[what]} от всех"
    return f"Готово. {named(what, title)} {done}."


def sure_to_restore(what: What, title: str, reason: str, office: Office, since: date) -> Rich:
    return paragraphs(
        f"Показать снова {_WHOM[what]} {quoted(title)}?",
        f"Скрыто {short_day(since)} по решению {_BY[office]}. Причина: {reason}",
    )


def restored(what: What, title: str) -> str:
    return f"Готово. {named(what, title)} {IS_SHOWN[what]} всем."


def listed(settlement: str, shown: Sequence[tuple[What, str, str, date]], *, total: int, paged: str | None) -> Rich:
    """``shown``: what, its title, the reason and since when of each."""
    return paragraphs(
        bold(f"Скрыто в сотрудничестве {quoted(settlement)}: {counted(total, 'запись', 'записи', 'записей')}"),
        lines(
            *(
                f"{number}. {named(what, title)}, {short_day(since)}: {reason}"
                for number, (what, title, reason, since) in enumerate(shown, 1)
            )
        ),
        paged,
    )


def numbered(number: int, title: str) -> str:
    return f"{number}. {title}"


def told_hidden(what: What, title: str, reason: str, office: Office) -> Rich:
    """To those whose it is."""
    return paragraphs(
        bold(f"{named(what, title)} {IS_HIDDEN[what]} от всех"),
        f"{_decided(office)} Причина: {reason}",
        "Ничего не стёрто, показать снова можно. Если это ошибка, возразите: решать будет кто-то другой.",
    )


def told_alliance_hidden(settlement: str, reason: str) -> Rich:
    """To everybody who serves in it."""
    return paragraphs(
        bold(f"{named(What.ALLIANCE, settlement)} скрыто от всех"),
        f"{_decided(Office.OPERATOR)} Причина: {reason}",
        "Вместе с ним скрыты его библиотеки, события и записи в хронике. Новых событий, напоминаний и писем пока не "
        "будет.",
        "Ничего не стёрто, показать снова можно. Если это ошибка, возразите: ответит тот, кто отвечает за бота.",
    )


def told_coordinators(what: What, title: str, reason: str, office: Office) -> Rich:
    """To the other coordinators."""
    return paragraphs(
        bold(f"{named(what, title)} {IS_HIDDEN[what]} от всех"),
        f"{_decided(office)} Причина: {reason}",
    )


def told_restored(what: What, title: str, reason: str | None) -> Rich:
    return paragraphs(
        bold(f"{named(what, title)} {IS_SHOWN[what]} всем"),
        f"Почему: {reason}" if reason else None,
    )


def above_hidden(reason: str, office: Office) -> Rich:
    """Over a card that only its owners see."""
    return lines(bold("Скрыто от всех."), f"{_decided(office)} Причина: {reason}")


def still_stands(title: str, addresses: Sequence[str]) -> Rich:
    """Something was hidden, and a group's messenger cannot take its post away."""
    return paragraphs(
        f"Запись скрыта, но в группе {quoted(title or 'без названия')} старая осталась: сам я её там убрать не могу. "
        "Удалите её, пожалуйста.",
        lines(*(link("Старая запись", address) for address in addresses)) if addresses else None,
    )
