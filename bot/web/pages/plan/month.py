"""``/a/{slug}/plan``: the joint plan as a list, a month's calendar or a year (rows 22, 26, 46)."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.web.pages.bot_links import ways
from bot.web.pages.layout import Frame, Link, Pager, Shown, alliance_frame, pager, pages_of
from bot.web.pages.list_items import EventLine, event_lines
from bot.web.pages.request import Visit, month_after, month_before
from domain.event import State
from handlers.texts.web import alliances as alliance_texts
from handlers.texts.web import pages as page_texts
from handlers.texts.web import plan as texts
from storage.alliances.alliances import Alliance

SIZE: Final = 40
IN_CELL: Final = 3
"""Events that a day of the calendar names; the others are behind a link."""
MOST_UNDATED: Final = 30
YEARS: Final = range(2000, 3000)
JANUARY, DECEMBER = 1, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """Events under the names of their months."""

    ways: tuple[Link, ...]
    months: tuple[tuple[str, tuple[EventLine, ...]], ...]
    total: str
    everything: bool
    """Whether nothing at all is planned, rather than nothing then."""
    add: tuple[Link, ...]
    """Ways to plan something; only where nothing is planned yet."""
    pager: Pager | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A day of the calendar; ``day`` is None before the first and after the last."""

    day: date | None
    words: str
    today: bool
    events: tuple[EventLine, ...]
    more: Link | None


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
    """The months of a year in numbers: plan and fact."""

    ways: tuple[Link, ...]
    caption: str
    months: tuple[tuple[Link, int, int, int], ...]
    """Planned, held and cancelled."""
    totals: tuple[int, int, int]
    before: Link | None
    after: Link | None


async def show(visit: Visit) -> Shown:
    """Raises Missing."""
    alliance = await visit.alliance()
    month, year, day = visit.month(), visit.year(), visit.day()
    if month is not None:
        return await _month(visit, alliance, month)
    if year is not None:
        return await _year(visit, alliance, year)
    return await _list(visit, alliance, day)


def _ways(visit: Visit, alliance: Alliance, here: str, when: date) -> tuple[Link, ...]:
    plan = visit.paths.part(alliance.slug, "plan")
    return (
        Link(words=texts.AS_LIST, href=plan, here=here == "list"),
        Link(words=texts.AS_MONTH, href=visit.paths.month(alliance.slug, when), here=here == "month"),
        Link(
            words=texts.AS_YEAR,
            href=visit.paths.part(alliance.slug, "plan", year=when.year),
            here=here == "year",
        ),
    )


def _frame(visit: Visit, alliance: Alliance, heading: str, address: str, *, looks: str = "") -> Frame:
    crumb = Link(words=page_texts.PLAN, href=visit.paths.part(alliance.slug, "plan"))
    crumbs = () if address == crumb.href else (crumb,)
    feeds = (
        Link(words=alliance_texts.CALENDAR, href=visit.paths.part(alliance.slug, "calendar.ics")),
        Link(words=texts.PLAN_FEED, href=visit.paths.part(alliance.slug, "plan.atom")),
    )
    return alliance_frame(
        visit, alliance, heading=heading, address=address, here="plan", crumbs=crumbs, looks=looks, feeds=feeds
    )


async def _list(visit: Visit, alliance: Alliance, day: date | None) -> Shown:
    """From today on, together with what has no day in this month yet; or one day."""
    start = day or visit.today(alliance)
    end = day + timedelta(days=1) if day else None
    showcase, at = visit.books.showcase, visit.page()
    found = await showcase.plan(alliance.id, start, end, offset=at * SIZE, limit=SIZE)
    if not found.items and found.total:
        at = pages_of(found.total, SIZE) - 1
        found = await showcase.plan(alliance.id, start, end, offset=at * SIZE, limit=SIZE)
    months: dict[date, list[EventLine]] = {}
    for line in event_lines(found.items, visit.paths):
        months.setdefault(line.day.replace(day=1), []).append(line)
    address = visit.paths.part(alliance.slug, "plan", day=day.isoformat() if day else None)
    view = ListView(
        ways=_ways(visit, alliance, "" if day else "list", start),
        months=tuple((texts.month_name(month), tuple(lines)) for month, lines in months.items()),
        total=texts.events(found.total),
        everything=day is None and await showcase.years(alliance.id) is None,
        add=() if found.total else await _add(visit, alliance),
        pager=pager(visit, found.total, SIZE, address),
    )
    heading = texts.day_heading(day) if day else texts.plan_heading(alliance.settlement)
    return Shown(template="plan", frame=_frame(visit, alliance, heading, address), view=view)


