"""``/a/{slug}/tv``: the screen in a foyer, today and this week, refreshing itself (rows 18, 46)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.web.pages.layout import PageView, alliance_layout
from bot.web.pages.list_items import EventLine, event_lines
from bot.web.pages.plan.poster import qr
from bot.web.pages.request import Missing, PageRequest
from handlers.texts.web import plan as texts

REFRESH: Final = 300
"""Seconds after which the page loads itself again."""
STILL_ON: Final = timedelta(hours=2)
"""How long an event counts as going on that began and has no end."""
WEEK: Final = timedelta(days=7)
MOST_TODAY: Final = 4
MOST_LATER: Final = 4
"""Events that fit on the screen: of today, of the six days after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The screen."""

    day: date
    day_words: str
    motto: str
    today: tuple[EventLine, ...]
    later: tuple[EventLine, ...]
    soon: tuple[EventLine, ...]
    """Events after these seven days, where there is room for them."""
    more: str
    """How many of today and this week found no room."""
    qr: Markup
    """Of the plan's address."""
    plan: str
    address: str


async def show(request: PageRequest) -> PageView:
    """``?library=7`` shows only what that library hosts. Raises Missing."""
    alliance = await request.alliance()
    library = request.asked_number("library")
    if library is not None:
        known = await request.books.libraries.get(library)
        if known is None or known.alliance_id != alliance.id:
            raise Missing
        library = known.id
    zone = ZoneInfo(alliance.zone)
    local = request.now.astimezone(zone)
    start = datetime.combine(local.date(), time(), tzinfo=zone)
    hosts = None if library is None else (library,)
    day, week = start + timedelta(days=1), start + WEEK
    lists = request.books.public_pages
    on = max(start, request.now - STILL_ON)
    today = await lists.on(alliance.id, on, day, library_ids=hosts, limit=MOST_TODAY)
    later = await lists.on(alliance.id, day, week, library_ids=hosts, begins=True, limit=MOST_LATER)
    room = max(MOST_LATER - 1 - len(later.items), 0) if library is None else 0  # its heading takes room, too
    soon = await lists.coming(alliance.id, week, limit=room) if room else ()
    rest = today.total - len(today.items) + later.total - len(later.items)
    plan = request.paths.part(alliance.slug, "plan")
    view = View(
        day=local.date(),
        day_words=texts.tv_day(local.date()),
        motto=alliance.motto or "",
        today=event_lines(today.items, request.paths),
        later=event_lines(later.items, request.paths),
        soon=event_lines(soon, request.paths),
        more=texts.tv_more(rest) if rest else "",
        qr=qr(f"{request.origin}{plan}", texts.TV_SCAN_ALT),
        plan=plan,
        address=f"{request.origin}{plan}".partition("://")[2],
    )
    layout = alliance_layout(
        request,
        alliance,
        heading=texts.tv_heading(alliance.settlement),
        address=request.paths.part(alliance.slug, "tv"),
        looks="tv",
        refresh=REFRESH,
        hidden=True,
    )
    return PageView(template="tv", layout=layout, view=view)
