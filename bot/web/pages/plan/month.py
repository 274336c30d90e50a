"""``/a/{slug}/plan``: the joint plan as a list, a month's calendar or a year (rows 22, 26, 46)."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.web.pages.bot_links import links_to_bot
from bot.web.pages.layout import Layout, Link, Pager, PageView, alliance_layout, pager, pages_of
from bot.web.pages.list_items import EventLine, event_lines
from bot.web.pages.request import PageRequest
from domain.event import State
from domain.time.months import month_away
from handlers.texts.web import alliances as alliance_texts
from handlers.texts.web import pages as page_texts
from handlers.texts.web import plan as texts
from storage.alliances.alliances import Alliance

SIZE: Final = 40
"""Events of a page of the list."""
IN_CELL: Final = 3
"""Events that a day of the calendar names; the others are behind a link."""
MOST_UNDATED: Final = 30
"""Events of a month without a day that its calendar names."""
YEARS: Final = range(2000, 3000)
"""Those that ``?year=`` can name."""
JANUARY, DECEMBER = 1, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """Events under the names of their months."""

    ways: tuple[Link, ...]
    """The plan as list, month and year."""
    months: tuple[tuple[str, tuple[EventLine, ...]], ...]
    total: str
    everything: bool
    """Whether the alliance has no public event at all, of whatever time: then an empty list says so."""
    add: tuple[Link, ...]
    """Links into the bot that plan an event; only where the list is empty."""
    pager: Pager | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of the calendar; ``day`` is None for days of the months beside."""

    day: date | None
    words: str
    today: bool
    events: tuple[EventLine, ...]
    more: Link | None
    """To the events of the day that found no room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """A month's calendar, week by week."""

    ways: tuple[Link, ...]
    caption: str
    weeks: tuple[tuple[Cell, ...], ...]
    undated: tuple[EventLine, ...]
    before: Link
    after: Link
    empty: bool
    settlement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearView:
    """The months of a year in numbers: what was planned, and what became of it."""

    ways: tuple[Link, ...]
    caption: str
    months: tuple[tuple[Link, int, int, int], ...]
    """Each with planned, held and cancelled events."""
    totals: tuple[int, int, int]
    before: Link | None
    after: Link | None


async def show(request: PageRequest) -> PageView:
    """``?month=2026-12``: a calendar; ``?year=2026``: numbers; ``?day=2026-12-05``: that day. Raises Missing."""
    alliance = await request.alliance()
    month, year, day = request.month(), request.year(), request.day()
    if month is not None:
        return await _month(request, alliance, month)
    if year is not None:
        return await _year(request, alliance, year)
    return await _list(request, alliance, day)


def _ways(request: PageRequest, alliance: Alliance, here: str, when: date) -> tuple[Link, ...]:
    plan = request.paths.part(alliance.slug, "plan")
    return (
        Link(words=texts.AS_LIST, href=plan, here=here == "list"),
        Link(words=texts.AS_MONTH, href=request.paths.month(alliance.slug, when), here=here == "month"),
        Link(
            words=texts.AS_YEAR,
            href=request.paths.part(alliance.slug, "plan", year=when.year),
            here=here == "year",
        ),
    )


def _layout(request: PageRequest, alliance: Alliance, heading: str, address: str, *, looks: str = "") -> Layout:
    crumb = Link(words=page_texts.PLAN, href=request.paths.part(alliance.slug, "plan"))
    crumbs = () if address == crumb.href else (crumb,)
    feeds = (
        Link(words=alliance_texts.CALENDAR, href=request.paths.part(alliance.slug, "calendar.ics")),
        Link(words=texts.PLAN_FEED, href=request.paths.part(alliance.slug, "plan.atom")),
    )
    return alliance_layout(
        request, alliance, heading=heading, address=address, here="plan", crumbs=crumbs, looks=looks, feeds=feeds
    )


