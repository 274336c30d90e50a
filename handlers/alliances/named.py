"""A settlement is named, just so: what there is to see of its libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.spelling import split_type
from handlers.texts.alliances import choosing as texts
from handlers.texts.alliances.founding import alliance_label
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.finding import Found, finds, nearest
from handlers.turn.paging import number_of
from talk.prompt import Button

if TYPE_CHECKING:
    from handlers.turn.context import Context

MOST: Final = 5000
"""Names that are looked through."""


@finds(10)
async def settlements_named(context: Context, typed: str) -> list[Found]:
    """Alliances of that name, or of one like it."""
    names = await context.books.alliances.names(limit=MOST)
    return nearest(
        split_type(typed)[1] or typed,
        [(name, alliance_label(name, slug), f"settlement:{number}") for number, name, slug in names],
    )


@errand("settlement", most_args=1)
async def settlement(context: Context, named: str = "") -> None:
    """What there is to see of an alliance."""
    found = await context.books.alliances.get(number_of(named))
    if found is None:
        await context.say(texts.NOT_FOUND, rows=shared.MENU_ROWS)
        return
    rows = tuple(
        tuple(Button(label=label, press=f"{name}:{found.id}") for name, label in pair) for pair in texts.SEEN_OF_IT
    )
    members = await context.books.libraries.count(found.id)
    await context.say(texts.called(found.settlement, members), rows=(*rows, *context.ways))
