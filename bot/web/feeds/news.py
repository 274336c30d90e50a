"""What is new in an alliance, for its feeds: the plan, the chronicle, the journal (rows 18, 22, 29, 9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from alliance.event import State
from alliance.journal import Kind
from handlers.texts import feeds as texts
from handlers.texts import journal as told
from storage.events import PUBLIC

if TYPE_CHECKING:
    from bot.web.feeds.sites import Addresses
    from storage.alliances import Alliance
    from storage.books import Books

MOST: Final = 50
"""Items of a feed."""
LOOKED_AT: Final = 300
"""Entries of the journal among which changes of the plan are looked for."""

_TOLD_ELSEWHERE: Final = frozenset({Kind.PLAN_CHANGED, Kind.CHRONICLE_WRITTEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a feed."""

    id: str
    title: str
    href: str
    updated: datetime
    published: datetime
    author: str
    text: str
    kind: str
    """``plan``, ``chronicle`` or ``journal``."""
    pictures: tuple[str, ...] = ()


async def of_plan(books: Books, alliance: Alliance, addresses: Addresses) -> list[Item]:
    """The events that were announced, moved or cancelled last, as they are now."""
    changed: dict[int, datetime] = {}
    for entry in (await books.journal.page(alliance.id, limit=LOOKED_AT)).items:
        event = entry.facts.get("event")
        if entry.kind is Kind.PLAN_CHANGED and isinstance(event, int) and len(changed) < MOST:
            changed.setdefault(event, entry.at)
    return _newest(
        Item(
            id=addresses.tag(alliance.founded_at.date(), f"event/{event.id}"),
            title=texts.summary(event.title, cancelled=event.state is State.CANCELLED),
            href=addresses.event(event.id),
            updated=changed[event.id],
            published=min(event.created_at, changed[event.id]),
            author=event.host.title,
            text=texts.event_summary(event),
            kind="plan",
        )
        for event in await books.events.many(changed)
        if event.state in PUBLIC and event.alliance_id == alliance.id
    )


async def of_chronicle(books: Books, alliance: Alliance, addresses: Addresses) -> list[Item]:
    """Uncorrected entries, with the pictures that may be shown."""
    newest = await books.showcase.entries(alliance.id, limit=MOST)
    entries = [one for one in await books.chronicle.many(newest.items) if one.corrected_by is None]
    shown = {picture.picture_id for one in entries for picture in one.pictures if picture.agreed}
    sizes = await books.showcase.sizes(shown)
    return _newest(
        Item(
            id=addresses.tag(alliance.founded_at.date(), f"chronicle/{one.id}"),
            title=one.title,
            href=addresses.entry(alliance.slug, one.id),
            updated=one.written_at,
            published=one.written_at,
            author=one.library,
            text=one.text,
            kind="chronicle",
            pictures=tuple(
                addresses.picture(sizes[picture.picture_id])
                for picture in one.pictures
                if picture.agreed and picture.picture_id in sizes
            ),
        )
        for one in entries
    )


async def of_journal(
    books: Books, alliance: Alliance, addresses: Addresses, *, but: frozenset[Kind] = frozenset()
) -> list[Item]:
    """Its newest entries, save those of some kinds."""
    page = addresses.part(alliance.slug, "journal")
    return [
        Item(
            id=addresses.tag(alliance.founded_at.date(), f"journal/{alliance.slug}/{entry.seq}"),
            title=texts.entry_title(entry.seq),
            href=page,
            updated=entry.at,
            published=entry.at,
            author=texts.feed_title(alliance.settlement),
            text=told.words(entry),
            kind="journal",
        )
        for entry in (await books.journal.page(alliance.id, limit=MOST)).items
        if entry.kind not in but
    ]


async def of_everything(books: Books, alliance: Alliance, addresses: Addresses) -> list[Item]:
    """The plan and the chronicle whole, and of the journal what neither of them tells."""
    journal = await of_journal(books, alliance, addresses, but=_TOLD_ELSEWHERE)
    plan = await of_plan(books, alliance, addresses)
    return _newest([*plan, *await of_chronicle(books, alliance, addresses), *journal])


def _newest(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (item.updated, item.id), reverse=True)[:MOST]
