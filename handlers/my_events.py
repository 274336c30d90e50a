"""The events of a person's libraries: ahead, drafts, those that wait to be told of, and all the others to copy from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alliance.event import State
from handlers.errands import errand
from handlers.texts import base
from handlers.texts import event as event_texts
from handlers.texts import planning as texts
from handlers.which_alliance import page_of, turn_of
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.desk import Desk

LINES: Final = 6
"""Events of one page: each is a row of its own, and VK takes ten rows."""
STATES: Final[Mapping[str, tuple[State, ...]]] = {
    "coming": (State.ANNOUNCED,),
    "drafts": (State.DRAFT,),
    "past": (State.HELD,),
    "archive": (State.CHRONICLED, State.CANCELLED, State.HELD),
}


@errand("mine", command="mine", most_args=2)
async def my_events(desk: Desk, tab: str = "coming", page: str = "0") -> None:
    """Four lists, page by page; every line is a button to its event."""
    libraries = desk.standing.librarian_of
    if not libraries:
        rows: Rows = ((Button(label=texts.JOIN, press="join", tone="main"),), (base.BACK_TO_MENU,))
        await desk.say(texts.NO_LIBRARY, rows=rows)
        return
    tab = tab if tab in STATES else "coming"
    late = tab in ("past", "archive")
    total = (await desk.books.events.hosted(libraries, states=STATES[tab], limit=1)).total
    at, pages = page_of(page, total, LINES)
    found = await desk.books.events.hosted(
        libraries, states=STATES[tab], latest_first=late, offset=at * LINES, limit=LINES
    )
    zone = desk.person.zone
    listed = [(Button(label=event_texts.event_label(one, zone=zone), press=f"e:{one.id}"),) for one in found.items]
    others = [name for name in STATES if name != tab]
    tabs = tuple(Button(label=texts.TABS[name], press=f"mine:{name}") for name in others)
    rows = (
        *listed,
        *turn_of(f"mine:{tab}", at, pages),
        tabs,
        (Button(label=texts.ADD, press="event"), base.BACK_TO_MENU),
    )
    text = texts.mine(tab, found.items, zone=zone, now=desk.now, page=at, pages=pages)
    await desk.say(text, rows=rows, in_place=True)
