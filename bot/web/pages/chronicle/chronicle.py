"""``/a/{slug}/chronicle``: what happened, the newest first, by month and by library (rows 29, 30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from bot.web.pages.layout import Link, Pager, PageView, alliance_layout, pager, pages_of
from bot.web.pages.list_items import EntryLine, entry_lines
from bot.web.pages.request import Missing, PageRequest
from domain.time.months import month_away
from handlers.texts.web import chronicle as texts
from handlers.texts.web import pages as page_texts
from handlers.texts.web import plan as plan_texts

if TYPE_CHECKING:
    from storage.alliances.alliances import Alliance
    from storage.libraries.libraries import Library

SIZE: Final = 10
"""Entries of a page."""
MOST_MONTHS: Final = 120
"""Ten years to choose from; the years before are reached by turning pages."""
MOST_LIBRARIES: Final = 40
"""More would make a page longer than its stories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of the chronicle and the choice of what it shows."""

    action: str
    months: tuple[tuple[str, str], ...]
    """``2026-12`` and its words, to choose from; the newest first."""
    month: str
    libraries: tuple[tuple[int, str], ...]
    """Id and title, to choose from; empty where there are too many."""
    members: str | None
    """Where the list of libraries is, when ``libraries`` is empty."""
    library: int | None
    all_href: str
    narrowed: bool
    """Whether a month or a library was chosen."""
    found: str
    entries: tuple[EntryLine, ...]
    pager: Pager | None


async def show(request: PageRequest) -> PageView:
    """``?month=2026-12`` and ``?library=7`` narrow it. Raises Missing, for a library of another alliance, too."""
    alliance = await request.alliance()
    books, slug, month = request.books, alliance.slug, request.month()
    asked = request.asked_number("library")
    library = None if asked is None else await books.libraries.get(asked)
    if asked is not None and (library is None or library.alliance_id != alliance.id):
        raise Missing
    asked = None if library is None else library.id
    end = month_away(month, 1) if month else None
    at = request.page()
    found = await books.public_pages.entries(
        alliance.id, start=month, end=end, library_id=asked, offset=at * SIZE, limit=SIZE
    )
    if not found.items and found.total:
        at = pages_of(found.total, SIZE) - 1
        found = await books.public_pages.entries(
            alliance.id, start=month, end=end, library_id=asked, offset=at * SIZE, limit=SIZE
        )
    libraries = await _libraries(request, alliance, library)
    span = await books.public_pages.chronicle_span(alliance.id)
    whole = request.paths.part(slug, "chronicle")
    address = request.paths.part(slug, "chronicle", month=f"{month:%Y-%m}" if month else None, library=asked)
    view = View(
        action=whole,
        months=tuple((f"{one:%Y-%m}", plan_texts.month_name(one)) for one in _months(span)),
        month=f"{month:%Y-%m}" if month else "",
        libraries=libraries,
        members=None if libraries else request.paths.part(slug, "members"),
        library=asked,
        all_href=whole,
        narrowed=month is not None or asked is not None,
        found=page_texts.entries(found.total),
        entries=await entry_lines(request, slug, await books.chronicle.many(found.items)),
        pager=pager(request, found.total, SIZE, address),
    )
    if library is not None:
        heading = texts.chronicle_of(library.title)
    else:
        heading = texts.chronicle_since(month) if month else texts.chronicle_heading(alliance.settlement)
    crumbs = (Link(words=page_texts.CHRONICLE, href=whole),) if view.narrowed else ()
    feeds = (Link(words=texts.CHRONICLE_FEED, href=request.paths.part(slug, "chronicle.atom")),)
    layout = alliance_layout(
        request, alliance, heading=heading, address=address, here="chronicle", crumbs=crumbs, feeds=feeds
    )
    return PageView(template="chronicle", layout=layout, view=view)


async def _libraries(request: PageRequest, alliance: Alliance, chosen: Library | None) -> tuple[tuple[int, str], ...]:
    """By title; a library that has left can be the chosen one, too."""
    roster = await request.books.libraries.roster(alliance.id, limit=MOST_LIBRARIES)
    if roster.total > MOST_LIBRARIES:
        return ()
    found = {line.library.id: line.library.title for line in roster.items}
    if chosen is not None:
        found.setdefault(chosen.id, chosen.title)
    return tuple(sorted(found.items(), key=lambda one: one[1]))


def _months(span: tuple[date, date] | None) -> list[date]:
    """From the last month back to the first."""
    if span is None:
        return []
    first, month = span[0].replace(day=1), span[1].replace(day=1)
    months: list[date] = []
    while month >= first and len(months) < MOST_MONTHS:
        months.append(month)
        month = month_away(month, -1)
    return months
