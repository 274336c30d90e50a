"""What a plan from a file does to the joint plan, turn by turn: proposing, writing, undoing. Each deed checks rights.

A short plan is written in the turn itself, a long one by ``scheduler.plan.plan_files``, and its person sees how
far it is. The coordinator of an alliance may bring the joint plan of all its members: what is not their
own library's stays a draft until its librarian announces it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.plan.cells import Readers
from domain.plan.file import NoHeadings, NoHostColumn
from domain.plan.hosts import Host
from domain.quotas import Quota
from domain.rights import Action, Thing
from handlers.plan.files import telling, writing
from handlers.plan.files.long_work import begin_work, work_on
from handlers.plan.files.writing import MOST_AT_ONCE, Undone, Written
from handlers.texts.plan import files as texts
from handlers.texts.plan import planning
from handlers.texts.turn import shared
from handlers.turn.context import Forbidden, PlanNotRead, TurnRefused
from handlers.turn.quotas import left_of, spend
from talk.prompt import Button

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.books import Books
    from storage.libraries.libraries import Library
    from storage.plan.imports import PlanImport
    from talk.updates import Sheet

MOST_PARTNERS: Final = 1000
UNDOABLE: Final = timedelta(days=1)


async def propose(context: Context, library_id: int, sheet: Sheet) -> int:
    """The rows of a library's plan are kept; their id. Raises TurnRefused for a table that does not do, PlanNotRead."""
    library = await context.books.libraries.get(library_id)
    context.require(Action.ADD_EVENT, Thing(alliance=library.alliance_id, library=library.id) if library else Thing())
    assert library is not None, "nobody may plan for nothing"
    return await _propose(context, library.alliance_id, library, sheet)


async def propose_joint(context: Context, alliance_id: int, sheet: Sheet) -> int:
    """The same for the joint plan of all members, whose rows say whose they are."""
    context.require(Action.IMPORT_JOINT_PLAN, Thing(alliance=alliance_id))
    return await _propose(context, alliance_id, None, sheet)


async def _propose(context: Context, alliance_id: int, library: Library | None, sheet: Sheet) -> int:
    readers = await readers_of(context.books, alliance_id, library)
    if context.plan_read is None or context.plan_read.readers != readers:
        raise PlanNotRead(sheet.rows, readers)
    rows = context.plan_read.rows
    if isinstance(rows, NoHostColumn):
        raise TurnRefused(texts.NO_HOSTS, rows=context.ways)
    if isinstance(rows, NoHeadings):
        raise TurnRefused(texts.NO_HEADINGS, rows=context.ways)
    if not rows:
        raise TurnRefused(texts.NO_ROWS, rows=context.ways)
    first = library.id if library is not None else next((row.library for row in rows if row.library is not None), None)
    if first is None:
        said = [note.said for row in rows for note in row.notes if note.what in writing.HOSTLESS and note.said]
        raise TurnRefused(texts.no_host_known(list(dict.fromkeys(said))), rows=context.ways)
    await spend(context, Quota.PLAN_FILES)
    return await context.books.plan_imports.propose(
        alliance_id=alliance_id, library_id=first, made_by=context.person.id, rows=rows, at=context.now
    )


def require(context: Context, found: PlanImport, *, public: bool = False) -> None:
    """Whoever may plan for its library, or for all of them if it is everybody's plan. Raises Forbidden."""
    if not writing.allowed(context.roles, found, public=public):
        raise Forbidden(waits=writing.allowed(context.roles, found))


async def write(context: Context, import_id: int, *, announced: bool) -> Written | None:
    """All that fits and is not in the plan yet: as drafts, or announced where nothing was guessed.

    None: it is long, and it is being written.
    """
    found = await _found(context, import_id)
    require(context, found, public=announced)
    if await work_on(context.books, found.id) is not None:
        raise TurnRefused(texts.AT_WORK, rows=shared.MENU_ROWS)
    fitting = writing.to_write(found, await writing.known_keys(context.books, found), context.now)
    if len(fitting) > MOST_AT_ONCE:
        await begin_work(context, "plan-write", found, total=len(fitting), announced=announced)
        return None
    after = await writing.last_of(context.books, found.id)
    done = await writing.write_some(
        context.books,
        found,
        context.now,
        announced=announced,
        by=context.person.id,
        most=MOST_AT_ONCE,
        room=(await left_of(context, Quota.ANNOUNCED)).left,
    )
    await spend(context, Quota.ANNOUNCED, done.announced)
    await telling.tell_of_writing(context.books, found, after, by=context.person.id, now=context.now)
    return done


async def undo(context: Context, import_id: int) -> Undone | None:
    """Its events that nobody has touched since: those that nobody knows of are gone, others are cancelled.

    None: it is long.
    """
    found = await undoable(context, import_id)
    work = await work_on(context.books, found.id)
    if work is not None:
        await context.books.long_jobs.end(work.id, "stopped")
    total = len(await context.books.plan_imports.events_of(found.id))
    if total > MOST_AT_ONCE:
        await begin_work(context, "plan-undo", found, total=total)
        return None
    done, _ = await writing.undo_some(
        context.books, found, context.now, after=0, by=context.person.id, most=MOST_AT_ONCE
    )
    await context.books.plan_imports.undone(found.id, context.now)
    return done


async def undoable(context: Context, import_id: int) -> PlanImport:
    """The import, if this person may take it back just now. Raises Forbidden, TurnRefused."""
    found = await _found(context, import_id)
    work = await work_on(context.books, found.id)
    if work is not None and work.kind == "plan-undo":
        raise TurnRefused(texts.AT_WORK, rows=shared.MENU_ROWS)
    if found.written_at is None:
        raise TurnRefused(texts.NOT_WRITTEN, rows=shared.MENU_ROWS)
    if found.undone_at is not None:
        raise TurnRefused(texts.UNDONE_ALREADY, rows=shared.MENU_ROWS)
    require(context, found, public=await writing.is_public(context.books, found))
    if context.now - found.written_at > UNDOABLE:
        raise TurnRefused(texts.TOO_LATE, rows=((Button(label=planning.MINE, press="mine"),), (shared.BACK_TO_MENU,)))
    return found


async def _found(context: Context, import_id: int) -> PlanImport:
    found = await context.books.plan_imports.get(import_id, lock=True)
    if found is None:
        raise TurnRefused(texts.NO_SUCH_IMPORT, rows=shared.MENU_ROWS)
    require(context, found)
    return found


# Without a turn: for the command line as well.


async def readers_of(books: Books, alliance_id: int, library: Library | None) -> Readers:
    """For whom a plan is read: that library's, or everybody's."""
    members = await books.libraries.members(alliance_id, limit=MOST_PARTNERS)
    own = _host(library) if library is not None else None
    return Readers(own=own, partners=tuple(_host(one) for one in members.items))


def _host(library: Library) -> Host:
    return Host(
        id=library.id,
        title=library.title,
        settlement=library.settlement,
        district=library.district,
        region=library.region,
        zone=ZoneInfo(library.zone),
    )
