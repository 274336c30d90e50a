"""``/a/{slug}/members``: the libraries with their dates and the notices of their joining (rows 1, 3, 4, 11, 12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.web.pages.bot_links import links_to_bot
from bot.web.pages.layout import Link, Pager, PageView, alliance_layout, pager, pages_of
from bot.web.pages.request import Missing, PageRequest
from bot.web.pages.urls import safe
from handlers.texts.web import libraries as library_texts
from handlers.texts.web import pages as page_texts
from storage.sql.paging import Page

if TYPE_CHECKING:
    from storage.alliances.alliances import Alliance
    from storage.libraries.libraries import Library

SIZE: Final = 60
"""Libraries of a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One library; ``notice`` is the address of the post about its joining."""

    href: str
    title: str
    where: str
    joined: date
    joined_words: str
    left: date | None
    left_words: str
    notice: str | None
    notice_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page of the roster, or of those who have left (``former``)."""

    caption: str
    former: bool
    lines: tuple[Line, ...]
    regions: tuple[Link, ...]
    ways: tuple[Link, ...]
    """Present members, former ones."""
    join: tuple[Link, ...]
    """Links into the bot."""
    pager: Pager | None


async def show(request: PageRequest) -> PageView:
    """``?region=`` narrows the list, ``?former=1``: those who have left. Raises Missing, for an unknown region, too."""
    alliance = await request.alliance()
    former, region = request.asked_number("former") == 1, request.words("region")
    regions = await request.books.libraries.regions(alliance.id)
    if region and region not in [one.region for one in regions]:
        raise Missing
    at = request.page()
    found = await _lines(request, alliance, at, former=former, region=region)
    if not found.items and found.total:
        found = await _lines(request, alliance, pages_of(found.total, SIZE) - 1, former=former, region=region)
    here = request.paths.part(alliance.slug, "members")
    gone = request.paths.part(alliance.slug, "members", former=1)
    address = request.paths.part(alliance.slug, "members", former=1 if former else None, region=region)
    own = {group.account_id for group in await request.books.groups.of_alliance(alliance.id)}
    view = View(
        caption=library_texts.members_caption(found.total, former=former, region=region),
        former=former,
        lines=found.items,
        regions=()
        if former or len(regions) < 2  # noqa: PLR2004 - one region is no choice
        else tuple(
            Link(
                words=f"{one.region}, {one.members}",
                href=request.paths.part(alliance.slug, "members", region=one.region),
                here=one.region == region,
            )
            for one in regions
        ),
        ways=(
            Link(words=library_texts.PRESENT, href=here, here=not former and not region),
            Link(words=library_texts.FORMER, href=gone, here=former),
        ),
        join=links_to_bot(request.directory, f"join_{alliance.id}", library_texts.join, own),
        pager=pager(request, found.total, SIZE, address),
    )
    heading = library_texts.members_heading(alliance.settlement)
    layout = alliance_layout(request, alliance, heading=heading, address=address, here="members")
    return PageView(template="members", layout=layout, view=view)


async def _lines(request: PageRequest, alliance: Alliance, at: int, *, former: bool, region: str) -> Page[Line]:
    libraries = request.books.libraries
    if former:
        left = await libraries.former(alliance.id, offset=at * SIZE, limit=SIZE)
        return Page(items=tuple(_line(request, alliance, one, None) for one in left.items), total=left.total)
    page = await libraries.roster(alliance.id, region=region or None, offset=at * SIZE, limit=SIZE)
    return Page(items=tuple(_line(request, alliance, one.library, one.link) for one in page.items), total=page.total)


def _line(request: PageRequest, alliance: Alliance, library: Library, notice: str | None) -> Line:
    assert library.joined_at is not None, "the roster holds those who joined"
    zone = ZoneInfo(alliance.zone)
    joined = library.joined_at.astimezone(zone).date()
    left = library.left_at.astimezone(zone).date() if library.left_at else None
    return Line(
        href=request.paths.library(alliance.slug, library.id),
        title=library.title,
        where=library_texts.where(library.district, library.region, library.settlement),
        joined=joined,
        joined_words=page_texts.full_day(joined),
        left=left,
        left_words=page_texts.full_day(left) if left else "",
        notice=safe(notice),
        notice_of=library_texts.notice_of(library.title),
    )
