"""A plan that lies in a file: sent to the bot, looked at row by row, written in one go, taken back if it was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.plan.dates import AHEAD
from domain.plan.rows import Verdict
from domain.rights import Action, Thing
from handlers.plan.add import which_library
from handlers.plan.files import imports as plan_imports
from handlers.plan.files import telling as plan_telling
from handlers.plan.files import writing as plan_writing
from handlers.plan.files.long_work import done_of, rows_after_undoing, rows_after_writing
from handlers.plan.queries import own_libraries
from handlers.texts.plan import files as texts
from handlers.texts.plan import planning
from handlers.texts.turn import shared as base
from handlers.turn.context import Desk, TurnRefused
from handlers.turn.errands import errand
from handlers.turn.paging import PAGE, number_of, page_of, turn_of
from talk.fields import SentSheet
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.rich import Rich
from talk.script import script

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from domain.plan.rows import PlanRow
    from storage.plan.imports import PlanImport

_DRAFTS: Final = Button(label=texts.DRAFTS, press="mine:drafts")
LINES: Final = 8
"""Rows of the file on one page."""


@errand("import-plan", command="import", most_args=2, listed=False)
async def begin_import(desk: Desk, whose: str = "", named: str = "") -> None:
    """«Загрузить план из файла»: ``own``, or ``joint`` and the alliance; asked only where there is a choice."""
    own = bool(await own_libraries(desk))
    joint = sorted(desk.standing.coordinates)
    if whose == "joint":
        alliance = number_of(named)
        desk.require(Action.IMPORT_JOINT_PLAN, Thing(alliance=alliance))
        await desk.begin(import_plan, joint=alliance)
    elif whose == "own" or not joint:
        await _begin_own(desk, own=own)
    elif len(joint) == 1 and not own:
        await desk.begin(import_plan, joint=joint[0])
    else:
        await _ask_whose(desk, joint, own=own)


async def _begin_own(desk: Desk, *, own: bool) -> None:
    if own:
        await desk.begin(import_plan)
        return
    left = bool(desk.standing.librarian_of)
    rows: Rows = ((Button(label=planning.JOIN, press="join", tone="main"),), (base.BACK_TO_MENU,))
    await desk.say(planning.ONLY_MEMBERS if left else planning.NO_LIBRARY, rows=rows)


async def _ask_whose(desk: Desk, joint: list[int], *, own: bool) -> None:
    rows: list[tuple[Button, ...]] = []
    if own:
        rows.append((Button(label=texts.OWN_PLAN, press="import-plan:own"),))
    for number in joint[:PAGE]:
        alliance = await desk.books.alliances.get(number)
        if alliance is not None:
            label = texts.joint_label(alliance.settlement)
            rows.append((Button(label=label, press=f"import-plan:joint:{number}"),))
    await desk.say(texts.WHOSE_PLAN, rows=(*rows, (base.BACK_TO_MENU,)))


@errand("file-came", most_args=0, by_link=False)
async def file_came(desk: Desk) -> None:
    """A file that nobody asked for."""
    if not desk.standing.members and not desk.standing.coordinates:
        await desk.say(base.NOT_UNDERSTOOD, rows=desk.ways)
        return
    await desk.say(
        texts.FILE_CAME, rows=((Button(label=texts.LOAD, press="import-plan", tone="main"),), (base.BACK_TO_MENU,))
    )


@script("import-plan", version=1, called=texts.CALLED, sheets=True)
async def import_plan(talk: Talk, desk: Desk) -> None:
    joint = talk.given.get("joint")
    if joint is None:
        library = await which_library(talk, desk)
        sheet = await talk.ask("file", texts.SEND_FILE, SentSheet())
        import_id = await talk.do("propose", plan_imports.propose, desk, library.id, sheet)
    else:
        sheet = await talk.ask("joint-file", texts.SEND_JOINT_FILE, SentSheet())
        import_id = await talk.do("propose-joint", plan_imports.propose_joint, desk, int(joint), sheet)
    text, rows = await talk.look("preview", first_page, desk, import_id)
    await talk.say(text, rows=rows)


async def first_page(desk: Desk, import_id: int) -> tuple[Rich, Rows]:
    return await _page(desk, await _mine(desk, import_id), "0")


@errand("plan-file", most_args=3, by_link=False)
async def show_import(desk: Desk, import_arg: str = "", which: str = "", page: str = "0") -> None:
    """What the file proposes, page by page: ``all``, or only ``remarks``."""
    text, rows = await _page(desk, await _mine(desk, number_of(import_arg)), page, remarks=which == "remarks")
    await desk.say(text, rows=rows, in_place=True)


@errand("plan-file-write", most_args=2, by_link=False)
async def write_import(desk: Desk, import_arg: str = "", way: str = "drafts") -> None:
    """``way``: drafts or announce."""
    found = await _mine(desk, number_of(import_arg))
    done = await plan_imports.write(desk, found.id, announced=way == "announce")
    if done is not None:
        text = texts.written(done.drafts, done.announced, done.left, joint=found.joint)
        await desk.say(text, rows=rows_after_writing(found, drafts=bool(done.drafts)))


@errand("plan-file-stop", most_args=1, by_link=False)
async def stop_writing(desk: Desk, wish_arg: str = "") -> None:
    """What is written stays written."""
    wish = await desk.books.papers.get(number_of(wish_arg), lock=True)
    if wish is None or wish.person_id != desk.person.id or wish.kind != "plan-write":
        raise TurnRefused(texts.NO_SUCH_IMPORT, rows=desk.ways)
    if not await desk.books.papers.end(wish.id, "stopped"):
        raise TurnRefused(texts.WORK_IS_OVER, rows=desk.ways)
    found = await _mine(desk, wish.about["import"])
    await plan_telling.tell_of_writing(desk.books, found, wish.about["after"], by=desk.person.id, now=desk.now)
    way = "announce" if wish.about["announced"] else "drafts"
    on = Button(label=texts.CONTINUE, press=f"plan-file-write:{found.id}:{way}", tone="main")
    text = texts.stopped(done_of(wish), wish.about["total"])
    await desk.say(text, rows=((on,), *rows_after_writing(found, drafts=True)), in_place=True)


@errand("plan-file-undo", most_args=1, by_link=False)
async def undo_import(desk: Desk, import_arg: str = "") -> None:
    found = await _mine(desk, number_of(import_arg))
    done = await plan_imports.undo(desk, found.id)
    if done is not None:
        await desk.say(texts.undone(done.removed, done.cancelled, done.kept), rows=rows_after_undoing())


@errand("plan-file-take", most_args=2, by_link=False)
async def take_drafts(desk: Desk, import_arg: str = "", library_arg: str = "") -> None:
    """A librarian announces all that the joint plan brought to their library."""
    found = await desk.books.plan_imports.get(number_of(import_arg), lock=True)
    if found is None:
        raise TurnRefused(texts.DRAFTS_ONE_BY_ONE, rows=((_DRAFTS,), (base.BACK_TO_MENU,)))
    library = number_of(library_arg)
    desk.require(Action.ADD_EVENT, Thing(alliance=found.alliance_id, library=library))
    done = await plan_writing.announce_drafts(
        desk.books, found, library, desk.now, by=desk.person.id, most=plan_writing.MOST_AT_ONCE
    )
    await desk.say(texts.taken(done.announced, done.drafts), rows=((_DRAFTS,), (base.BACK_TO_MENU,)))


async def _mine(desk: Desk, import_id: int) -> PlanImport:
    """The import, if this person may plan for its library, or for all of them."""
    found = await desk.books.plan_imports.get(import_id)
    if found is None:
        raise TurnRefused(texts.NO_SUCH_IMPORT, rows=desk.ways)
    plan_imports.require(desk, found)
    return found


async def _page(desk: Desk, found: PlanImport, page: str, *, remarks: bool = False) -> tuple[Rich, Rows]:
    preview = await plan_writing.preview(desk.books, found, desk.now)
    noted = [row for row in found.rows if row.notes]
    listed = noted if remarks else list(found.rows)
    at, pages = page_of(page, len(listed), LINES)
    hosts = await _hosts(desk, found)
    text = texts.preview(
        texts.JOINT if found.joint else hosts.get(found.library_id, ""),
        [_line(found, row, preview, hosts) for row in listed[at * LINES : (at + 1) * LINES]],
        fit=preview.count(Verdict.GOOD),
        unsure=preview.count(Verdict.DOUBTFUL),
        unfit=preview.bad,
        same=preview.same,
        hosts=len({row.library for row in preview.fitting}) if found.joint else 0,
        repeated_until=(found.created_at + AHEAD).date() if any(row.repeats for row in found.rows) else None,
        page=at,
        pages=pages,
    )
    rows: Rows = (
        *turn_of(f"plan-file:{found.id}:{'remarks' if remarks else 'all'}", at, pages),
        *_other_list(found, remarks=remarks, noted=len(noted)),
        *_writing(found, preview, desk.standing.librarian_of),
        (base.BACK_TO_MENU,),
    )
    return text, rows


def _line(found: PlanImport, row: PlanRow, preview: plan_writing.Preview, hosts: Mapping[int, str]) -> Rich:
    return texts.row_line(
        row,
        known=row.verdict is not Verdict.BAD and row.key in preview.known,
        host=hosts.get(row.library or 0, "") if found.joint else "",
    )


def _writing(found: PlanImport, preview: plan_writing.Preview, own: Collection[int]) -> Rows:
    """What can be done with it; of everybody's plan each announces only what is of their ``own`` libraries."""
    write = f"plan-file-write:{found.id}"
    rows: list[tuple[Button, ...]] = []
    if preview.fitting:
        drafts = texts.drafts_label(len(preview.fitting))
        rows.append((Button(label=drafts, press=f"{write}:drafts", tone="main"),))
    if preview.sure and (not found.joint or any(row.library in own for row in preview.sure)):
        announce = texts.ANNOUNCE_OWN if found.joint else texts.announce_label(len(preview.sure))
        rows.append((Button(label=announce, press=f"{write}:announce"),))
    again = f"import-plan:joint:{found.alliance_id}" if found.joint else "import-plan:own"
    return (*rows, (Button(label=texts.ANOTHER_FILE, press=again),))


def _other_list(found: PlanImport, *, remarks: bool, noted: int) -> Rows:
    """In a long plan what is to be mended is hard to find."""
    if remarks:
        return ((Button(label=texts.ALL_ROWS, press=f"plan-file:{found.id}:all"),),)
    if not noted or len(found.rows) <= LINES:
        return ()
    return ((Button(label=texts.ONLY_REMARKS, press=f"plan-file:{found.id}:remarks"),),)


async def _hosts(desk: Desk, found: PlanImport) -> dict[int, str]:
    """How each library of the plan is called here: where many bear one name, with what tells it apart."""
    numbers = {host for row in found.rows if (host := found.host_of(row)) is not None} | {found.library_id}
    libraries = await desk.books.libraries.many(numbers)
    if not found.joint:
        return {one.id: one.title for one in libraries}
    return {one.id: texts.host_label(one.title, one.district, one.region) for one in libraries}
