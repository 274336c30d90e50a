"""«Согласия»: in the chat and on the secret page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.purposes import Purpose
from handlers.texts.language import ALWAYS_YEAR, counted, quoted, short_day
from handlers.texts.turn.consents import TITLES, WORDINGS
from handlers.texts.turn.labels import LABEL
from talk.keyboard import shorten
from talk.rich import Rich, bold, lines, paragraphs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from talk.rich import Say

CONSENTS = "Согласия"
ABOUT = "На что вы согласились"
SPOKEN = ("согласия", "мои согласия")
POLICY = "Правила о данных"
PAGE = "Открыть на странице"
OPEN_PAGE = "Открыть страницу"
CLOSE_PAGE = "Закрыть страницу"
SHOW_TO_ALL = "Показать контакт всем"
YES_TAKE_BACK = "Да, отозвать"
KEEP = "Оставить как есть"
WHICH_PHOTOS = "С какого события убрать фотографии? Рассказ о нём останется."
ALL_PHOTOS = "Убрать со всех событий"
NOTHING_STOOD = "Такого согласия у вас нет: отзывать нечего."
SHOWN_TO_ALL = "Готово: контакт теперь виден всем на странице библиотеки."
NO_SITE = "У этого бота нет сайта. Все согласия здесь, в чате."
PAGE_IS_CLOSED = "Закрыл: по прежней ссылке больше ничего не видно."

TAKE_BACK_LABELS: Final[Mapping[Purpose, str]] = {
    Purpose.SERVICE: "Стереть всё обо мне",
    Purpose.CONTACT_PARTNERS: "Убрать контакт",
    Purpose.CONTACT_ALL: "Не показывать контакт всем",
    Purpose.NAME: "Убрать моё имя",
    Purpose.PHOTOS: "Убрать фотографии",
    Purpose.CHILD: "Убрать сведения о ребёнке",
    Purpose.EMAIL: "Не писать на почту",
}

# On the page.

PAGE_HEADING = "Мои согласия"
TAKE_BACK = "Отозвать"
ERASE_IN_CHAT = "Чтобы стереть всё, напишите боту «удалить мои данные»."
NOTHING_GIVEN = "Согласий нет."
DONE = "Готово, записано."
ON_PAGE = "Эту страницу видит только тот, у кого есть ссылка. Закрыть её можно в чате: «Мои данные», «Согласия»."
HISTORY = "Отозвано раньше"


def line(purpose: Purpose, since: date | None, edition: int | None) -> str:
    """``since``: None where it was chosen before consents were written down."""
    if since is None:
        return f"{TITLES[purpose]}: вы выбрали это раньше."
    return f"{TITLES[purpose]}: с {short_day(since, today=ALWAYS_YEAR)}, версия {edition}."


def photos_of(title: str, day: date) -> str:
    """A button."""
    return shorten(f"{short_day(day)}: {title}", LABEL)


def agreed_to(purpose: Purpose, version: int) -> str:
    """The very words; empty for a version that this program does not know."""
    return next((one.text for one in WORDINGS[purpose] if one.version == version), "")


def ended(purpose: Purpose, since: date, until: date) -> str:
    return f"{TITLES[purpose]}: с {short_day(since, today=ALWAYS_YEAR)} до {short_day(until, today=ALWAYS_YEAR)}."


def shown(given: Sequence[str], policy_version: int) -> Rich:
    return paragraphs(
        bold(CONSENTS),
        lines(*given) if given else NOTHING_GIVEN,
        f"Правила о данных: версия {policy_version}. Любое согласие можно отозвать, остальное останется как было.",
    )


def take_back(purpose: Purpose) -> str:
    """A button."""
    return TAKE_BACK_LABELS[purpose]


def sure(purpose: Purpose) -> str:
    return f"Отозвать согласие {quoted(TITLES[purpose])}? Что показано благодаря ему, я уберу сразу."


def taken_back(purpose: Purpose, left: Sequence[Say]) -> Rich:
    """``left``: what could not be taken down."""
    return paragraphs(f"Отозвано: {quoted(TITLES[purpose])}. Всё, до чего я могу дотянуться, убрано.", *left)


def page_is_open(days: int) -> Rich:
    return paragraphs(
        "Это ваша личная страница: на ней видны согласия, и отозвать их можно прямо там.",
        f"Ссылка работает {counted(days, 'день', 'дня', 'дней')}. Никому её не пересылайте: "
        "кто откроет её, увидит то же, что вы.",
    )
