"""The public journal of an alliance: anybody may read it, and prove that nobody has rewritten it (row 9)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.alliances.choosing import others, which_alliance
from handlers.texts.alliances import journal as texts
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace
from handlers.turn.paging import read_page
from talk.prompt import Button

if TYPE_CHECKING:
    from handlers.turn.context import Context


@errand(
    "journal",
    command="journal",
    most_args=2,
    about=texts.ABOUT,
    order=60,
    spoken=texts.SPOKEN,
    words=texts.WORDS,
    menu=MenuPlace(label=texts.IN_MENU, first=True),
)
async def journal(context: Context, named: str = "", page: str = "0") -> None:
    """The newest entries first."""
    alliance = await which_alliance(context, "journal", named)
    if alliance is None:
        return
    shown = await read_page(partial(context.books.journal.page, alliance.id), page)
    zone = ZoneInfo(context.zone)
    text = texts.page(
        alliance.settlement,
        [(entry, entry.at.astimezone(zone)) for entry in shown.items],
        shown.words,
    )
    rows = (
        *shown.turn(f"journal:{alliance.id}"),
        (Button(label=texts.VERIFY, press=f"verify:{alliance.id}"),),
        (others("journal"), shared.BACK_TO_MENU),
    )
    await context.say(text, rows=rows, in_place=True)


@errand("verify", most_args=1)
async def verify(context: Context, named: str = "") -> None:
    """Read the whole chain and say whether it holds."""
    alliance = await which_alliance(context, "verify", named)
    if alliance is None:
        return
    fault = await context.books.journal.verify(alliance.id)
    if fault is not None:
        text = texts.broken(alliance.settlement, fault.seq, fault.why)
    else:
        last = await context.books.journal.page(alliance.id, limit=1)
        text = texts.whole(alliance.settlement, last.total, last=last.items[0].hash if last.items else None)
    rows = ((Button(label=texts.TO_JOURNAL, press=f"journal:{alliance.id}"), shared.BACK_TO_MENU),)
    await context.say(text, rows=rows)
