"""A plan that lies in a file: sent to the bot, looked at row by row, written in one go, taken back if it was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alliance.plan_file import Verdict
from alliance.rights import Action, Thing
from handlers import plan_imports
from handlers.desk import Desk, Forbidden, TurnRefused
from handlers.errands import errand
from handlers.event_looks import own_libraries
from handlers.plan_event import which_library
from handlers.texts import base, planning
from handlers.texts import importing_plan as texts
from handlers.which_alliance import number_of, page_of, turn_of
from talk.fields import SentSheet
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.rich import Rich
from talk.script import script

if TYPE_CHECKING:
    from storage.plan_imports import PlanImport

LINES: Final = 8
"""Rows of the file on one page."""


@errand("import-plan", command="import", most_args=0)
async def begin_import(desk: Desk) -> None:
    """«Загрузить план из файла»."""
    if not await own_libraries(desk):
        left = bool(desk.standing.librarian_of)
        rows: Rows = ((Button(label=planning.JOIN, press="join", tone="main"),), (base.BACK_TO_MENU,))
        await desk.say(planning.ONLY_MEMBERS if left else planning.NO_LIBRARY, rows=rows)
        return
    await desk.begin(import_plan)


@errand("file-came", most_args=0, by_link=False)
async def file_came(desk: Desk) -> None:
    """A file that nobody asked for."""
    if not desk.standing.members:
        await desk.say(base.NOT_UNDERSTOOD, rows=desk.ways)
        return
    await desk.say(
        texts.FILE_CAME, rows=((Button(label=texts.LOAD, press="import-plan", tone="main"),), (base.BACK_TO_MENU,))
    )


@script("import-plan", version=1)
async def import_plan(talk: Talk, desk: Desk) -> None:
    library = await which_library(talk, desk)
    sheet = await talk.ask("file", texts.SEND_FILE, SentSheet())
    import_id = await talk.do("propose", plan_imports.propose, desk, library.id, sheet)
    text, rows = await talk.look("preview", first_page, desk, import_id)
    await talk.say(text, rows=rows)


async def first_page(desk: Desk, import_id: int) -> tuple[Rich, Rows]:
    return await _page(desk, await _mine(desk, import_id), "0")


@errand("plan-file", most_args=2, by_link=False)
async def show_import(desk: Desk, import_arg: str = "", page: str = "0") -> None:
    """What the file proposes, page by page."""
    text, rows = await _page(desk, await _mine(desk, number_of(import_arg)), page)
    await desk.say(text, rows=rows, in_place=True)


@errand("plan-file-write", most_args=2, by_link=False)
async def write_import(desk: Desk, import_arg: str = "", way: str = "drafts") -> None:
    """``way``: drafts or announce."""
    found = await _mine(desk, number_of(import_arg))
    done = await plan_imports.write(desk, found.id, announced=way == "announce")
    more = Button(label=texts.CONTINUE, press=f"plan-file-write:{found.id}:{way}", tone="main")
    undo = Button(label=texts.UNDO, press=f"plan-file-undo:{found.id}")
    drafts = Button(label=texts.DRAFTS, press="mine:drafts")
    mine = Button(label=planning.MINE, press="mine")
    rows: Rows = (
        *(((more,),) if done.left else ()),
        (drafts,) if done.drafts else (mine,),
        (undo,),
        (base.BACK_TO_MENU,),
    )
    await desk.say(texts.written(done.drafts, done.announced, done.left), rows=rows)


@errand("plan-file-undo", most_args=1, by_link=False)
async def undo_import(desk: Desk, import_arg: str = "") -> None:
    found = await _mine(desk, number_of(import_arg))
    done = await plan_imports.undo(desk, found.id)
    rows: Rows = ((Button(label=texts.LOAD, press="import-plan"),), (base.BACK_TO_MENU,))
    await desk.say(texts.undone(done.removed, done.cancelled, done.kept), rows=rows)


async def _mine(desk: Desk, import_id: int) -> PlanImport:
    """The import, if this person may plan for its library."""
    found = await desk.books.plan_imports.get(import_id)
    if found is None:
        raise TurnRefused(texts.NO_SUCH_IMPORT, rows=desk.ways)
    if not desk.may(Action.ADD_EVENT, Thing(alliance=found.alliance_id, library=found.library_id)):
        raise Forbidden
    return found


async def _page(desk: Desk, found: PlanImport, page: str) -> tuple[Rich, Rows]:
    library = await desk.books.libraries.get(found.library_id)
    assert library is not None, "it goes with its imports"
    known = await plan_imports.known_keys(desk.books, library.id, found.rows)
    at, pages = page_of(page, len(found.rows), LINES)
    shown = found.rows[at * LINES : (at + 1) * LINES]
    fitting = plan_imports.to_write(found.rows, known)
    bad = sum(row.verdict is Verdict.BAD for row in found.rows)
    sure = [row for row in fitting if not row.guessed]
    text = texts.preview(
        library.title,
        [texts.row_line(row, known=row.verdict is not Verdict.BAD and row.key in known) for row in shown],
        fit=sum(row.verdict is Verdict.GOOD for row in fitting),
        unsure=sum(row.verdict is Verdict.DOUBTFUL for row in fitting),
        unfit=bad,
        same=len(found.rows) - bad - len(fitting),
        page=at,
        pages=pages,
    )
    drafts = Button(label=texts.drafts_label(len(fitting)), press=f"plan-file-write:{found.id}:drafts", tone="main")
    announce = Button(label=texts.announce_label(len(sure)), press=f"plan-file-write:{found.id}:announce")
    rows: Rows = (
        *turn_of(f"plan-file:{found.id}", at, pages),
        *(((drafts,),) if fitting else ()),
        *(((announce,),) if sure else ()),
        (Button(label=texts.ANOTHER_FILE, press="import-plan"),),
        (base.BACK_TO_MENU,),
    )
    return text, rows
