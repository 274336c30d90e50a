"""The card of an event is drawn once and kept, for every group that gets a post about it (rows 8, 46)."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from scheduler.drawing.event_card import HEIGHT, WIDTH, drawing_of
from talk.messenger import Publish, Revise
from talk.prompt import ShownPicture
from talk.updates import PictureId

if TYPE_CHECKING:
    from scheduler.clock import Clock
    from storage.database import Database
    from talk.messenger import InspectGroup, Tell
    from talk.prompt import Card

REMEMBERED: Final = 1000
TRUSTED: Final = timedelta(days=1)
"""For so long a kept card is taken to be still there: ``scheduler/retention.py`` leaves it much longer."""


class Cards:
    """One for all accounts of the program."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._known: OrderedDict[Card, tuple[PictureId, datetime]] = OrderedDict()
        self._drawing = asyncio.Lock()

    async def shown(self, action: Tell | Publish | Revise | InspectGroup) -> Tell | Publish | Revise | InspectGroup:
        """The action with the picture of its card; without any if it cannot be drawn. Raises StorageError."""
        if not isinstance(action, Publish | Revise) or action.post.card is None:
            return action
        post = replace(action.post, card=None)
        if not post.pictures:
            picture = await self._picture(action.post.card)
            post = replace(post, pictures=() if picture is None else (ShownPicture(id=picture),))
        return replace(action, post=post)

    async def _picture(self, card: Card) -> PictureId | None:
        """None when it could not be drawn: the words of the post say all of it."""
        async with self._drawing:
            now = self._clock.now()
            known = self._known.get(card)
            if known is not None and timedelta() <= now - known[1] < TRUSTED:
                return known[0]
            drawn = await drawing_of(card, await self._emblem(card.emblem))
            if drawn is None:
                return None
            async with self._database.writing() as books:
                kept = await books.pictures.keep(
                    drawn, width=WIDTH, height=HEIGHT, sha256=hashlib.sha256(drawn).hexdigest(), person_id=None, at=now
                )
            self._known[card] = PictureId(kept), now
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
            return PictureId(kept)

    async def _emblem(self, emblem: PictureId | None) -> bytes | None:
        if emblem is None:
            return None
        async with self._database.reading() as books:
            try:
                return await books.pictures.bytes_of(emblem)
            except LookupError:
                return None
