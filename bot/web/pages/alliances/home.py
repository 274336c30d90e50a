"""``/``: all alliances, with a search by name and region (row 18)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.web.pages.bot_links import links_to_bot
from bot.web.pages.layout import Link, Pager, PageView, pager, pages_of, site_layout
from bot.web.pages.list_items import EMBLEM, Photo, photo
from bot.web.pages.request import PageRequest
from domain.near import likeness
from domain.spelling import fold, split_type
from handlers.texts.libraries.figures import size
from handlers.texts.web import alliances as texts
from handlers.texts.web import pages as page_texts
from storage.public.pages import PictureSize

SIZE: Final = 40
"""Alliances of a page."""
LOOKED_AT: Final = 5000
"""Names that are looked through for one that is like what was searched for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One alliance."""

    href: str
    name: str
    letter: str
    motto: str
    size: str
    emblem: Photo | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The list, and what was searched for."""

    action: str
    name: str
    region: str
    regions: tuple[str, ...]
    found: str
    searched: bool
    cards: tuple[Card, ...]
    near: tuple[Link, ...]
    """Alliances whose names are like what was searched for, where none has it."""
    pager: Pager | None
    home: str
    begin: tuple[Link, ...]
    """Links into the bot that found an alliance."""


def _emblem(request: PageRequest, size: PictureSize | None) -> Photo | None:
    """It stands beside the name, so its alternative text is empty."""
    return None if size is None else photo(size, "", request.paths, widths=EMBLEM)


async def _near(request: PageRequest, name: str) -> tuple[Link, ...]:
    names = await request.books.alliances.names(limit=LOOKED_AT)
    like = likeness(split_type(name)[1] or name, [one[1] for one in names])
    found = [names[place] for place, _ in like]
    return tuple(Link(words=settlement, href=request.paths.alliance(slug)) for _, settlement, slug in found)


async def show(request: PageRequest) -> PageView:
    """``?name=`` and ``?region=`` search; a page beyond the last is the last."""
    name, region = request.words("name"), request.words("region")
    folded = fold(name) if name else ""
    lists = request.books.public_pages
    page = await lists.alliances(folded=folded, region=region, offset=request.page() * SIZE, limit=SIZE)
    if not page.items and page.total:
        at = pages_of(page.total, SIZE) - 1
        page = await lists.alliances(folded=folded, region=region, offset=at * SIZE, limit=SIZE)
    emblems = await lists.sizes({one.emblem_id for one in page.items if one.emblem_id is not None})
    cards = tuple(
        Card(
            href=request.paths.alliance(one.slug),
            name=one.settlement,
            letter=one.settlement[:1].upper(),
            motto=one.motto or "",
            size=size(one.members, one.regions),
            emblem=_emblem(request, emblems.get(one.emblem_id or 0)),
        )
        for one in page.items
    )
    address = request.paths.home(name=name, region=region)
    view = View(
        action=request.paths.home(),
        name=name,
        region=region,
        regions=await lists.regions(),
        found=texts.found(page.total),
        searched=bool(name or region),
        cards=cards,
        near=await _near(request, name) if name and not page.total else (),
        pager=pager(request, page.total, SIZE, address),
        home=request.paths.home(),
        begin=links_to_bot(request.directory, "found", texts.begin, ()),
    )
    layout = site_layout(
        request,
        title=page_texts.title(page_texts.HOME),
        heading=page_texts.HOME,
        about=texts.HOME_LEAD,
        address=request.paths.home(),
    )
    return PageView(template="home", layout=layout, view=view)
