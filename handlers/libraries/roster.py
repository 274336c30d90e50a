"""Who the partners are: the roster, page by page, and those who were partners before (rows 1, 3, 4, 11, 12)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from domain.libraries.membership import scope
from handlers.alliances.choosing import others, which_alliance
from handlers.libraries.card import local_day
from handlers.texts.libraries import roster as texts
from handlers.texts.places import label_apart, place_of
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace
from handlers.turn.paging import read_page
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.libraries.libraries import Library


@errand(
    "roster",
    command="roster",
    most_args=2,
    about=texts.ABOUT,
    order=50,
    spoken=texts.SPOKEN,
    words=texts.WORDS,
    menu=MenuPlace(label=texts.IN_MENU, first=True),
)
async def roster(context: Context, named: str = "", page: str = "0") -> None:
    """The members by region, district and title."""
    alliance = await which_alliance(context, "roster", named)
    if alliance is None:
        return
    shown = await read_page(partial(context.books.libraries.roster, alliance.id), page)
    regions = [one.region for one in await context.books.libraries.regions(alliance.id)]
    text = texts.roster(
        alliance.settlement,
        [_line(context, one.library, one.link) for one in shown.items],
        first=shown.first,
        total=shown.total,
        regions=len(regions),
        scope=scope(regions),
        paged=shown.words,
    )
    last = (Button(label=texts.FORMER, press=f"former:{alliance.id}"), others("roster"), shared.BACK_TO_MENU)
    joining: Rows = () if shown.total else ((Button(label=texts.JOIN, press=f"join:{alliance.id}", tone="main"),),)
    cards = _cards([one.library for one in shown.items], shown.first)
    rows = (*cards, *shown.turn(f"roster:{alliance.id}"), *joining, last)
    await context.say(text, rows=rows, in_place=True)


@errand("former", most_args=2)
async def former(context: Context, named: str = "", page: str = "0") -> None:
    """Those that have left, the latest first: the history is kept (row 12)."""
    alliance = await which_alliance(context, "former", named)
    if alliance is None:
        return
    shown = await read_page(partial(context.books.libraries.former, alliance.id), page)
    text = texts.former(
        alliance.settlement,
        [_line(context, one, None) for one in shown.items],
        first=shown.first,
        paged=shown.words,
    )
    back = (Button(label=texts.PRESENT, press=f"roster:{alliance.id}"), shared.BACK_TO_MENU)
    rows = (*_cards(shown.items, shown.first), *shown.turn(f"former:{alliance.id}"), back)
    await context.say(text, rows=rows, in_place=True)


def _line(context: Context, library: Library, notice: str | None) -> texts.Line:
    assert library.joined_at is not None, "the roster holds those who joined"
    return texts.Line(
        title=library.title,
        place=place_of(library),
        joined=local_day(context, library.joined_at),
        left=local_day(context, library.left_at) if library.left_at else None,
        notice=notice,
        unchecked=library.checked == "unchecked" and library.verdict != "overridden",
    )


def _cards(libraries: tuple[Library, ...] | list[Library], first: int) -> Rows:
    """A button for each card, two in a row, under the numbers of the list: titles begin alike, districts do not."""
    buttons = [
        Button(label=texts.numbered(number, label_apart(one.district, one.region)), press=f"lib:{one.id}")
        for number, one in enumerate(libraries, first)
    ]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