async def _list(request: PageRequest, alliance: Alliance, day: date | None) -> PageView:
    """From today on, together with what has no day in this month yet; or one day."""
    start = day or request.today(alliance)
    end = day + timedelta(days=1) if day else None
    lists, at = request.books.public_pages, request.page()
    found = await lists.plan(alliance.id, start, end, offset=at * SIZE, limit=SIZE)
    if not found.items and found.total:
        at = pages_of(found.total, SIZE) - 1
        found = await lists.plan(alliance.id, start, end, offset=at * SIZE, limit=SIZE)
    months: dict[date, list[EventLine]] = {}
    for line in event_lines(found.items, request.paths):
        months.setdefault(line.day.replace(day=1), []).append(line)
    address = request.paths.part(alliance.slug, "plan", day=day.isoformat() if day else None)
    view = ListView(
        ways=_ways(request, alliance, "" if day else "list", start),
        months=tuple((texts.month_name(month), tuple(lines)) for month, lines in months.items()),
        total=texts.events(found.total),
        everything=day is None and await lists.years(alliance.id) is None,
        add=() if found.total else await _add(request, alliance),
        pager=pager(request, found.total, SIZE, address),
    )
    heading = texts.day_heading(day) if day else texts.plan_heading(alliance.settlement)
    return PageView(template="plan", layout=_layout(request, alliance, heading, address), view=view)


async def _add(request: PageRequest, alliance: Alliance) -> tuple[Link, ...]:
    groups = await request.books.groups.of_alliance(alliance.id)
    return links_to_bot(request.directory, "event", alliance_texts.add_event, {group.account_id for group in groups})


async def _month(request: PageRequest, alliance: Alliance, month: date) -> PageView:
    following, lists = month_away(month, 1), request.books.public_pages
    shown, counts = await lists.month(alliance.id, month, following, most=IN_CELL)
    undated = await lists.undated(alliance.id, month, limit=MOST_UNDATED)
    by_day: dict[date, list[EventLine]] = {}
    for line in event_lines(shown, request.paths):
        by_day.setdefault(line.day, []).append(line)
    today = request.today(alliance)

    def cell(day: date) -> Cell:
        if day.month != month.month:
            return Cell(day=None, words="", today=False, events=(), more=None)
        events = by_day.get(day, [])
        rest = counts.get(day, 0) - len(events)
        address = request.paths.part(alliance.slug, "plan", day=day.isoformat())
        more = Link(words=texts.more_events(rest), href=address) if rest > 0 else None
        return Cell(day=day, words=texts.day_heading(day), today=day == today, events=tuple(events), more=more)

    before, address = month_away(month, -1), request.paths.month(alliance.slug, month)
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    view = MonthView(
        ways=_ways(request, alliance, "month", month),
        caption=texts.calendar_caption(month, alliance.settlement),
        weeks=tuple(tuple(cell(day) for day in week) for week in weeks),
        undated=event_lines(undated, request.paths),
        before=Link(words=texts.month_name(before), href=request.paths.month(alliance.slug, before)),
        after=Link(words=texts.month_name(following), href=request.paths.month(alliance.slug, following)),
        empty=not counts and not undated,
        settlement=alliance.settlement,
    )
    layout = _layout(request, alliance, texts.month_heading(month), address, looks="month")
    return PageView(template="month", layout=layout, view=view)


async def _year(request: PageRequest, alliance: Alliance, year: int) -> PageView:
    found = await request.books.events.counts_by_month(alliance.id, year)
    months = []
    for number in range(JANUARY, DECEMBER + 1):
        first = date(year, number, 1)
        counts = found.get(first, {})
        link = Link(words=texts.month_alone(first), href=request.paths.month(alliance.slug, first))
        months.append((link, sum(counts.values()), texts.done(counts), counts.get(State.CANCELLED, 0)))
    address = request.paths.part(alliance.slug, "plan", year=year)
    here = request.today(alliance)
    view = YearView(
        ways=_ways(request, alliance, "year", here if here.year == year else date(year, JANUARY, 1)),
        caption=texts.year_caption(year),
        months=tuple(months),
        totals=_totals(months),
        before=_year_link(request, alliance, year - 1),
        after=_year_link(request, alliance, year + 1),
    )
    return PageView(template="year", layout=_layout(request, alliance, texts.year_heading(year), address), view=view)


def _totals(months: Sequence[tuple[Link, int, int, int]]) -> tuple[int, int, int]:
    return sum(one[1] for one in months), sum(one[2] for one in months), sum(one[3] for one in months)


def _year_link(request: PageRequest, alliance: Alliance, year: int) -> Link | None:
    if year not in YEARS:
        return None
    return Link(words=str(year), href=request.paths.part(alliance.slug, "plan", year=year))
