"""Rows of a plan from a file become events, and these are taken back: some at a time, without a turn.

A row is the same event when its library, its day (or month) and its plain title are the same: sent twice, it is
written once. Events are announced without a post of their own: the plan of their month carries them all.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.event import Said, State
from domain.plan.rows import Key, PlanRow, Remark, Verdict, plain_title
from domain.rights import Action, Roles, Thing, may
from handlers.plan.actions import announce_quietly
from handlers.plan.files.telling import tell_co_hosts, tell_of_undoing
from handlers.plan.month_post import publish_months
from handlers.plan.taking_back import take_back_unseen, withdraw_quietly
from handlers.texts.plan import files as texts
from storage.plan.event_records import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from storage.books import Books
    from storage.libraries.libraries import Library
    from storage.plan.events import Event, EventFacts
    from storage.plan.imports import PlanImport

MOST_AT_ONCE: Final = 30
"""Events of one transaction: everybody else waits while it is written, half a second at the most."""
MOST_EVENTS: Final = 20_000
THERE: Final = tuple(state for state in (State.DRAFT, *PUBLIC) if state is not State.CANCELLED)
HOSTLESS: Final = frozenset(
    {Remark.NO_HOST, Remark.STRANGE_HOST, Remark.WHICH_HOST, Remark.ALL_HOSTS, Remark.SHORT_HOST}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What came of writing."""

    drafts: int = 0
    announced: int = 0
    left: int = 0
    """Rows for another time."""
    held_back: int = 0
    """Drafts that would have been announced, had there been room for so many announcements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What came of undoing."""

    removed: int = 0
    """Drafts."""
    unseen: int = 0
    """Announced, and nobody knew of them: they are gone, too."""
    cancelled: int = 0
    kept: int = 0
    """Somebody changed them since, or their time has come."""
    left: int = 0


def allowed(roles: Roles, found: PlanImport, *, public: bool = False) -> bool:
    """Whoever may plan for its library, or for all of them if it is everybody's plan.

    ``public``: what comes of it, or goes with it, is seen by everybody.
    """
    if found.joint:
        return may(roles, Action.IMPORT_JOINT_PLAN, Thing(alliance=found.alliance_id))
    planning = Action.ANNOUNCE_EVENT if public else Action.ADD_EVENT
    return may(roles, planning, Thing(alliance=found.alliance_id, library=found.library_id))


async def is_public(books: Books, found: PlanImport) -> bool:
    """Whether anything that came of it was announced."""
    ids = list(await books.plan_imports.events_of(found.id))
    return any(event.state is not State.DRAFT for event in (await books.events.many(ids) if ids else ()))


async def known_keys(books: Books, found: PlanImport) -> frozenset[Key]:
    """Which events its libraries have already from the first day of the rows on, drafts too, without cancelled ones."""
    days = [day for row in found.rows if (day := row.day or row.month) is not None]
    if not days:
        return frozenset()
    hosts = {host for row in found.rows if (host := found.host_of(row)) is not None}
    known: set[Key] = set()
    for host in hosts:
        there = await books.events.of_library(host, since=min(days), states=THERE, limit=MOST_EVENTS)
        named = host if found.joint else None
        known |= {(named, one.day, plain_title(one.title)) for one in there.items if one.library_id == host}
    return frozenset(known)


