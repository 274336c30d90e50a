"""``/a/{slug}/tv``: the screen in a foyer, today and this week, refreshing itself (rows 18, 46)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.web.pages.layout import Shown, alliance_frame
from bot.web.pages.list_items import EventLine, event_lines
from bot.web.pages.plan.poster import qr
from bot.web.pages.request import Missing, Visit
from handlers.texts.web import plan as texts

REFRESH: Final = 300
"""Seconds."""
STILL_ON: Final = timedelta(hours=2)
"""What began so long ago and did not say its end may still be going on."""
WEEK: Final = timedelta(days=7)
MOST_TODAY: Final = 4
MOST_LATER: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is on."""

    day: date
    day_words: str
    motto: str
    today: tuple[EventLine, ...]
    later: tuple[EventLine, ...]
    soon: tuple[EventLine, ...]
    """What comes after this week, where there is room for it."""
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
    on = max(start, visit.now - STILL_ON)
    today = await showcase.on(alliance.id, on, day, library_ids=hosts, limit=MOST_TODAY)
    later = await showcase.on(alliance.id, day, week, library_ids=hosts, begins=True, limit=MOST_LATER)
    room = max(MOST_LATER - 1 - len(later.items), 0) if library is None else 0  # its heading takes room, too
    soon = await showcase.coming(alliance.id, week, limit=room) if room else ()
    rest = today.total - len(today.items) + later.total - len(later.items)
    plan = visit.paths.part(alliance.slug, "plan")
    view = View(
        day=local.date(),
        day_words=texts.tv_day(local.date()),
        motto=alliance.motto or "",
        today=event_lines(today.items, visit.paths),
        later=event_lines(later.items, visit.paths),
        soon=event_lines(soon, visit.paths),
        more=texts.tv_more(rest) if rest else "",
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
