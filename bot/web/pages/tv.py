"""``/a/{slug}/tv``: the screen in a foyer, today and this week, refreshing itself (rows 18, 46)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.web.pages.frame import alliance_frame
from bot.web.pages.lines import EventLine, event_lines
from bot.web.pages.poster import qr
from bot.web.pages.visit import Missing, Shown, Visit
from handlers.texts import pages as texts

REFRESH: Final = 300
"""Seconds."""
WEEK: Final = timedelta(days=7)
MOST_TODAY: Final = 4
MOST_LATER: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is on."""

    now: str
    motto: str
    today: tuple[EventLine, ...]
    later: tuple[EventLine, ...]
    more: str
    qr: Markup
    plan: str
    address: str


async def show(visit: Visit) -> Shown:
    """``?library=7`` shows only what that library hosts. Raises Missing."""
    alliance = await visit.alliance()
    library = visit.asked_number("library")
    if library is not None:
        known = await visit.books.libraries.get(library)
        if known is None or known.alliance_id != alliance.id:
            raise Missing
    zone = ZoneInfo(alliance.zone)
    local = visit.now.astimezone(zone)
    start = datetime.combine(local.date(), time(), tzinfo=zone)
    hosts = None if library is None else (library,)
    day, week = start + timedelta(days=1), start + WEEK
    showcase = visit.books.showcase
    today = await showcase.on(alliance.id, start, day, library_ids=hosts, limit=MOST_TODAY)
    later = await showcase.on(alliance.id, day, week, library_ids=hosts, begins=True, limit=MOST_LATER)
    rest = today.total - len(today.items) + later.total - len(later.items)
    plan = visit.paths.part(alliance.slug, "plan")
    view = View(
        now=texts.tv_now(local),
        motto=alliance.motto or "",
        today=event_lines(today.items, visit.paths),
        later=event_lines(later.items, visit.paths),
        more=texts.more_events(rest) if rest else "",
        qr=qr(f"{visit.origin}{plan}", texts.TV_SCAN_ALT),
        plan=plan,
        address=f"{visit.origin}{plan}".partition("://")[2],
    )
    frame = alliance_frame(
        visit,
        alliance,
        heading=texts.tv_heading(alliance.settlement),
        address=visit.paths.part(alliance.slug, "tv"),
        looks="tv",
        refresh=REFRESH,
        hidden=True,
    )
    return Shown(template="tv", frame=frame, view=view)
