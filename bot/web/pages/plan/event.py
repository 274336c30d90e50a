"""``/e/{event}``: one event for everybody who may come (rows 22, 39, 46)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.web.pages import jsonld
from bot.web.pages.bot_links import links_to_bot
from bot.web.pages.layout import MOST_ABOUT, Layout, Link, PageView, alliance_layout
from bot.web.pages.list_items import Photo, excerpt, paragraphs, photo
from bot.web.pages.request import Missing, PageRequest
from bot.web.pages.urls import safe
from domain.event import State
from domain.moderation import What
from domain.plan.place import map_of, words_of
from handlers.texts.language import ALWAYS_YEAR, capital, clock, short_day, zone_city
from handlers.texts.plan import event_facts, facts
from handlers.texts.web import pages as page_texts
from handlers.texts.web import plan as texts
from storage.plan.event_records import PUBLIC

if TYPE_CHECKING:
    from storage.alliances.alliances import Alliance
    from storage.plan.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The beginning by the clock of some cities; with the day where that is not the host's."""

    time: str
    cities: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An event; what does not apply is empty."""

    iso: str
    """The beginning as HTML's ``time`` wants it; ``2026-12`` while only the month is known."""
    when: str
    place: str
    map: str | None
    """The address of the point on a map."""
    link: str | None
    """Of an online event, until it begins."""
    host: Link
    host_where: str
    co_hosts: tuple[Link, ...]
    facts: tuple[tuple[str, str], ...]
    """Label and value."""
    age: str
    state: str
    """``announced``, ``held``, ``cancelled`` or ``chronicled``."""
    state_words: str
    reason: str
    changed: str
    """That it was moved, and from when; or that something else was changed."""
    description: tuple[str, ...]
    poster: Photo | None
    clocks: tuple[Clock, ...]
    remind: tuple[Link, ...]
    """Links into the bot."""
    told: tuple[Link, ...]
    """Entries of the chronicle."""
    poster_href: str
    plan_href: str
    calendar: str | None
    """The address of its iCalendar file; None without a day, and once nobody can come."""


async def public_event(request: PageRequest) -> Event:
    """The one of the address. Raises Missing, for a draft, too."""
    event = await request.books.events.get(request.number("event"))
    if event is None or event.state not in PUBLIC:
        raise Missing
    return event


async def show(request: PageRequest) -> PageView:
    """Raises Missing."""
    event = await public_event(request)
    alliance = await request.books.alliances.get(event.alliance_id)
    if alliance is None:
        raise Missing
    view = await _view(request, event, alliance.slug)
    return PageView(template="event", layout=_layout(request, alliance, event, view), view=view)


async def _view(request: PageRequest, event: Event, slug: str) -> View:
    paths = request.paths
    announced = event.state is State.ANNOUNCED
    open_to_come = announced and (event.starts_at is None or event.starts_at > request.now)
    return View(
        iso=event.starts_at.isoformat() if event.starts_at else f"{event.day:%Y-%m}",
        when=capital(event_facts.when_words(event, today=ALWAYS_YEAR)),
        place=words_of(event.place or ""),
        map=safe(map_of(event.place or "")),
        link=safe(event.link) if open_to_come else None,
        host=Link(words=event.host.title, href=paths.library(slug, event.host.id)),
        host_where=event_facts.settlement_of(event.host),
        co_hosts=await _co_hosts(request, event, slug),
        facts=_facts(event),
        age="" if event.age is None else event_facts.age_words(event.age),
        state=event.state.value,
        state_words=event_facts.STATES[event.state],
        reason=texts.reason(event.cancel_reason) if event.cancel_reason else "",
        changed=await _changed(request, event) if announced and event.sequence > 0 else "",
        description=paragraphs(event.description),
        poster=await poster_photo(request, event),
        clocks=await _clocks(request, event) if announced else (),
        remind=await _remind(request, event) if open_to_come else (),
        told=await _told(request, event, slug),
        poster_href=paths.poster(event.id),
        plan_href=paths.month(slug, event.day.replace(day=1)),
        calendar=paths.event_calendar(event.id) if open_to_come and event.starts_at else None,
    )


