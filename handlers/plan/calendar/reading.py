"""Ids of events → whole series, read in chunks: what a calendar is written from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, Final

from handlers.plan.calendar.pieces import Ahead, Series

if TYPE_CHECKING:
    from storage.books import Books
    from storage.plan.events import Event

CHUNK: Final = 25
"""Events that are read at once."""


async def series_of(
    books: Books, ids: Sequence[int], goes_on: Callable[[Event], bool] = lambda _: True
) -> AsyncIterator[Series]:
    """``ids`` have the events of one series side by side, as ``Feeds.dated`` gives them.

    ``goes_on``: whether more of a series than its last event may be promised to this reader.
    """
    gathered: list[Event] = []
    for start in range(0, len(ids), CHUNK):
        for event in await books.feeds.events(ids[start : start + CHUNK]):
            if gathered and _key(gathered[0]) != _key(event):
                yield await _series(books, gathered, goes_on)
                gathered = []
            gathered.append(event)
    if gathered:
        yield await _series(books, gathered, goes_on)


async def _series(books: Books, events: Sequence[Event], goes_on: Callable[[Event], bool]) -> Series:
    last = events[-1]
    if not last.repeats or not goes_on(last):
        return Series(events=tuple(events), ahead=None)
    known = (await books.feeds.series((_key(last),))).get(_key(last))
    if known is None:
        return Series(events=tuple(events), ahead=None)
    ahead = Ahead(
        last_id=known.last_id,
        goes_on=known.goes_on,
        first_start=known.first_start,
        first_zone=known.first_zone,
    )
    return Series(events=tuple(events), ahead=ahead)


def _key(event: Event) -> int:
    return event.series_id or event.id
