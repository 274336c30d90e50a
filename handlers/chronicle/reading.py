"""Reading the chronicle: of an alliance, of a library, one entry, a year in numbers (rows 26, 29, 30, 31)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.moderation import What
from domain.rights import Action
from handlers.alliances.choosing import which_alliance
from handlers.chronicle.actions import thing_of
from handlers.chronicle.post import shown_pictures
from handlers.texts.chronicle import reading as texts
from handlers.texts.turn import shared
from handlers.turn.against import against, against_pictures, refuse_hidden
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace
from handlers.turn.paging import ListPage, number_of, read_page
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.chronicle.chronicle import ChronicleEntry

PAGE: Final = 5
"""Entries of one page: with those that turn it, their buttons fit the smallest keyboard."""
SINCE: Final = 2000
"""Years before have no chronicle here."""


@errand(
    "chronicle",
    command="chronicle",
    most_args=2,
    about=texts.ABOUT,
    order=40,
    spoken=texts.SPOKEN,
    words=texts.WORDS,
    menu=MenuPlace(label=texts.IN_MENU, first=True),
)
async def chronicle(context: Context, alliance_arg: str = "", page: str = "0") -> None:
    """The newest first; entries and their corrections both."""
    alliance = await which_alliance(context, "chronicle", alliance_arg)
    if alliance is None:
        return
    shown = await read_page(partial(context.books.chronicle.page, alliance.id), page, PAGE)
    rows: Rows = ((Button(label=texts.TOTALS, press=f"chronicle-year:{alliance.id}"),),)
    if alliance.id in context.roles.members.values():
        rows += ((Button(label=texts.TELL, press="tell"),),)
    await context.say(
        texts.listed(
            texts.of_alliance(alliance.settlement),
            shown.items,
            first=shown.first,
            page=shown.at,
            pages=shown.pages,
            empty=texts.EMPTY_ALLIANCE,
        ),
        rows=(
            *_entries(shown),
            *shown.turn(f"chronicle:{alliance.id}", earlier=texts.NEWER, later=texts.OLDER),
            *rows,
            (shared.BACK_TO_MENU,),
        ),
        in_place=True,
    )


@errand("chronicle-lib", most_args=2)
async def chronicle_of_library(context: Context, library_arg: str = "", page: str = "0") -> None:
    """What one library has told."""
    library = await context.books.libraries.get(number_of(library_arg))
    if library is None:
        await chronicle(context)
        return
    told = partial(context.books.chronicle.page, library.alliance_id, library_id=library.id)
    shown = await read_page(told, page, PAGE)
    whole = Button(label=texts.WHOLE_CHRONICLE, press=f"chronicle:{library.alliance_id}")
    await context.say(
        texts.listed(
            texts.of_library(library.title),
            shown.items,
            first=shown.first,
            page=shown.at,
            pages=shown.pages,
            empty=texts.EMPTY_LIBRARY,
        ),
        rows=(
            *_entries(shown),
            *shown.turn(f"chronicle-lib:{library.id}", earlier=texts.NEWER, later=texts.OLDER),
            (whole, shared.BACK_TO_MENU),
        ),
        in_place=True,
    )


@errand("entry", most_args=1)
async def show_entry(context: Context, entry_arg: str = "") -> None:
    """One entry with its figures, pictures and corrections."""
    entry = await context.books.chronicle.get(number_of(entry_arg))
    if entry is None and (hidden := await context.books.chronicle.get(number_of(entry_arg), hidden=True)) is not None:
        await refuse_hidden(context, What.ENTRY, hidden.id, hidden.library_id, hidden.alliance_id)
    if entry is None:
        whole = Button(label=texts.WHOLE_CHRONICLE, press="chronicle")
        await context.say(texts.NOT_FOUND, rows=((whole,), (shared.BACK_TO_MENU,)))
        return
    await context.say(
        texts.entry_page(
            entry, post=await context.books.posts.link_of(await context.books.chronicle.subject_of(entry))
        ),
        rows=await entry_rows(context, entry),
        pictures=shown_pictures(entry),
        in_place=True,
    )


async def entry_rows(context: Context, entry: ChronicleEntry) -> Rows:
    """What one may do with an entry."""
    rows: list[tuple[Button, ...]] = []
    if entry.corrected_by is not None:
        rows.append((Button(label=texts.AS_IT_IS, press=f"entry:{entry.corrected_by}", tone="main"),))
    elif context.may(Action.CORRECT_CHRONICLE, thing_of(entry)):
        rows.append((Button(label=texts.CORRECT, press=f"correct:{entry.id}"),))
    if entry.corrects_id is not None:
        rows.append((Button(label=texts.AS_IT_WAS, press=f"entry:{entry.corrects_id}"),))
    rows.append((Button(label=texts.OF_LIBRARY, press=f"chronicle-lib:{entry.library_id}"),))
    rows.append((Button(label=texts.WHOLE_CHRONICLE, press=f"chronicle:{entry.alliance_id}"),))
    rows.extend(against_pictures(context, [one.id for one in shown_pictures(entry)], entry.alliance_id))
    rows.append((against(context, What.ENTRY, entry.id, entry.alliance_id), shared.BACK_TO_MENU))
    return tuple(rows)


@errand("chronicle-year", most_args=2)
async def year_in_numbers(context: Context, alliance_arg: str = "", year_arg: str = "") -> None:
    """What was done in a year, and how much of its plan."""
    alliance = await which_alliance(context, "chronicle-year", alliance_arg)
    if alliance is None:
        return
    this_year = context.now.astimezone(ZoneInfo(context.zone)).year
    year = min(max(number_of(year_arg, otherwise=this_year), SINCE), this_year + 1)
    totals = await context.books.chronicle.totals(alliance.id, year)
    plan = await context.books.events.counts(alliance.id, year)
    years = [other for other in (year - 1, year + 1) if SINCE <= other <= this_year]
    turn = tuple(
        Button(label=texts.year_label(other), press=f"chronicle-year:{alliance.id}:{other}") for other in years
    )
    whole = Button(label=texts.WHOLE_CHRONICLE, press=f"chronicle:{alliance.id}")
    await context.say(
        texts.year_in_numbers(alliance.settlement, year, totals, plan),
        rows=(*((turn,) if turn else ()), (whole, shared.BACK_TO_MENU)),
        in_place=True,
    )


def _entries(shown: ListPage[ChronicleEntry]) -> Rows:
    return tuple(
        (Button(label=texts.label(entry, number), press=f"entry:{entry.id}"),)
        for number, entry in enumerate(shown.items, shown.first)
    )