async def _add(visit: Visit, alliance: Alliance) -> tuple[Link, ...]:
    groups = await visit.books.groups.of_alliance(alliance.id)
    return ways(visit.house, "event", alliance_texts.add_event, {group.account_id for group in groups})


async def _month(visit: Visit, alliance: Alliance, month: date) -> Shown:
    following, showcase = month_after(month), visit.books.showcase
    shown, counts = await showcase.month(alliance.id, month, following, most=IN_CELL)
    undated = await showcase.undated(alliance.id, month, limit=MOST_UNDATED)
    by_day: dict[date, list[EventLine]] = {}
    for line in event_lines(shown, visit.paths):
        by_day.setdefault(line.day, []).append(line)
    today = visit.today(alliance)

    def cell(day: date) -> Cell:
        if day.month != month.month:
            return Cell(day=None, words="", today=False, events=(), more=None)
        events = by_day.get(day, [])
        rest = counts.get(day, 0) - len(events)
        address = visit.paths.part(alliance.slug, "plan", day=day.isoformat())
        more = Link(words=texts.more_events(rest), href=address) if rest > 0 else None
        return Cell(day=day, words=texts.day_heading(day), today=day == today, events=tuple(events), more=more)

    before, address = month_before(month), visit.paths.month(alliance.slug, month)
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    view = MonthView(
        ways=_ways(visit, alliance, "month", month),
        caption=texts.calendar_caption(month, alliance.settlement),
        weeks=tuple(tuple(cell(day) for day in week) for week in weeks),
        undated=event_lines(undated, visit.paths),
        before=Link(words=texts.month_name(before), href=visit.paths.month(alliance.slug, before)),
        after=Link(words=texts.month_name(following), href=visit.paths.month(alliance.slug, following)),
        empty=not counts and not undated,
        settlement=alliance.settlement,
    )
    frame = _frame(visit, alliance, texts.month_heading(month), address, looks="month")
    return Shown(template="month", frame=frame, view=view)


async def _year(visit: Visit, alliance: Alliance, year: int) -> Shown:
    found = await visit.books.events.counts_by_month(alliance.id, year)
    months = []
    for number in range(JANUARY, DECEMBER + 1):
        first = date(year, number, 1)
        counts = found.get(first, {})
        link = Link(words=texts.month_alone(first), href=visit.paths.month(alliance.slug, first))
        months.append((link, sum(counts.values()), texts.done(counts), counts.get(State.CANCELLED, 0)))
    address = visit.paths.part(alliance.slug, "plan", year=year)
    here = visit.today(alliance)
    view = YearView(
        ways=_ways(visit, alliance, "year", here if here.year == year else date(year, JANUARY, 1)),
        caption=texts.year_caption(year),
        months=tuple(months),
        totals=_totals(months),
        before=_year_link(visit, alliance, year - 1),
        after=_year_link(visit, alliance, year + 1),
    )
    return Shown(template="year", frame=_frame(visit, alliance, texts.year_heading(year), address), view=view)


def _totals(months: Sequence[tuple[Link, int, int, int]]) -> tuple[int, int, int]:
    return sum(one[1] for one in months), sum(one[2] for one in months), sum(one[3] for one in months)


def _year_link(visit: Visit, alliance: Alliance, year: int) -> Link | None:
    if year not in YEARS:
        return None
    return Link(words=str(year), href=visit.paths.part(alliance.slug, "plan", year=year))
