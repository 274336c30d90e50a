"""The words of the list of libraries and of one library (row 18)."""

from __future__ import annotations

from typing import Final

from domain.libraries.membership import Ownership
from handlers.texts.language import counted, number, quoted
from handlers.texts.libraries.joining import OWNERSHIPS
from handlers.texts.places import apart
from handlers.texts.web.pages import there

LIBRARY_COLUMN: Final = "Библиотека"
PLACE_COLUMN: Final = "Где она"
JOINED_COLUMN: Final = "Присоединилась"
REPRESENTATIVE: Final = "Представитель"
BEING_CONFIRMED: Final = "подтверждается"
LEFT_COLUMN: Final = "Вышла"
NOTICE: Final = "сообщение"
FORMER: Final = "Кто был раньше"
PRESENT: Final = "Кто сейчас"
BY_REGION: Final = "По регионам"
NO_MEMBERS: Final = "Пока никто не присоединился"
NO_MEMBERS_ABOUT: Final = "Ваша библиотека может стать первой: напишите боту «Присоединиться»."
NO_FORMER: Final = "Ещё никто не выходил"
JOIN: Final = "Присоединить свою библиотеку"
PARENT: Final = "Учреждение"
OWNERSHIP: Final = "Какая это библиотека"
CONTACT: Final = "Контакт"
PLACE: Final = "Населённый пункт"
LIBRARY_EVENTS: Final = "Что планирует библиотека"
LIBRARY_CHRONICLE: Final = "О чём она рассказала"
NO_LIBRARY_EVENTS: Final = "Новых событий пока не объявлено."
NO_LIBRARY_CHRONICLE: Final = "Рассказов пока нет: загляните после ближайшего события."
JOIN_NOTICE: Final = "Сообщение о присоединении"
LIBRARY_CALENDAR: Final = "Календарь библиотеки"
LIBRARY_FEED: Final = "Лента библиотеки"
NEIGHBOURS: Final = "Новости соседей"
RESIDENTS: Final = "Жителей"
NAMESAKES: Final = "Тёзок на карте"
LEFT_NOTE: Final = "Библиотека больше не с нами"


def join(kind: str) -> str:
    return f"{JOIN} {there(kind)}"


def namesakes(places: int, of_regions: int) -> str:
    """How many settlements bear the name, this one among them: «312 населённых пунктов в 58 регионах»."""
    found_ = counted(places, "населённый пункт", "населённых пункта", "населённых пунктов")
    return f"{found_} в {counted(of_regions, 'регионе', 'регионах', 'регионах')}"


def members_heading(settlement: str) -> str:
    return f"Библиотеки-партнёры: {quoted(settlement)}"


def members_caption(count: int, *, former: bool, region: str) -> str:
    who = "Библиотеки, которые были с нами" if former else "Библиотеки, которые сейчас с нами"
    return f"{who}{f', {region}' if region else ''}: {number(count)}"


def notice_of(library: str) -> str:
    """What a screen reader says of the link."""
    return f"о присоединении: {library}"


def ownership(key: str) -> str:
    """Empty where nobody has said it."""
    if key == Ownership.UNSAID:
        return ""
    return OWNERSHIPS.get(Ownership(key), key) if key in set(Ownership) else key


def where(district: str, region: str, settlement: str) -> str:
    return apart(district, region, settlement)
