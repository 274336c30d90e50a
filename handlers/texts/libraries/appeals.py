"""Applications that the rule about names refused, and the coordinator's word on them (row 5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from handlers.texts.language import counted, quoted, short_day
from talk.rich import Rich, bold, lines, paragraphs

CALLED: Final = "решение по заявке"

CORRECT: Final = "Исправить заявку"
CORRECT_CALLED: Final = "исправление заявки"
CORRECT_MORE: Final = "Исправить ещё"
CORRECTED: Final = "Готово, исправил. Координатор увидит заявку такой."
WHICH_OF_YOURS: Final = "Какую заявку исправить?"
NONE_OF_YOURS: Final = "Заявок, которые ждут ответа, у вас нет."
NONE_WAIT: Final = "Новых заявок нет. Когда библиотека попросит признать её название, я напишу."
ALLOW: Final = "Разрешить"
DECLINE: Final = "Отказать"
TO_LIST: Final = "Все заявки"
OPEN: Final = "Рассмотреть заявку"
GONE: Final = "Эту заявку уже рассмотрели или её больше нет."
REASON_TO_ALLOW: Final = (
    "Почему это тёзки? Напишите причину в нескольких словах. Её увидят все, и она останется в открытом журнале "
    "навсегда: пожалуйста, не называйте в ней людей. "
    "Например: до 1954 года село называлось Александровкой."
)
REASON_TO_DECLINE: Final = "Почему нет? Напишите несколько добрых слов: их прочитает тот, кто подал заявку."
ALLOWED: Final = "Готово: библиотека теперь партнёр, причина записана в журнал, заявителю я написал."
DECLINED: Final = "Готово: я передал заявителю ваш ответ."
STILL_WAITS: Final = "Хорошо, ничего не решили: заявка ждёт дальше."
TRY_AGAIN: Final = "Указать другое название"
FIND_OTHER: Final = "Другое сотрудничество"
FOUND_OWN: Final = "Создать сотрудничество"


def told_coordinators(alliance: str, name: str, title: str, place: str) -> Rich:
    return paragraphs(
        bold(f"Заявка в сотрудничество {quoted(alliance)}"),
        lines(title, place),
        f"Название {quoted(name)} отличается, поэтому решаете вы.",
    )


def appeal(alliance: str, name: str, title: str, place: str, made: date) -> Rich:
    return paragraphs(
        bold(f"Заявка от {short_day(made)}"),
        lines(title, place),
        f"Сотрудничество {quoted(alliance)}, а населённый пункт {quoted(name)}. Считать их тёзками?",
    )


def listed(alliance: str, waiting: Sequence[tuple[str, str]], *, total: int, paged: str | None) -> Rich:
    """``waiting``: title and place of each."""
    return paragraphs(
        bold(f"{counted(total, 'заявка', 'заявки', 'заявок')} в сотрудничество {quoted(alliance)}"),
        lines(*(f"{number}. {title}, {place}" for number, (title, place) in enumerate(waiting, 1))),
        paged,
    )


def numbered(number: int, title: str) -> str:
    return f"{number}. {title}"


def sure_to_allow(title: str, reason: str) -> Rich:
    return paragraphs(f"Разрешить присоединение: {title}?", f"Причина для журнала: {reason}")


def sure_to_decline(title: str, reason: str) -> Rich:
    return paragraphs(f"Отказать: {title}?", f"Ответ заявителю: {reason}")


def told_allowed(alliance: str, title: str, reason: str) -> Rich:
    return paragraphs(
        bold(f"Координатор разрешил: вы в Соглашении {quoted(alliance)}!"),
        f"{title} теперь библиотека-партнёр. Сообщение о присоединении опубликовано.",
        f"Причина: {reason}",
    )


def told_declined(alliance: str, title: str, reason: str) -> Rich:
    return paragraphs(
        f"Координатор сотрудничества {quoted(alliance)} посмотрел вашу заявку ({title}) и не смог её принять.",
        f"Его слова: {reason}",
        "Можно указать другое название, найти другое сотрудничество или создать своё.",
    )
