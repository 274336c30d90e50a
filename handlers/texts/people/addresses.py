"""«Мои адреса»: where a person is written to; joining another address, and parting again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from handlers.texts.language import quoted, short_day
from handlers.texts.messengers import messenger, messenger_first
from handlers.texts.turn.free_words import Meant
from talk.rich import Rich, bold, lines, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

ABOUT: Final = "Где я вам пишу"
IN_MENU: Final = "Мои адреса"
WORDS: Final = (
    Meant(
        label="Где я вам пишу",
        said=(
            "второй мессенджер; другой мессенджер; писать вконтакте; писать в телеграм; подключить вконтакте; "
            "подключить телеграм; новый телефон; сменила телефон; другой аккаунт; объединить аккаунты; куда "
            "писать"
        ),
    ),
)

SPOKEN: Final = (
    "мои адреса",
    "добавить адрес",
    "у меня и вк",
    "у меня и вконтакте",
    "у меня есть вк",
    "у меня и телеграм",
    "у меня есть телеграм",
)
JOIN_CALLED: Final = "добавление адреса"

ADD: Final = "Добавить адрес"
ENTER_CODE: Final = "Ввести код"
MY_ADDRESSES: Final = "Мои адреса"
YES_ME: Final = "Да, это тоже я"
NO: Final = "Нет"
YES_MINE: Final = "Да, это я"
NOT_ME: Final = "Это не я"
YES_SPLIT: Final = "Да, отделить"
KEEP: Final = "Оставить вместе"

WHAT_NAME: Final = (
    "Как вас подписать? Подпись увидит тот, кто введёт код: так вы узнаете себя. Например: «Мария». "
    "Через 15 минут я её забуду."
)
NAME_LABEL: Final = "Подпись"
WRITE_CODE: Final = "Напишите мне код с другого вашего адреса: восемь цифр."
NO_SUCH_CODE: Final = (
    "Такого кода нет, или его время вышло: код годится 15 минут и один раз. "
    "Возьмите новый: «Мои адреса», затем «Добавить адрес»."
)
TOO_MANY_GUESSES: Final = "Несколько кодов подряд не подошли. Попробуйте, пожалуйста, через час."
OWN_ALREADY: Final = (
    "Это уже ваш адрес. Код нужен там, где я вас ещё не знаю: откройте меня в другом мессенджере и введите его."
)
ASKED_THERE: Final = "Спасибо! Теперь подтвердите там, где брали код: я вас там спросил."
REFUSED_HERE: Final = "Хорошо, ничего не меняю. Похоже, ваш код увидел кто-то другой: никому его не показывайте."
REFUSED_THERE: Final = "Там ответили, что это не вы. Ничего не изменилось."
NOT_JOINED: Final = "Хорошо, ничего не меняю."
ANSWERED: Final = "На этот вопрос уже ответили, или его время вышло. Если нужно, возьмите новый код."
JOINED: Final = paragraphs(
    "Готово! Теперь у ваших адресов всё общее: подписки, библиотеки, настройки. Каждая новость придёт один раз.",
    "Если это не вы, нажмите «Это не я»: неделю можно вернуть всё, как было.",
)
UNDONE: Final = "Вернул, как было: адреса снова порознь, и у каждого всё своё."
TOO_LATE: Final = "Вернуть, как было, уже нельзя: прошло больше недели. Адрес можно отделить: откройте «Мои адреса»."
SPLIT_HERE: Final = "Готово: этот чат теперь сам по себе. Здесь всё начинается с чистого листа."
SPLIT_THERE: Final = "Готово, отделил. Подписки, библиотеки и настройки остались у вас."
SPLIT_OTHER: Final = "Этот чат отделили от других ваших адресов: здесь всё начинается с чистого листа."
ONLY_ONE: Final = "Адрес у вас один, отделять нечего."
JOINED_LATELY: Final = (
    "К вашим адресам недавно добавился ещё один. Пока его можно вернуть, отделить можно только его: нажмите «Это не я»."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressLine:
    """One address, as its person sees it."""

    kind: str
    since: date
    here: bool
    live: bool


def split(kind: str, since: date) -> str:
    return f"Отделить: {messenger(kind)}, {short_day(since)}"


def open_there(kind: str) -> str:
    return f"Открыть {messenger(kind)}"


def shown(own: Sequence[AddressLine], today: date) -> Rich:
    return paragraphs(
        bold("Где я вам пишу"),
        lines(*(_line(one, today) for one in own)),
        "Подписки, библиотеки и настройки у них общие. Отвечаю там, где вы спросили, "
        "остальное присылаю туда, откуда вы писали в последний раз."
        if len(own) > 1
        else "Если вы пишете мне и из другого мессенджера, добавьте его: всё станет общим, "
        "и каждая новость придёт один раз.",
    )


def _line(one: AddressLine, today: date) -> str:
    said = f"{messenger_first(one.kind)}, с {short_day(one.since, today=today)}"
    if one.here:
        return f"{said}: вы пишете отсюда."
    return f"{said}." if one.live else f"{said}: писать туда сейчас нельзя."


def code(digits: str, minutes: int) -> Rich:
    shown_digits = f"{digits[:4]} {digits[4:]}"
    return paragraphs(
        f"Откройте меня в другом мессенджере по кнопке или напишите мне там код: {shown_digits}",
        f"Код годится {minutes} минут и один раз. Никому его не показывайте: кто его введёт, попросится в ваши адреса.",
    )


def offered(name: str, kind: str, since: date, today: date) -> Rich:
    """``name``: as the other signed; empty where they did not."""
    who = f"Вас зовёт {quoted(name)}" if name else "Вас зовут"
    return paragraphs(
        f"{who} ({messenger(kind)}, пишет мне с {short_day(since, today=today)}). Это вы сами?",
        "Если да, этот чат станет ещё одним вашим адресом: подписки, библиотеки и настройки будут общими. "
        "Если вы этого не просили, нажмите «Нет».",
    )


def asked(kind: str, since: date, today: date) -> Rich:
    return paragraphs(
        f"Кто-то ввёл ваш код ({messenger(kind)}, пишет мне с {short_day(since, today=today)}). Это вы?",
        "Если да, подписки, библиотеки и настройки станут общими.",
    )


def sure_to_split(kind: str, *, here: bool) -> str:
    if here:
        return (
            "Отделить этот чат? Подписки, библиотеки и настройки останутся у других ваших адресов, "
            "а здесь всё начнётся с чистого листа."
        )
    return (
        f"Отделить адрес {quoted(messenger(kind))}? Подписки, библиотеки и настройки останутся здесь, "
        "а там всё начнётся с чистого листа."
    )
