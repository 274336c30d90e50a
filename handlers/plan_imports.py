"""What a plan from a file does to the joint plan: proposing, writing, undoing. Each deed checks rights itself.

A row is the same event when its library, its day (or month) and its plain title are the same: sent twice, it is
written once. Events are announced without a post of their own: the plan of their month carries them all.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from alliance.event import State
from alliance.plan_file import NoHeadings, PlanRow, Verdict, plain_title, read_plan
from alliance.rights import Action, Thing
from handlers.desk import TurnRefused
from handlers.event_deeds import announce_quietly, withdraw_quietly
from handlers.membership import tell_librarians
from handlers.plan_post import publish_months
from handlers.texts import base, planning
from handlers.texts import importing_plan as texts
from handlers.texts.event import host_words
from storage.event_records import PUBLIC
from talk.prompt import Button

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from handlers.desk import Desk
    from storage.books import Books
    from storage.events import Event, EventFacts
    from storage.libraries import Library
    from storage.plan_imports import PlanImport
    from talk.heard import Sheet

MOST_PARTNERS: Final = 1000
MOST_EVENTS: Final = 20_000
MOST_AT_ONCE: Final = 100
"""Events of one turn: everybody else waits while it is written; a longer plan is written in several."""
UNDOABLE: Final = timedelta(days=1)
THERE: Final = tuple(state for state in (State.DRAFT, *PUBLIC) if state is not State.CANCELLED)
Key = tuple[date | None, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What came of writing."""

    drafts: int = 0
    announced: int = 0
    left: int = 0
    """Rows for another turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What came of undoing."""

    removed: int = 0
    cancelled: int = 0
    kept: int = 0
    """Somebody changed them since, or their time has come."""


async def propose(desk: Desk, library_id: int, sheet: Sheet) -> int:
    """The rows are read and kept; their id. Raises TurnRefused for a table without headings or events."""
    library = await _library(desk, library_id)
    rows = await read(desk.books, library, sheet.rows, desk.now)
    if not rows:
        raise TurnRefused(texts.NO_HEADINGS if rows is None else texts.NO_ROWS, rows=desk.ways)
    return await desk.books.plan_imports.propose(
        alliance_id=library.alliance_id, library_id=library.id, made_by=desk.person.id, rows=rows, at=desk.now
    )


async def write(desk: Desk, import_id: int, *, announced: bool) -> Written:
    """The next rows that fit and are not in the plan yet: as drafts, or announced where nothing was guessed."""
    found = await _found(desk, import_id)
    library = await _library(desk, found.library_id)
    return await write_rows(
        desk.books, found, library, desk.now, announced=announced, by=desk.person.id, most=MOST_AT_ONCE
    )


async def undo(desk: Desk, import_id: int) -> Undone:
    """Its events that nobody has touched since: drafts are deleted, announced ones cancelled."""
    found = await _found(desk, import_id)
    desk.require(Action.CANCEL_EVENT, Thing(alliance=found.alliance_id, library=found.library_id))
    if found.written_at is None:
        raise TurnRefused(texts.NOT_WRITTEN, rows=base.MENU_ROWS)
    if found.undone_at is not None:
        raise TurnRefused(texts.UNDONE_ALREADY, rows=base.MENU_ROWS)
    if desk.now - found.written_at > UNDOABLE:
        raise TurnRefused(texts.TOO_LATE, rows=((Button(label=planning.MINE, press="mine"),), (base.BACK_TO_MENU,)))
    removed = cancelled = kept = 0
    days: list[date] = []
    seals = await desk.books.plan_imports.events_of(import_id)
    for event in await desk.books.events.many(seals) if seals else ():
        if event.state is State.CANCELLED:
            continue
        if seal_of(event) != seals[event.id]:
            kept += 1
        elif event.state is State.DRAFT:
            removed += await desk.books.events.remove(event.id)
        elif event.state is State.ANNOUNCED:
            await withdraw_quietly(desk.books, event, texts.WITHDRAWN, house=desk.house, now=desk.now)
            cancelled += 1
            days.append(event.day)
        else:
            kept += 1
    await publish_months(desk.books, found.alliance_id, days, desk.now)
    await desk.books.plan_imports.undone(import_id, desk.now)
    return Undone(removed=removed, cancelled=cancelled, kept=kept)


# Without a desk: for the command line as well.