def _layout(request: PageRequest, alliance: Alliance, event: Event, view: View) -> Layout:
    paths, card = request.paths, request.whole(request.paths.card(event.id))
    return alliance_layout(
        request,
        alliance,
        heading=event.title,
        address=paths.event(event.id),
        here="plan",
        about=excerpt(f"{view.when}. {' '.join(view.description)}", MOST_ABOUT)[0],
        crumbs=(Link(words=page_texts.PLAN, href=paths.part(alliance.slug, "plan")),),
        image=card,
        report=paths.report(What.EVENT, event.id),
        thing=jsonld.event(
            event,
            url=request.whole(paths.event(event.id)),
            host_url=request.whole(paths.library(alliance.slug, event.host.id)),
            images=([request.whole(view.poster.whole)] if view.poster else []) + [card],
        ),
    )


async def _co_hosts(request: PageRequest, event: Event, slug: str) -> tuple[Link, ...]:
    """Links to the pages of the libraries that hold it together with the host."""
    together = await request.books.libraries.many(event.co_hosts) if event.co_hosts else ()
    return tuple(Link(words=one.title, href=request.paths.library(slug, one.id)) for one in together)


async def _remind(request: PageRequest, event: Event) -> tuple[Link, ...]:
    """Deep links into the bot, first those of the messengers where the alliance has a group."""
    groups = await request.books.groups.of_alliance(event.alliance_id)
    return links_to_bot(request.directory, f"e_{event.id}", texts.remind, {group.account_id for group in groups})


async def _told(request: PageRequest, event: Event, slug: str) -> tuple[Link, ...]:
    """Links to what the chronicle tells of it, without entries that were corrected since."""
    entries = await request.books.chronicle.of_event(event.id)
    return tuple(
        Link(words=one.title, href=request.paths.entry(slug, one.id)) for one in entries if one.corrected_by is None
    )


async def _changed(request: PageRequest, event: Event) -> str:
    """From the public journal, which holds the day it was moved from."""
    deeds = [one.facts for one in await request.books.journal.of_event(event.alliance_id, event.id)]
    moved = next((place for place, facts in enumerate(deeds) if facts.get("what") == "moved"), None)
    if moved is None:
        return texts.CHANGED
    before = deeds[moved + 1] if moved + 1 < len(deeds) else {}
    told = before.get("day")
    day = date.fromisoformat(told) if isinstance(told, str) else None
    return texts.moved(day, event.day, month_only=before.get("month_only") is True)


def _facts(event: Event) -> tuple[tuple[str, str], ...]:
    return tuple((row.label, words) for row in facts.ON_PAGE if (words := row.value(event)))


async def poster_photo(request: PageRequest, event: Event) -> Photo | None:
    """The poster that its host attached; None without one."""
    if event.poster_id is None:
        return None
    sizes = await request.books.public_pages.sizes((event.poster_id,))
    return next((photo(one, event_facts.poster_alt(event), request.paths) for one in sizes.values()), None)


async def _clocks(request: PageRequest, event: Event) -> tuple[Clock, ...]:
    """The beginning by every clock of the members, from west to east.

    Empty where all clocks show the same, and for an event of which only the month is known.
    """
    if event.starts_at is None:
        return ()
    zones = await request.books.public_pages.zones(event.alliance_id)
    shown: dict[tuple[date, str], list[str]] = {}
    for zone in sorted({*zones, event.zone}):
        local = event.starts_at.astimezone(ZoneInfo(zone))
        shown.setdefault((local.date(), clock(local)), []).append(zone_city(zone))
    if len(shown) == 1:
        return ()
    own = event.starts_at.astimezone(ZoneInfo(event.zone)).date()
    return tuple(
        Clock(time=time if day == own else f"{time}, {short_day(day)}", cities=", ".join(sorted(cities)))
        for (day, time), cities in sorted(shown.items())
    )
