"""What a calendar says of an event (rows 18, 26, 46)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.event import State
from domain.vocabulary.goals import WORDINGS
from handlers.texts.plan import event_facts, facts

if TYPE_CHECKING:
    from storage.plan.events import Event

CALENDAR_ABOUT: Final = (
    "События без точного дня смотрите в плане на сайте: в календарь они попадут, когда день появится."
)
PAGE_OF_EVENT: Final = "Страница события"
CONNECT: Final = "Подключиться"


def tag_words(tag: str) -> str:
    return WORDINGS[tag].label if tag in WORDINGS else tag


def summary(title: str, *, cancelled: bool) -> str:
    """Not every calendar shows that an event is cancelled."""
    return f"Отменено: {title}" if cancelled else title


def event_notes(event: Event, page: str) -> str:
    """What a calendar shows under an event; ``page`` is its address, empty without a site."""
    cancelled = event.state is State.CANCELLED
    parts = [
        event_facts.STATES[State.CANCELLED] if cancelled else "",
        f"Причина: {event.cancel_reason}" if cancelled and event.cancel_reason else "",
        event.description or "",
        f"Проводит: {event_facts.host_words(event.host)}",
        *(words.line(event) for words in facts.IN_CALENDAR),
        f"{CONNECT}: {event.link}" if event.link and not cancelled else "",
        f"{PAGE_OF_EVENT}: {page}" if page else "",
    ]
    return "\n".join(part for part in parts if part)


def where_words(event: Event) -> str:
    """«Дом культуры, село Ивановка, Чернянский район, Белгородская область»."""
    where = event_facts.settlement_of(event.host)
    return f"{event.place}, {where}" if event.place else where
