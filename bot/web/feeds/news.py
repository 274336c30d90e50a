"""Items of an alliance's feeds: the plan, the chronicle, the journal (rows 9, 18, 22, 29)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from bot.web.feeds.calendars import PAST
from domain.event import State
from domain.journal import Kind
from handlers.texts.alliances import journal as told
from handlers.texts.plan import calendar as calendar_texts
from handlers.texts.web import feeds as texts
from storage.plan.events import PUBLIC

if TYPE_CHECKING:
    from bot.web.feeds.calendars import FeedContext
    from bot.web.feeds.sites import Addresses
    from storage.alliances.alliances import Alliance
    from storage.books import Books

MOST: Final = 50
"""Items of a feed."""
LOOKED_AT: Final = 300
"""Newest entries of the journal among which changes of the plan are looked for."""

_TOLD_ELSEWHERE: Final = frozenset({Kind.PLAN_CHANGED, Kind.CHRONICLE_WRITTEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a feed; ``id`` is a tag URI (``Addresses.tag``), addresses are absolute."""

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
    """Addresses of JPEGs."""


async def of_plan(books: Books, alliance: Alliance, addresses: Addresses) -> list[Item]:
    """The events that were announced, moved or cancelled last, as they are now; the newest change first."""
    changed: dict[int, datetime] = {}
    for entry in (await books.journal.page(alliance.id, limit=LOOKED_AT)).items:
        event = entry.facts.get("event")
        if entry.kind is Kind.PLAN_CHANGED and isinstance(event, int) and len(changed) < MOST:
            changed.setdefault(event, entry.at)
    return await _planned(books, alliance, addresses, changed)


async def _planned(
    books: Books, alliance: Alliance, addresses: Addresses, changed: Mapping[int, datetime | None]
) -> list[Item]:
    """``changed``: ids of events with the moment of the last change; None where there never was one."""
    items = []
    for event in await books.events.many(changed):
        if event.state not in PUBLIC or event.alliance_id != alliance.id:
            continue
        updated = changed[event.id] or event.created_at
        items.append(
            Item(
                id=addresses.tag(alliance.founded_at.date(), f"event/{event.id}"),
                title=calendar_texts.summary(event.title, cancelled=event.state is State.CANCELLED),
                href=addresses.event(event.id),
                updated=updated,
                published=min(event.created_at, updated),
                author=event.host.title,
                text=texts.event_summary(event),
                kind="plan",
            )
        )
    return _newest(items)


async def of_library(context: FeedContext, alliance: Alliance, library_id: int) -> list[Item]:
    """What it plans, alone and with others, and its entries of the chronicle."""
    told = await of_chronicle(context.books, alliance, context.addresses, library_id=library_id)
    return _newest([*await _of_some(context, alliance, library_id=library_id), *told])


async def of_tag(context: FeedContext, alliance: Alliance, tag: str) -> list[Item]:
    """The events that serve one goal."""
    return await _of_some(context, alliance, tag=tag)


async def _of_some(context: FeedContext, alliance: Alliance, **whose: Any) -> list[Item]:
    ids = await context.books.feeds.dated(alliance.id, (context.now - PAST).date(), undated=True, **whose)
    changed = await context.changes.of(context.books, alliance.id)
    never = alliance.founded_at
    newest = sorted(ids, key=lambda id_: (changed.get(id_, never), id_), reverse=True)[:MOST]
    return await _planned(context.books, alliance, context.addresses, {id_: changed.get(id_) for id_ in newest})


async def of_chronicle(
    books: Books, alliance: Alliance, addresses: Addresses, *, library_id: int | None = None
) -> list[Item]:
    """Entries that were not corrected, with the pictures that may be shown; the newest first."""
    newest = await books.public_pages.entries(alliance.id, library_id=library_id, limit=MOST)
    entries = [one for one in await books.chronicle.many(newest.items) if one.corrected_by is None]
    shown = {picture.picture_id for one in entries for picture in one.pictures if picture.agreed}
    sizes = await books.public_pages.sizes(shown)
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
    """The newest entries, save those of the kinds in ``but``."""
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
    """The plan, the chronicle, and of the journal what neither of them tells."""
    journal = await of_journal(books, alliance, addresses, but=_TOLD_ELSEWHERE)
    plan = await of_plan(books, alliance, addresses)
    return _newest([*plan, *await of_chronicle(books, alliance, addresses), *journal])


def _newest(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (item.updated, item.id), reverse=True)[:MOST]