async def read(
    books: Books, library: Library, table: Sequence[Sequence[str]], now: datetime
) -> tuple[PlanRow, ...] | None:
    """The rows of a table as that library's plan; None where it has no headings."""
    members = await books.libraries.members(library.alliance_id, limit=MOST_PARTNERS)
    partners = {one.id: one.title for one in members.items if one.id != library.id}
    try:
        return read_plan(table, now=now.astimezone(ZoneInfo(library.zone)), partners=partners)
    except NoHeadings:
        return None


async def known_keys(books: Books, library_id: int, rows: Collection[PlanRow]) -> frozenset[Key]:
    """Which events that library has already from the first day of the rows on, drafts too, without cancelled ones."""
    days = [day for row in rows if (day := row.day or row.month) is not None]
    if not days:
        return frozenset()
    found = await books.events.of_library(library_id, since=min(days), states=THERE, limit=MOST_EVENTS)
    return frozenset((one.day, plain_title(one.title)) for one in found.items if one.library_id == library_id)


def to_write(rows: Iterable[PlanRow], known: frozenset[Key]) -> list[PlanRow]:
    """Those that fit and are new."""
    return [row for row in rows if row.verdict is not Verdict.BAD and row.key not in known]


async def write_rows(
    books: Books, found: PlanImport, library: Library, now: datetime, *, announced: bool, by: int, most: int
) -> Written:
    fitting = to_write(found.rows, await known_keys(books, library.id, found.rows))
    fitting = [row for row in fitting if (start := _start(row, library.zone)) is None or start > now]
    made: list[Event] = []
    public: list[Event] = []
    for row in fitting[:most]:
        event = await books.events.add(alliance_id=library.alliance_id, at=now, **_facts(row, library))
        if announced and not row.guessed:
            public.append(event)
        else:
            made.append(event)
    for event in public:
        await announce_quietly(books, event, now)
    if public:
        await publish_months(books, library.alliance_id, {event.day for event in public}, now)
        await _tell_co_hosts(books, found.id, public, now, by=by)
    ids = [event.id for event in (*made, *public)]
    seals = {event.id: seal_of(event) for event in await books.events.many(ids)} if ids else {}
    if seals:
        await books.plan_imports.wrote(found.id, seals, now)
    return Written(drafts=len(made), announced=len(public), left=max(0, len(fitting) - most))


async def _tell_co_hosts(books: Books, import_id: int, events: Sequence[Event], now: datetime, *, by: int) -> None:
    """Once for all of them."""
    shared: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        for library in event.co_hosts:
            shared[library].append(event)
    for library, theirs in sorted(shared.items()):
        text = texts.co_host_of_many(len(theirs), host_words(theirs[0].host))
        rows = planning.open_rows(theirs[0].id)
        occasion = f"import:{import_id}:{theirs[0].id}:{library}"
        await tell_librarians(books, library, text, but=by, occasion=occasion, now=now, rows=rows)


def seal_of(event: Event) -> str:
    """A short word that changes with anything that people say of the event."""
    facts = [
        *(event.title, event.kind.value, event.month, event.starts_at, event.ends_at, event.zone, event.place),
        *(event.link, event.audience, event.age, event.tags, event.description, event.poster_id, event.poster_alt),
        *(event.registration, event.repeats, event.co_hosts, event.state.value, event.sequence),
    ]
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()


def _facts(row: PlanRow, library: Library) -> EventFacts:
    start = _start(row, library.zone)
    end = row.until.replace(tzinfo=ZoneInfo(library.zone)).astimezone(UTC) if start and row.until else None
    return {
        "title": row.title,
        "kind": row.kind.value,
        "library_id": library.id,
        "month": row.month if start is None else None,
        "starts_at": start,
        "ends_at": end,
        "zone": library.zone,
        "place": row.place,
        "link": row.link,
        "audience": row.audience,
        "age": row.age,
        "description": row.description,
        "co_hosts": row.co_hosts,
        "tags": (),
    }


def _start(row: PlanRow, zone: str) -> datetime | None:
    if row.day is None or row.at is None:
        return None
    return datetime.combine(row.day, row.at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


async def _library(desk: Desk, library_id: int) -> Library:
    """The library, if this person may plan for it."""
    library = await desk.books.libraries.get(library_id)
    desk.require(Action.ADD_EVENT, Thing(alliance=library.alliance_id, library=library.id) if library else Thing())
    assert library is not None, "nobody may plan for nothing"
    return library


async def _found(desk: Desk, import_id: int) -> PlanImport:
    found = await desk.books.plan_imports.get(import_id, lock=True)
    if found is None:
        raise TurnRefused(texts.NO_SUCH_IMPORT, rows=base.MENU_ROWS)
    return found
