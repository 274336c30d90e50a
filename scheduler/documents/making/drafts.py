"""A wish → the name and the bytes of a document: what is read from the database, and what is written from it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from domain.event import State
from domain.time.months import month_away
from handlers.plan.actions import co_hosts_of
from handlers.plan.calendar.changes import LastChanges
from handlers.plan.calendar.pieces import Series
from handlers.plan.calendar.reading import series_of
from handlers.plan.calendar.writing import Calendar, CalendarFile
from handlers.texts.documents import documents as texts
from handlers.texts.figures import FIGURES
from scheduler.documents.making.excel import workbook
from scheduler.documents.making.reports import MOST_PICTURES, Facts, report
from scheduler.documents.making.word import Writing
from scheduler.documents.progress import NOBODY_LOOKS, Progress

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.alliances.alliances import Alliance
    from storage.books import Books
    from storage.chronicle.chronicle import ChronicleEntry
    from storage.database import Database
    from storage.files.long_jobs import LongJob
    from storage.plan.events import Event

MOST: Final = 20_000
"""Events, libraries: more are not put into one document."""
CHUNK: Final = 500
_ONE_AT_A_TIME: Final = ThreadPoolExecutor(1, "papers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that was read; what is left to do needs no database."""

    name: str
    write: Callable[[Progress], bytes]


async def make(
    database: Database, paper: LongJob, directory: AccountDirectory, now: datetime, progress: Progress = NOBODY_LOOKS
) -> tuple[str, bytes]:
    """Raises LookupError for a wish that cannot be fulfilled any more, Unwanted, and whatever a bug raises."""
    async with database.reading() as books:
        draft = await _read(books, paper, directory, now)
    return draft.name, await asyncio.get_running_loop().run_in_executor(_ONE_AT_A_TIME, draft.write, progress)


async def _read(books: Books, paper: LongJob, directory: AccountDirectory, now: datetime) -> Draft:
    about = paper.about
    alliance = await books.alliances.get(int(about["alliance"]))
    if alliance is None:
        raise LookupError("the alliance is gone")
    kind, start = paper.kind, date.fromisoformat(about["start"])
    year = date(start.year, 1, 1), date(start.year + 1, 1, 1)
    months = month_away(start, 0), month_away(start, 1)
    match kind:
        case "plan":
            return await _plan(books, alliance, year)
        case "calendar":
            return await _calendar(books, alliance, year, directory, now)
        case "chronicle":
            told = await entries_between(books, alliance.id, *year)
            rows = [texts.chronicle_cells(entry) for entry in told]
            return _table(kind, alliance, str(start.year), texts.CHRONICLE_HEADS, rows)
        case "roster":
            members = await books.libraries.members(alliance.id, limit=MOST)
            return _table(kind, alliance, "", texts.ROSTER_HEADS, [texts.roster_cells(one) for one in members.items])
        case "month" | "year":
            return await _report(books, alliance, kind, months if kind == "month" else year)
        case "release":
            return await _release(books, alliance, int(about["event"]), directory)
        case "month-release":
            return await _month_release(books, alliance, months, directory)
    raise LookupError(f"no paper is called {kind!r}")


def _table(kind: str, alliance: Alliance, period: str, heads: tuple[str, ...], rows: list[Any]) -> Draft:
    name = texts.file_name(kind, alliance.settlement, period) + ".xlsx"
    return Draft(name=name, write=lambda progress: workbook(texts.SHEETS[kind], heads, rows, progress))


async def _plan(books: Books, alliance: Alliance, period: tuple[date, date]) -> Draft:
    found = await books.events.plan(alliance.id, *period, limit=MOST)
    hosts = await _co_hosts(books, found.items)
    rows = [texts.plan_cells(event, hosts[event.id]) for event in found.items]
    return _table("plan", alliance, str(period[0].year), texts.PLAN_HEADS, rows)


async def _co_hosts(books: Books, events: tuple[Event, ...]) -> dict[int, tuple[str, ...]]:
    """Event → the titles of those who host it together with the host: asked for all of them at once."""
    wanted = sorted({one for event in events for one in event.co_hosts})
    titles: dict[int, str] = {}
    for start in range(0, len(wanted), CHUNK):
        titles |= {one.id: one.title for one in await books.libraries.many(tuple(wanted[start : start + CHUNK]))}
    return {event.id: tuple(titles[one] for one in event.co_hosts if one in titles) for event in events}


