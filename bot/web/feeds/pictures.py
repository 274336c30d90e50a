"""The card of an event as a PNG: whether it is public, and what is on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.texts.plan.event_picture import card_of
from scheduler.drawing.event_card import digest, drawing_of
from storage.plan.events import PUBLIC

if TYPE_CHECKING:
    from storage.books import Books
    from talk.prompt import Card


class NotDrawn(Exception):
    """Drawing failed (``scheduler.drawing``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A card that can be drawn; ``key`` is the digest of what is on it, ``emblem`` a picture's bytes."""

    card: Card
    key: str
    emblem: bytes | None

    async def draw(self) -> tuple[str, bytes]:
        """Media type and bytes. Raises NotDrawn."""
        drawn = await drawing_of(self.card, self.emblem)
        if drawn is None:
            raise NotDrawn
        return "image/png", drawn


async def found(books: Books, event_id: int) -> Drawing | None:
    """None for an event that is not there or not public."""
    event = await books.events.get(event_id)
    if event is None or event.state not in PUBLIC:
        return None
    alliance = await books.alliances.get(event.alliance_id)
    card = card_of(event, alliance.emblem_id if alliance else None)
    emblem = None if card.emblem is None else await books.pictures.bytes_of(card.emblem)
    return Drawing(card=card, key=digest(card), emblem=emblem)
