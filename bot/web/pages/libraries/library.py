"""``/a/{slug}/l/{library}``: one library, what it plans and what it told (rows 4, 18, 21)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.web.pages import jsonld
from bot.web.pages.bot_links import links_to_bot
from bot.web.pages.layout import Link, PageView, alliance_layout
from bot.web.pages.list_items import EntryLine, EventLine, entry_lines, event_lines
from bot.web.pages.request import Missing, Moved, PageRequest
from bot.web.pages.urls import safe
from domain.libraries.registry import matching
from domain.moderation import What
from handlers.texts.language import number
from handlers.texts.places import place_of
from handlers.texts.web import feeds
from handlers.texts.web import libraries as texts
from handlers.texts.web import pages as page_texts

if TYPE_CHECKING:
    from storage.alliances.alliances import Alliance
    from storage.libraries.libraries import Library

COMING: Final = 8
"""Events."""
LATEST: Final = 3
"""Entries of the chronicle: its own, and as many of others."""
LOOKED_AT: Final = 12
"""Newest entries of the alliance among which those of others are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A library."""

    facts: tuple[tuple[str, str], ...]
    """Label and value."""
    notice: str | None
    """The address of the post about its joining."""
    left: str
    """That it has left, and when; empty for a member."""
    coming: tuple[EventLine, ...]
    latest: tuple[EntryLine, ...]
    neighbours: tuple[EntryLine, ...]
    """The newest entries of other libraries of the alliance."""
    chronicle: str
    subscribe: tuple[Link, ...]


async def show(request: PageRequest) -> PageView:
    """Raises Missing, for a library that never joined, too: it is not public yet."""
    alliance = await request.alliance()
    books, paths, slug = request.books, request.paths, alliance.slug
    library = await books.libraries.get(request.number("library"))
    if library is None or library.alliance_id != alliance.id or library.joined_at is None:
        raise Missing
    if library.id != request.number("library"):  # it turned out to be another one
        raise Moved(paths.library(slug, library.id))
    coming = await books.public_pages.of_library(library.id, request.today(alliance), limit=COMING)
    newest = await books.public_pages.entries(alliance.id, library_id=library.id, limit=LATEST + 2)
    entries = [one for one in await books.chronicle.many(newest.items) if one.corrected_by is None][:LATEST]
    groups = await books.groups.of_alliance(alliance.id)
    left = library.left_at.astimezone(ZoneInfo(alliance.zone)).date() if library.left_at else None
    view = View(
        facts=await _facts(request, alliance, library),
        notice=safe(await books.posts.link_of(f"joined:{library.membership_id}")),
        left=f"{texts.LEFT_NOTE} {page_texts.full_day(left)}." if left else "",
        coming=event_lines(coming, paths),
        latest=await entry_lines(request, slug, entries),
        neighbours=await _neighbours(request, library),
        chronicle=paths.part(slug, "chronicle", library=library.id),
        subscribe=links_to_bot(
            request.directory, f"sub_l{library.id}", page_texts.subscribe, {group.account_id for group in groups}
        ),
    )
    own = paths.library(slug, library.id)
    news = Link(words=texts.LIBRARY_FEED, href=f"{own}/feed.atom")
    layout = alliance_layout(
        request,
        alliance,
        heading=library.title,
        address=own,
        here="members",
        about=place_of(library),
        crumbs=(Link(words=page_texts.MEMBERS, href=paths.part(slug, "members")),),
        feeds=() if left else (Link(words=texts.LIBRARY_CALENDAR, href=f"{own}/calendar.ics"), news),
        feed=Link(words=feeds.library_feed_title(library.title, alliance.settlement), href=news.href),
        thing=jsonld.library(library, url=request.whole(own)),
        report=paths.report(What.LIBRARY, library.id),
    )
    return PageView(template="library", layout=layout, view=view)


async def _neighbours(request: PageRequest, library: Library) -> tuple[EntryLine, ...]:
    alliance = await request.alliance()
    newest = await request.books.public_pages.entries(alliance.id, limit=LOOKED_AT)
    others = [
        one
        for one in await request.books.chronicle.many(newest.items)
        if one.library_id != library.id and one.corrected_by is None
    ]
    return await entry_lines(request, alliance.slug, others[:LATEST])


async def _settlement(request: PageRequest, library: Library) -> list[tuple[str, str]]:
    """Label and value of what the loaded registries know of it (row 21); empty where none was loaded."""
    namesakes = await request.books.places.called(library.settlement)
    here = matching(namesakes, region=library.region, district=library.district)
    facts = []
    if len(here) == 1 and here[0].population:
        facts.append((texts.RESIDENTS, number(here[0].population)))
    if len(namesakes) > 1:
        facts.append((texts.NAMESAKES, texts.namesakes(len(namesakes), len({one.region for one in namesakes}))))
    return facts


async def _facts(request: PageRequest, alliance: Alliance, library: Library) -> tuple[tuple[str, str], ...]:
    """Label and value. A contact only where its owner speaks for the library and shows it to everybody."""
    serving = await request.books.librarians.of_library(library.id)
    speaking = [one for one in serving if one.speaks]
    contacts = [one.contact for one in speaking if one.contact and one.contact_public]
    assert library.joined_at is not None
    joined = library.joined_at.astimezone(ZoneInfo(alliance.zone)).date()
    facts = [
        (texts.PLACE, place_of(library)),
        *await _settlement(request, library),
        (texts.PARENT, library.parent),
        (texts.OWNERSHIP, texts.ownership(library.ownership)),
        (texts.JOINED_COLUMN, page_texts.full_day(joined)),
        (texts.REPRESENTATIVE, texts.BEING_CONFIRMED if serving and not speaking else ""),
        (texts.CONTACT, ", ".join(contacts)),
    ]
    return tuple(fact for fact in facts if fact[1])
