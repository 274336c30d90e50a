"""A file that nobody asked for: a table from somebody who plans is looked at as a plan (row 60)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.plan.files import imports, writing
from handlers.texts.plan import files as texts
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.own_libraries import own_libraries
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.context import Context
    from storage.books import Books
    from storage.plan.imports import PlanImport
    from talk.updates import IncomingMessage, Sheet

TABLES: Final = (".xlsx", ".xls", ".csv", ".ics")
"""How the names of files end in which a plan may be."""


def may_be_a_plan(heard: IncomingMessage) -> bool:
    return any(one.kind == "file" and (one.name or "").lower().endswith(TABLES) for one in heard.files)


async def may_load_plans(books: Books, person_id: int, now: datetime) -> bool:
    """Only for them such a file is unpacked."""
    roles = await books.roles.of(person_id, now)
    return bool(roles.members or roles.coordinates)


@errand("file-came", most_args=0, deep_linkable=False)
async def file_came(context: Context) -> None:
    """«Это план? [Загрузить] [Нет]»; where it is none, or nobody knows whose, the way to say so."""
    if not context.roles.members and not context.roles.coordinates:
        await context.say(shared.NOT_UNDERSTOOD, rows=context.ways)
        return
    sheet = context.message.sheet
    found = await _propose(context, sheet) if sheet is not None else None
    if found is None:
        load = Button(label=texts.LOAD, press="import-plan", tone="main")
        await context.say(texts.FILE_CAME, rows=((load,), (shared.BACK_TO_MENU,)))
        return
    seen = await writing.preview(context.books, found, context.now)
    look = Button(label=texts.LOOK_AT_ROWS, press=f"plan-file:{found.id}:all")
    joint = [] if found.joint else sorted(context.roles.coordinates)[:1]
    rows: Rows = (
        *(
            ((Button(label=texts.LOAD_IT, press=f"plan-file-write:{found.id}:drafts", tone="main"),),)
            if seen.fitting
            else ()
        ),
        (look,),
        *((Button(label=texts.IT_IS_JOINT, press=f"import-plan:joint:{one}"),) for one in joint),
        (Button(label=texts.NO_PLAN, press="menu"),),
    )
    text = texts.is_it_a_plan(len(seen.fitting), seen.bad, seen.same)
    await context.say(text, rows=rows)


async def _propose(context: Context, sheet: Sheet) -> PlanImport | None:
    """The plan of their only library, or the joint one; None: nobody knows which. Raises TurnRefused."""
    own, joint = await own_libraries(context), sorted(context.roles.coordinates)
    if len(own) == 1:
        made = await imports.propose(context, own[0].id, sheet)
    elif not own and len(joint) == 1:
        made = await imports.propose_joint(context, joint[0], sheet)
    else:
        return None
    return await context.books.plan_imports.get(made)
