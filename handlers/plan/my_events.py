"""The events of a person's libraries: ahead, drafts, those that wait to be told of, and all the others to copy from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from domain.event import State
from handlers.plan.drafts import ready_drafts
from handlers.plan.files.imports import UNDOABLE
from handlers.plan.month import numbers
from handlers.texts.plan import co_hosting, drafts, files, own_events, replanning
from handlers.texts.plan import event as event_texts
from handlers.texts.plan import planning as texts
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace, Role
from handlers.turn.paging import read_page
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.turn.context import Context

LINES: Final = 4
"""Events of one page: with the other buttons they stay in the message itself on VK (ten buttons)."""
DRAFTS: Final = 10
"""The same of drafts, which come by dozens from a file."""
IN_A_ROW: Final = 5
"""Numbers, as on the narrowest messenger."""
STATES: Final[Mapping[str, tuple[State, ...]]] = {
    "coming": (State.ANNOUNCED,),
    "drafts": (State.DRAFT,),
    "past": (State.HELD,),
    "archive": (State.CHRONICLED, State.CANCELLED, State.HELD),
}


@errand(
    "mine",
    command="mine",
    most_args=2,
    spoken=own_events.SPOKEN,
    words=own_events.WORDS,
    listed=False,
    menu=MenuPlace(label=texts.MINE, role=Role.LIBRARIAN, first=True),
    order=85,
)
async def my_events(context: Context, tab: str = "coming", page: str = "0") -> None:
    """Four lists, page by page; every numbered line has its button."""
    libraries = context.roles.librarian_of
    if not libraries:
        rows: Rows = ((Button(label=texts.JOIN, press="join", tone="main"),), (shared.BACK_TO_MENU,))
        await context.say(texts.NO_LIBRARY, rows=rows)
        return
    tab = tab if tab in STATES else "coming"
    late = tab in ("past", "archive")
    hosted = partial(context.books.events.hosted, libraries, states=STATES[tab], latest_first=late)
    shown = await read_page(hosted, page, DRAFTS if tab == "drafts" else LINES)
    lines = event_texts.numbered(shown.items, shown.first, zone=context.person.zone, now=context.now)
    others = [name for name in STATES if name != tab]
    asked = await context.books.co_hosts.asked(libraries, context.now, limit=1)
    waiting = Button(label=co_hosting.waiting_label(asked.total), press="together-asked", tone="main")
    tabs = tuple(Button(label=own_events.TABS[name], press=f"mine:{name}") for name in others)
    add = () if shown.total else (Button(label=replanning.ADD, press="event", tone="main"),)
    load = (Button(label=files.LOAD, press="import-plan"),) if tab in ("coming", "drafts") else ()
    ready = len((await ready_drafts(context))[0]) if tab == "drafts" and shown.total > 1 else 0
    file = await context.books.plan_imports.newest_of(context.person.id, since=context.now - UNDOABLE)
    undo = file is not None and tab in ("coming", "drafts")
    every = numbers(shown.items, shown.first)
    rows = (
        (Button(label=drafts.announce_label(ready), press="drafts-announce", tone="main"),) if ready > 1 else (),
        *(every[at : at + IN_A_ROW] for at in range(0, len(every), IN_A_ROW)),
        *shown.turn(f"mine:{tab}"),
        (waiting,) if asked.total else (),
        (Button(label=files.UNDO, press=f"plan-file-undo:{file.id}"),) if file is not None and undo else (),
        add,
        load,
        tabs,
        (shared.BACK_TO_MENU,),
    )
    text = own_events.mine(tab, lines, page=shown.at, pages=shown.pages)
    await context.say(text, rows=tuple(row for row in rows if row), in_place=True)