async def _calendar(
    books: Books, alliance: Alliance, period: tuple[date, date], directory: AccountDirectory, now: datetime
) -> Draft:
    """As the feeds tell it (RFC 5545): who reads both sees everything once."""
    ids = await books.feeds.dated(alliance.id, period[0], before=period[1])
    series = [one async for one in series_of(books, ids[:MOST])]
    changed = await LastChanges().of(books, alliance.id)
    name = texts.file_name("calendar", alliance.settlement, str(period[0].year)) + ".ics"
    file = CalendarFile(
        Calendar(name="", zone=alliance.zone, source=""),
        address=lambda event: directory.page_url(f"/e/{event}") or "",
        changed=changed,
        now=now,
    )
    return Draft(name=name, write=lambda progress: _written(file, series, progress))


def _written(file: CalendarFile, series: list[Series], progress: Progress) -> bytes:
    for done, one in enumerate(series):
        progress.at(done, len(series))
        for _ in file.add(one):
            pass
    return b"".join(file.whole())


async def entries_between(books: Books, alliance_id: int, start: date, end: date) -> list[ChronicleEntry]:
    """What was told of those days, as it was corrected last; the oldest first."""
    found: list[ChronicleEntry] = []
    offset = 0
    while True:
        page = await books.chronicle.page(alliance_id, offset=offset, limit=CHUNK)
        found += [one for one in page.items if start <= one.happened_on < end and one.corrected_by is None]
        offset += CHUNK
        if len(page.items) < CHUNK or page.items[-1].happened_on < start:
            return found[::-1]


async def _report(books: Books, alliance: Alliance, kind: str, period: tuple[date, date]) -> Draft:
    told = await entries_between(books, alliance.id, *period)
    pictures: dict[int, bytes] = {}
    for one in (shown for entry in told for shown in entry.pictures if shown.agreed):
        if len(pictures) < MOST_PICTURES:
            pictures[one.picture_id] = await books.pictures.bytes_of(one.picture_id)
    words = texts.month_words(period[0]) if kind == "month" else texts.year_words(period[0].year)
    facts = Facts(
        title=texts.report_title(alliance.settlement, words),
        lines=await FIGURES.lines(books, alliance.id, *period),
        now=await FIGURES.at_this_moment(books, alliance.id),
        entries=tuple(told),
        pictures=pictures,
        by_month=kind == "year",
    )
    return Draft(
        name=texts.file_name(kind, alliance.settlement, words) + ".docx", write=lambda progress: report(facts, progress)
    )


async def _release(books: Books, alliance: Alliance, event_id: int, directory: AccountDirectory) -> Draft:
    event = await books.events.get(event_id)
    if event is None or event.state is not State.ANNOUNCED:
        raise LookupError("nobody is invited to it")
    return _press("release", alliance, event.title, [(event, await co_hosts_of(books, event))], directory)


async def _month_release(
    books: Books, alliance: Alliance, period: tuple[date, date], directory: AccountDirectory
) -> Draft:
    found = await books.events.plan(alliance.id, *period, states=(State.ANNOUNCED,), limit=MOST)
    hosts = await _co_hosts(books, found.items)
    told = [(event, hosts[event.id]) for event in found.items]
    return _press("month-release", alliance, texts.month_release_title(alliance.settlement, period[0]), told, directory)


def _press(
    kind: str, alliance: Alliance, title: str, told: list[tuple[Event, tuple[str, ...]]], directory: AccountDirectory
) -> Draft:
    def write(progress: Progress) -> bytes:
        writing = Writing(title)
        for done, (event, co_hosts) in enumerate(told):
            progress.at(done, len(told))
            if len(told) > 1:
                writing.heading(event.title)
            writing.text(texts.card_lines(event, co_hosts, url=directory.page_url(f"/e/{event.id}")).plain)
            writing.text(texts.release_text(event).plain)
        if not told:
            writing.text(texts.NOTHING)
        return writing.bytes()

    return Draft(name=texts.file_name(kind, alliance.settlement, "") + ".docx", write=write)
