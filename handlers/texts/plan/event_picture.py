"""The words on the picture of an event: in its posts and beside links to it (rows 8, 46)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.event import State
from handlers.texts.clocks import by_clock
from handlers.texts.language import ALWAYS_YEAR, capital, clock, day, month
from handlers.texts.plan import event_facts
from talk.prompt import Card
from talk.updates import PictureId

if TYPE_CHECKING:
    from storage.plan.events import Event


def card_of(event: Event, emblem: int | None) -> Card:
    """``emblem`` is the picture of the alliance."""
    return Card(
        name=event.alliance,
        title=event.title,
        when=card_date(event),
        library=event.host.title,
        where=event_facts.settlement_of(event.host),
        mark=capital(event_facts.MARKS[State.CANCELLED]) if event.state is State.CANCELLED else "",
        emblem=None if emblem is None else PictureId(emblem),
    )


def card_date(event: Event) -> str:
    """«Суббота, 5 декабря 2026, 15:00», by the host's clock; the city is named unless it is Moscow's."""
    if event.starts_at is None:
        return capital(month(event.day))
    at = event.starts_at.astimezone(ZoneInfo(event.zone))
    words = f"{capital(day(at.date(), today=ALWAYS_YEAR))}, {clock(at)}"
    if event_facts.same_clock(event.zone, event_facts.MOSCOW, event.starts_at):
        return words
    return f"{words} {by_clock(event.zone)}"
