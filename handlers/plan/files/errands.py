"""A plan that lies in a file: sent to the bot, looked at row by row, written in one go, taken back if it was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.plan.dates import AHEAD
from domain.plan.rows import Verdict
from domain.quotas import Quota
from domain.rights import Action, Thing
from handlers.plan.files import imports, telling, writing
from handlers.plan.files.long_work import done_of, rows_after_undoing, rows_after_writing
from handlers.plan.talks.add import which_host
from handlers.texts.plan import files as texts
from handlers.texts.plan import planning
from handlers.texts.turn import shared
from handlers.turn.context import Context, TurnRefused
from handlers.turn.errands import errand
from handlers.turn.own_libraries import own_libraries
from handlers.turn.paging import PAGE, number_of, page_of, turn_of
from handlers.turn.quotas import left_of, spend
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
YES: Final = "yes"
LINES: Final = 8
"""Rows of the file on one page."""


@errand("import-plan", command="import", most_args=2, about=texts.ABOUT, words=texts.WORDS, order=92)
async def begin_import(context: Context, whose: str = "", named: str = "") -> None:
    """«Загрузить план из файла»: ``own``, or ``joint`` and the alliance; asked only where there is a choice."""
    own = bool(await own_libraries(context))
    joint = sorted(context.roles.coordinates)
    if whose == "joint":
        alliance = number_of(named)
        context.require(Action.IMPORT_JOINT_PLAN, Thing(alliance=alliance))
        await context.begin(import_plan, joint=alliance)
    elif whose == "own" or not joint:
        await _begin_own(context, own=own)
    elif len(joint) == 1 and not own:
        await context.begin(import_plan, joint=joint[0])
    else:
        await _ask_whose(context, joint, own=own)


async def _begin_own(context: Context, *, own: bool) -> None:
    if own:
        await context.begin(import_plan)
        return
    left = bool(context.roles.librarian_of)
    rows: Rows = ((Button(label=planning.JOIN, press="join", tone="main"),), (shared.BACK_TO_MENU,))
    await context.say(planning.ONLY_MEMBERS if left else planning.NO_LIBRARY, rows=rows)


async def _ask_whose(context: Context, joint: list[int], *, own: bool) -> None:
    rows: list[tuple[Button, ...]] = []
    if own:
        rows.append((Button(label=texts.OWN_PLAN, press="import-plan:own"),))
    for number in joint[:PAGE]:
        alliance = await context.books.alliances.get(number)
        if alliance is not None:
            label = texts.joint_label(alliance.settlement)
            rows.append((Button(label=label, press=f"import-plan:joint:{number}"),))
    await context.say(texts.WHOSE_PLAN, rows=(*rows, (shared.BACK_TO_MENU,)))


@script("import-plan", version=1, called=texts.CALLED, sheets=True)
async def import_plan(talk: Talk, context: Context) -> None:
    joint = talk.given.get("joint")
    if joint is None:
        library = await which_host(talk, context)
        sheet = await talk.ask("file", texts.SEND_FILE, SentSheet())
        import_id = await talk.do("propose", imports.propose, context, library.id, sheet)
    else:
        sheet = await talk.ask("joint-file", texts.SEND_JOINT_FILE, SentSheet())
        import_id = await talk.do("propose-joint", imports.propose_joint, context, int(joint), sheet)
    text, rows = await talk.look("preview", first_page, context, import_id)
    await talk.say(text, rows=rows)


async def first_page(context: Context, import_id: int) -> tuple[Rich, Rows]:
    return await _page(context, await _mine(context, import_id), "0")


@errand("plan-file", most_args=3, deep_linkable=False)
async def show_import(context: Context, import_arg: str = "", which: str = "", page: str = "0") -> None:
    """What the file proposes, page by page: ``all``, or only ``remarks``."""
    text, rows = await _page(context, await _mine(context, number_of(import_arg)), page, remarks=which == "remarks")
    await context.say(text, rows=rows, in_place=True)


@errand("plan-file-write", most_args=3, deep_linkable=False)
async def write_import(context: Context, import_arg: str = "", way: str = "drafts", sure: str = "") -> None:
    """``way``: drafts, or announce after one question more: everybody sees that."""
    found = await _mine(context, number_of(import_arg))
    if way == "announce" and sure != YES:
        sure_rows = (await writing.preview(context.books, found, context.now)).sure
        own = {one.id for one in await own_libraries(context)} if found.joint else {found.library_id}
        count = sum(found.host_of(row) in own for row in sure_rows)
        rows: Rows = (
            (Button(label=texts.ANNOUNCE_YES, press=f"plan-file-write:{found.id}:announce:{YES}", tone="main"),),
            (Button(label=texts.NOT_YET, press=f"plan-file:{found.id}:all"),),
        )
        await context.say(texts.sure_to_announce(count), rows=rows, in_place=True)
        return
    done = await imports.write(context, found.id, announced=way == "announce")
    if done is not None:
        text = texts.written(done.drafts, done.announced, done.left, joint=found.joint)
        await context.say(text, rows=rows_after_writing(found, drafts=bool(done.drafts)))
        if done.held_back:
            await context.say((await left_of(context, Quota.ANNOUNCED)).words, rows=shared.MENU_ROWS)


@errand("plan-file-stop", most_args=1, deep_linkable=False)
async def stop_writing(context: Context, wish_arg: str = "") -> None:
    """What is written stays written."""
    wish = await context.books.long_jobs.get(number_of(wish_arg), lock=True)
    if wish is None or wish.person_id != context.person.id or wish.kind != "plan-write":
        raise TurnRefused(texts.NO_SUCH_IMPORT, rows=context.ways)
    if not await context.books.long_jobs.end(wish.id, "stopped"):
        raise TurnRefused(texts.WORK_IS_OVER, rows=context.ways)
    found = await _mine(context, wish.about["import"])
    await telling.tell_of_writing(context.books, found, wish.about["after"], by=context.person.id, now=context.now)
    way = f"announce:{YES}" if wish.about["announced"] else "drafts"
    on = Button(label=texts.CONTINUE, press=f"plan-file-write:{found.id}:{way}", tone="main")
    text = texts.stopped(done_of(wish), wish.about["total"])
    await context.say(text, rows=((on,), *rows_after_writing(found, drafts=True)), in_place=True)


@errand("plan-file-undo", most_args=2, deep_linkable=False)
async def undo_import(context: Context, import_arg: str = "", sure: str = "") -> None:
    """First what it means, then the deed."""
    found = await _mine(context, number_of(import_arg))
    if sure != YES:
        found = await imports.undoable(context, found.id)
        count = len(await context.books.plan_imports.events_of(found.id))
        rows: Rows = (
            (Button(label=texts.UNDO_YES, press=f"plan-file-undo:{found.id}:{YES}", tone="bad"),),
            (Button(label=texts.UNDO_NO, press="mine"),),
        )
        await context.say(texts.sure_to_undo(count), rows=rows)
        return
    done = await imports.undo(context, found.id)
    if done is not None:
        text = texts.undone(done.removed, done.unseen, done.cancelled, done.kept)
        await context.say(text, rows=rows_after_undoing())


@errand("plan-file-take", most_args=2, deep_linkable=False)
async def take_drafts(context: Context, import_arg: str = "", library_arg: str = "") -> None:
    """A librarian announces all that the joint plan brought to their library."""
    found = await context.books.plan_imports.get(number_of(import_arg), lock=True)
    if found is None:
        raise TurnRefused(texts.DRAFTS_ONE_BY_ONE, rows=((_DRAFTS,), (shared.BACK_TO_MENU,)))
    library = number_of(library_arg)
    context.require(Action.ANNOUNCE_EVENT, Thing(alliance=found.alliance_id, library=library))
    room = await left_of(context, Quota.ANNOUNCED)
    done = await writing.announce_drafts(
        context.books,
        found,
        library,
        context.now,
        by=context.person.id,
        most=writing.MOST_AT_ONCE,
        room=room.left,
    )
    if done.held_back and not done.announced:
        raise TurnRefused(room.words, rows=((_DRAFTS,), (shared.BACK_TO_MENU,)))
    await spend(context, Quota.ANNOUNCED, done.announced)
    await context.say(texts.taken(done.announced, done.drafts), rows=((_DRAFTS,), (shared.BACK_TO_MENU,)))


async def _mine(context: Context, import_id: int) -> PlanImport:
    """The import, if this person may plan for its library, or for all of them."""
    found = await context.books.plan_imports.get(import_id)
    if found is None:
        raise TurnRefused(texts.NO_SUCH_IMPORT, rows=context.ways)
    imports.require(context, found)
    return found


async def _page(context: Context, found: PlanImport, page: str, *, remarks: bool = False) -> tuple[Rich, Rows]:
    preview = await writing.preview(context.books, found, context.now)
    noted = [row for row in found.rows if row.notes]
    listed = noted if remarks else list(found.rows)
    at, pages = page_of(page, len(listed), LINES)
    hosts = await _hosts(context, found)
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
        *_writing(found, preview, context.roles.vouched),
        (shared.BACK_TO_MENU,),
    )
    return text, rows


def _line(found: PlanImport, row: PlanRow, preview: writing.Preview, hosts: Mapping[int, str]) -> Rich:
    return texts.row_line(
        row,
        known=row.verdict is not Verdict.BAD and row.key in preview.known,
        host=hosts.get(row.library or 0, "") if found.joint else "",
    )


def _writing(found: PlanImport, preview: writing.Preview, own: Collection[int]) -> Rows:
    """What can be done with it; ``own``: the libraries that they speak for, only what is of these is announced."""
    write = f"plan-file-write:{found.id}"
    rows: list[tuple[Button, ...]] = []
    if preview.fitting:
        drafts = texts.drafts_label(len(preview.fitting))
        rows.append((Button(label=drafts, press=f"{write}:drafts", tone="main"),))
    theirs = {row.library if found.joint else found.library_id for row in preview.sure}
    if theirs & set(own):
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


async def _hosts(context: Context, found: PlanImport) -> dict[int, str]:
    """How each library of the plan is called here: where many bear one name, with what tells it apart."""
    numbers = {host for row in found.rows if (host := found.host_of(row)) is not None} | {found.library_id}
    libraries = await context.books.libraries.many(numbers)
    if not found.joint:
        return {one.id: one.title for one in libraries}
    return {one.id: texts.host_label(one.title, one.district, one.region) for one in libraries}
