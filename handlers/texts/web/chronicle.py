"""The words of the chronicle and of one entry (rows 29, 30)."""

from __future__ import annotations

from datetime import date
from typing import Final

from handlers.texts.language import month, quoted

CHRONICLE_MONTH: Final = "Месяц"
ANY_MONTH: Final = "Все месяцы"
ANY_LIBRARY: Final = "Все библиотеки"
BY_LIBRARY: Final = "Рассказы одной библиотеки: выберите её в списке"
SHOW: Final = "Показать"
READ_ON: Final = "Читать дальше"
NO_ENTRIES_THEN: Final = "За это время записей нет"
NO_ENTRIES_THEN_ABOUT: Final = "Выберите другой месяц или откройте всю хронику."
CORRECTED: Final = "Исправлено:"
SUPERSEDED: Final = "Эту запись позже исправили."
AS_IT_IS: Final = "Исправленная запись"
AS_IT_WAS: Final = "Как было раньше"
IN_GROUP: Final = "Запись в группе"
ABOUT_EVENT: Final = "Событие"
CHRONICLE_FEED: Final = "Лента хроники"


def chronicle_heading(settlement: str) -> str:
    return f"Хроника: {quoted(settlement)}"


def chronicle_of(what: str) -> str:
    return f"Хроника: {what}"


def chronicle_since(when: date) -> str:
    return f"Хроника за {month(when)} года"
