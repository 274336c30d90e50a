"""The public journal of an alliance: anybody may read it, and prove that nobody has rewritten it (row 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.alliances.choosing import others, which_alliance
from handlers.texts.alliances import journal as texts
from handlers.texts.turn import shared
from handlers.texts.turn.paging import page_line
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace
from handlers.turn.paging import PAGE, page_of, turn_of
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
    menu=MenuPlace(label=texts.IN_MENU, first=True),
)
async def journal(context: Context, named: str = "", page: str = "0") -> None:
    """The newest entries first."""
    alliance = await which_alliance(context, "journal", named)
    if alliance is None:
        return
    total = (await context.books.journal.page(alliance.id, limit=1)).total
    at, pages = page_of(page, total)
    shown = await context.books.journal.page(alliance.id, offset=at * PAGE, limit=PAGE)
    zone = ZoneInfo(context.zone)
    text = texts.page(
        alliance.settlement,
        [(entry, entry.at.astimezone(zone)) for entry in shown.items],
        page_line(at, pages),
    )
    rows = (
        *turn_of(f"journal:{alliance.id}", at, pages),
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