def to_write(found: PlanImport, known: Collection[Key], now: datetime) -> list[PlanRow]:
    """Those that fit, are new and not over."""
    good = (row for row in found.rows if row.verdict is not Verdict.BAD and row.key not in known)
    return [row for row in good if row.day is None or row.day >= now.date()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What writing a file would do."""

    known: frozenset[Key]
    fitting: tuple[PlanRow, ...]
    """Rows that would become events."""
    bad: int
    """Rows that cannot, until they are mended."""
    same: int
    """Rows that are in the plan already, or over."""

    @property
    def sure(self) -> tuple[PlanRow, ...]:
        """Those of ``fitting`` in which nothing was guessed: only they may be announced."""
        return tuple(row for row in self.fitting if not row.guessed)

    def count(self, verdict: Verdict) -> int:
        """How many of ``fitting`` have it."""
        return sum(row.verdict is verdict for row in self.fitting)


async def preview(books: Books, found: PlanImport, now: datetime) -> Preview:
    """Reads the plans of the libraries that the file names; writes nothing."""
    known = await known_keys(books, found)
    fitting = tuple(to_write(found, known, now))
    bad = sum(row.verdict is Verdict.BAD for row in found.rows)
    return Preview(known=known, fitting=fitting, bad=bad, same=len(found.rows) - bad - len(fitting))


async def write_some(
    books: Books,
    found: PlanImport,
    now: datetime,
    *,
    announced: bool,
    by: int | None,
    most: int,
    room: int | None = None,
) -> Written:
    """The next rows. ``by``: whose own libraries may be announced, where it is everybody's plan; None: nobody's.

    ``room``: so many may be announced, the others become drafts; None: all.
    """
    await books.alliances.lock(found.alliance_id)  # the same file twice at once is written once
    hosts = {row_host for row in found.rows if (row_host := found.host_of(row)) is not None}
    libraries = {one.id: one for one in await books.libraries.many(hosts) if one.is_member}
    own = await _own(books, found, libraries, by)
    fitting = []
    for row in to_write(found, await known_keys(books, found), now):
        library = libraries.get(found.host_of(row) or 0)
        if library is not None and ((start := _start(row, library.zone)) is None or start > now):
            fitting.append((row, library))
    made: list[Event] = []
    public: list[Event] = []
    held_back = 0
    for row, library in fitting[:most]:
        event = await books.events.add(alliance_id=library.alliance_id, at=now, **_facts(row, library))
        wanted = announced and not row.guessed and library.id in own
        fits = room is None or len(public) < room
        if wanted and fits and await announce_quietly(books, event, now):
            public.append(event)
        else:
            held_back += wanted and not fits
            made.append(event)
    await publish_months(books, found.alliance_id, {event.day for event in public}, now)
    ids = [event.id for event in (*made, *public)]
    if ids:
        seals = {event.id: seal_of(event) for event in await books.events.many(ids)}
        await books.plan_imports.wrote(found.id, seals, now)
    left = max(0, len(fitting) - most)
    return Written(drafts=len(made), announced=len(public), left=left, held_back=held_back)


async def _own(books: Books, found: PlanImport, libraries: Mapping[int, Library], by: int | None) -> frozenset[int]:
    if not found.joint:
        return frozenset(libraries)
    if by is None:
        return frozenset()
    return frozenset(one.id for one in await books.libraries.served_by(by, vouched=True))


async def announce_drafts(
    books: Books, found: PlanImport, library_id: int, now: datetime, *, by: int | None, most: int, room: int
) -> Written:
    """A library takes the drafts that the joint plan brought it, as they are; those with a guessed time wait for it.

    ``room``: so many may be announced.
    """
    await books.alliances.lock(found.alliance_id)  # a colleague may be announcing one of them just now
    guessed = {row.key[1:] for row in found.rows if row.guessed and found.host_of(row) == library_id}
    seals = await books.plan_imports.events_of(found.id)
    waiting = [
        event
        for event in (await books.events.many(list(seals)) if seals else ())
        if event.library_id == library_id and event.state is State.DRAFT and seal_of(event) == seals[event.id]
    ]
    ready = [
        event
        for event in waiting
        if (event.starts_at is None or event.starts_at > now) and (event.day, plain_title(event.title)) not in guessed
    ]
    fitting = ready[: min(most, room)]
    public = [event for event in fitting if await announce_quietly(books, event, now)]
    await publish_months(books, found.alliance_id, {event.day for event in public}, now)
    await tell_co_hosts(books, found, public, now, by=by)
    held_back = min(most, len(ready)) - len(fitting)
    left = max(0, len(ready) - most)
    return Written(drafts=len(waiting) - len(public), announced=len(public), left=left, held_back=held_back)


async def last_of(books: Books, import_id: int) -> int:
    """The newest event that came of it."""
    return max(await books.plan_imports.events_of(import_id), default=0)


async def undo_some(
    books: Books,
    found: PlanImport,
    now: datetime,
    *,
    after: int,
    by: int | None,
    most: int,
) -> tuple[Undone, int]:
    """The next events behind ``after`` that nobody has touched since; and the last one that was looked at."""
    await books.alliances.lock(found.alliance_id)  # what a colleague does to one of them just now stays done
    seals = await books.plan_imports.events_of(found.id)
    coming = [event for event in sorted(seals) if event > after]
    removed = unseen = cancelled = kept = 0
    days: list[date] = []
    gone: list[Event] = []
    for event in await books.events.many(coming[:most]) if coming else ():
        if event.state is State.CANCELLED:
            continue
        touched = seal_of(event) != seals[event.id]
        if not touched and event.state is State.DRAFT and await books.events.remove(event.id):
            removed += 1
        elif not touched and await take_back_unseen(books, event, now):
            unseen += 1
            days.append(event.day)
        elif (
            not touched
            and event.state is State.ANNOUNCED
            and await withdraw_quietly(books, event, texts.WITHDRAWN, now)
        ):
            cancelled += 1
            days.append(event.day)
        else:
            kept += 1
            continue
        gone.append(event)
    await publish_months(books, found.alliance_id, days, now)
    await tell_of_undoing(books, found, gone, now, by=by)
    last = coming[:most][-1] if coming else after
    left = max(0, len(coming) - most)
    return Undone(removed=removed, unseen=unseen, cancelled=cancelled, kept=kept, left=left), last


SEALED: Final = (
    *("title", "kind", "month", "starts_at", "ends_at", "zone", "place", "link", "audience", "age", "tags"),
    *("description", "poster_id", "poster_alt", "registration", "repeats", "co_hosts", "state", "sequence"),
)
"""What seals have been made of from the first, in that order: there are some in the database."""


def seal_of(event: Event) -> str:
    """A short word that changes with anything that people say of the event."""
    named = {"co_hosts": tuple(sorted((*event.co_hosts, *event.invited, *event.declined)))}
    later = [one for one in fields(Said) if one.name not in SEALED and getattr(event, one.name) != one.default]
    facts = [named.get(name, getattr(event, name)) for name in (*SEALED, *(one.name for one in later))]
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
        "invited": row.co_hosts,
    }


def _start(row: PlanRow, zone: str) -> datetime | None:
    if row.day is None or row.at is None:
        return None
    return datetime.combine(row.day, row.at, tzinfo=ZoneInfo(zone)).astimezone(UTC)
