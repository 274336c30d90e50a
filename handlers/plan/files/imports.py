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
from domain.plan.file import NoHeadings, NoHostColumn, read_plan
from domain.plan.hosts import Host
from domain.plan.rows import PlanRow
from domain.rights import Action, Thing
from handlers.plan.files import telling as plan_telling
from handlers.plan.files import writing as plan_writing
from handlers.plan.files.long_work import begin_work, work_on
from handlers.plan.files.writing import MOST_AT_ONCE, Undone, Written
from handlers.texts.plan import files as texts
from handlers.texts.plan import planning
from handlers.texts.turn import shared as base
from handlers.turn.context import Forbidden, TurnRefused
from talk.prompt import Button

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from handlers.turn.context import Desk
    from storage.books import Books
    from storage.libraries.libraries import Library
    from storage.plan.imports import PlanImport
    from talk.heard import Sheet

MOST_PARTNERS: Final = 1000
UNDOABLE: Final = timedelta(days=1)


async def propose(desk: Desk, library_id: int, sheet: Sheet) -> int:
    """The rows of a library's plan are read and kept; their id. Raises TurnRefused for a table that does not do."""
    library = await desk.books.libraries.get(library_id)
    desk.require(Action.ADD_EVENT, Thing(alliance=library.alliance_id, library=library.id) if library else Thing())
    assert library is not None, "nobody may plan for nothing"
    return await _propose(desk, library.alliance_id, library, sheet)


async def propose_joint(desk: Desk, alliance_id: int, sheet: Sheet) -> int:
    """The same for the joint plan of all members, whose rows say whose they are."""
    desk.require(Action.IMPORT_JOINT_PLAN, Thing(alliance=alliance_id))
    return await _propose(desk, alliance_id, None, sheet)


async def _propose(desk: Desk, alliance_id: int, library: Library | None, sheet: Sheet) -> int:
    try:
        rows = await read(desk.books, alliance_id, library, sheet.rows, desk.now)
    except NoHostColumn:
        raise TurnRefused(texts.NO_HOSTS, rows=desk.ways) from None
    except NoHeadings:
        raise TurnRefused(texts.NO_HEADINGS, rows=desk.ways) from None
    if not rows:
        raise TurnRefused(texts.NO_ROWS, rows=desk.ways)
    first = library.id if library is not None else next((row.library for row in rows if row.library is not None), None)
    if first is None:
        said = [note.said for row in rows for note in row.notes if note.what in plan_writing.HOSTLESS and note.said]
        raise TurnRefused(texts.no_host_known(list(dict.fromkeys(said))), rows=desk.ways)
    return await desk.books.plan_imports.propose(
        alliance_id=alliance_id, library_id=first, made_by=desk.person.id, rows=rows, at=desk.now
    )


def require(desk: Desk, found: PlanImport) -> None:
    """Whoever may plan for its library, or for all of them if it is everybody's plan. Raises Forbidden."""
    if not plan_writing.allowed(desk.standing, found):
        raise Forbidden


async def write(desk: Desk, import_id: int, *, announced: bool) -> Written | None:
    """All that fits and is not in the plan yet: as drafts, or announced where nothing was guessed.

    None: it is long, and it is being written.
    """
    found = await _found(desk, import_id)
    if await work_on(desk.books, found.id) is not None:
        raise TurnRefused(texts.AT_WORK, rows=base.MENU_ROWS)
    fitting = plan_writing.to_write(found, await plan_writing.known_keys(desk.books, found), desk.now)
    if len(fitting) > MOST_AT_ONCE:
        await begin_work(desk, "plan-write", found, total=len(fitting), announced=announced)
        return None
    after = await plan_writing.last_of(desk.books, found.id)
    done = await plan_writing.write_some(
        desk.books, found, desk.now, announced=announced, by=desk.person.id, most=MOST_AT_ONCE
    )
    await plan_telling.tell_of_writing(desk.books, found, after, by=desk.person.id, now=desk.now)
    return done


async def undo(desk: Desk, import_id: int) -> Undone | None:
    """Its events that nobody has touched since: drafts are deleted, announced ones cancelled. None: it is long."""
    found = await _found(desk, import_id)
    work = await work_on(desk.books, found.id)
    if work is not None:
        if work.kind == "plan-undo":
            raise TurnRefused(texts.AT_WORK, rows=base.MENU_ROWS)
        await desk.books.papers.end(work.id, "stopped")
    if found.written_at is None:
        raise TurnRefused(texts.NOT_WRITTEN, rows=base.MENU_ROWS)
    if found.undone_at is not None:
        raise TurnRefused(texts.UNDONE_ALREADY, rows=base.MENU_ROWS)
    if desk.now - found.written_at > UNDOABLE:
        raise TurnRefused(texts.TOO_LATE, rows=((Button(label=planning.MINE, press="mine"),), (base.BACK_TO_MENU,)))
    total = len(await desk.books.plan_imports.events_of(found.id))
    if total > MOST_AT_ONCE:
        await begin_work(desk, "plan-undo", found, total=total)
        return None
    done, _ = await plan_writing.undo_some(
        desk.books, found, desk.house, desk.now, after=0, by=desk.person.id, most=MOST_AT_ONCE
    )
    await desk.books.plan_imports.undone(found.id, desk.now)
    return done


async def _found(desk: Desk, import_id: int) -> PlanImport:
    found = await desk.books.plan_imports.get(import_id, lock=True)
    if found is None:
        raise TurnRefused(texts.NO_SUCH_IMPORT, rows=base.MENU_ROWS)
    require(desk, found)
    return found


# Without a desk: for the command line as well.


async def read(
    books: Books, alliance_id: int, library: Library | None, table: Sequence[Sequence[str]], now: datetime
) -> tuple[PlanRow, ...]:
    """The rows of a table as that library's plan, or as everybody's. Raises NoHeadings, NoHostColumn."""
    members = await books.libraries.members(alliance_id, limit=MOST_PARTNERS)
    own = _host(library) if library is not None else None
    return read_plan(table, now=now, readers=Readers(own=own, partners=[_host(one) for one in members.items]))


def _host(library: Library) -> Host:
    return Host(
        id=library.id,
        title=library.title,
        settlement=library.settlement,
        district=library.district,
        region=library.region,
        zone=ZoneInfo(library.zone),
    )
