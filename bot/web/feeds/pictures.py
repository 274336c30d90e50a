"""The card of an event: which words are on it, and whether anybody may see it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alliance.event import State
from bot.web.feeds.card import Card, draw
from handlers.texts import event_facts
from handlers.texts import feeds as texts
from handlers.texts.language import capital
from storage.events import PUBLIC

if TYPE_CHECKING:
    from storage.books import Books
    from storage.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A card that can be drawn when nobody has drawn it yet."""

    card: Card
    key: str
    emblem: bytes | None

    async def draw(self) -> tuple[str, bytes]:
        return "image/png", await asyncio.to_thread(draw, self.card, self.emblem)


async def found(books: Books, event_id: int) -> Drawing | None:
    """None for what is not there or not public."""
    event = await books.events.get(event_id)
    if event is None or event.state not in PUBLIC:
        return None
    alliance = await books.alliances.get(event.alliance_id)
    emblem_id = alliance.emblem_id if alliance else None
    card = card_of(event)
    emblem = None if emblem_id is None else await books.pictures.bytes_of(emblem_id)
    return Drawing(card=card, key=card.digest(emblem_id), emblem=emblem)


def card_of(event: Event) -> Card:
    return Card(
        name=event.alliance,
        title=event.title,
        when=texts.card_date(event),
        library=event.host.title,
        where=event_facts.settlement_of(event.host),
        mark=capital(event_facts.MARKS[State.CANCELLED]) if event.state is State.CANCELLED else "",
    )
