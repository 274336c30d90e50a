"""Which alliance a page is about: the one of the button, else the person's own, else they are asked.

Every errand that shows a page of an alliance begins so::

    alliance = await which_alliance(context, "roster", alliance_arg)
    if alliance is None:
        return  # the person has been asked; their button leads to «roster:<id>»
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.near import likeness
from domain.spelling import fold, split_type
from handlers.texts.alliances import choosing as texts
from handlers.texts.alliances.founding import alliance_label
from handlers.texts.turn import shared
from handlers.turn.errands import ERRANDS, errand
from handlers.turn.paging import PAGE, number_of, read_page
from talk.fields import Line
from talk.prompt import Button, Rows
from talk.script import script

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.turn.context import Context
    from storage.alliances.alliances import Alliance
    from talk.play import Talk


MOST: Final = 5000
"""Names that are looked through for one that is like what was typed."""


async def which_alliance(context: Context, errand_name: str, alliance_arg: str = "") -> Alliance | None:
    """The alliance that a page is about; None when the person is being asked with buttons ``errand_name:<id>``.

    In this order: the one of the argument, the only one of the person, the only one they are subscribed to, the only
    one there is.
    """
    if alliance_arg:
        found = await context.books.alliances.get(number_of(alliance_arg))
        if found is None:
            await _ask_among_all(context, errand_name, "0", note=texts.NOT_FOUND)
        return found
    mine = await alliances_of(context)
    if len(mine) == 1:
        return mine[0]
    if mine:
        await _ask(context, errand_name, mine[:PAGE], rows=((others(errand_name), shared.BACK_TO_MENU),))
        return None
    every = await context.books.alliances.all(limit=1)
    if every.total == 1:
        return every.items[0]
    await _ask_among_all(context, errand_name, "0")
    return None


async def alliances_of(context: Context) -> tuple[Alliance, ...]:
    """The person's own alliances; without any, those that they are subscribed to."""
    own = await context.books.alliances.of_person(context.person.id, context.now)
    if own:
        return own
    subscribed = dict.fromkeys(
        one.alliance_id for one in await context.books.subscriptions.of_person(context.person.id)
    )
    found = [await context.books.alliances.get(alliance_id) for alliance_id in list(subscribed)[: PAGE + 1]]
    return tuple(alliance for alliance in found if alliance is not None)


def others(errand_name: str) -> Button:
    """For the pages of people who have an alliance of their own: a look at somebody else's."""
    return Button(label=texts.OTHERS, press=f"which:{errand_name}:0")


@errand("which", most_args=2)
async def choose(context: Context, errand_name: str = "roster", page: str = "0") -> None:
    """All alliances, page by page, for the errand of that name."""
    await _ask_among_all(context, errand_name if ERRANDS.named(errand_name) else "roster", page)


@errand("seek", most_args=1)
async def seek(context: Context, errand_name: str = "roster") -> None:
    """Find an alliance by the name of its settlement."""
    await context.begin(seek_alliance, errand=errand_name if ERRANDS.named(errand_name) else "roster")


@script("seek-alliance", version=1, called=texts.CALLED)
async def seek_alliance(talk: Talk, context: Context) -> None:
    """A name is typed, and the alliances of that name come as buttons."""
    errand_name = str(talk.given["errand"])
    name = await talk.ask("name", texts.SEEK_NAME, Line(most=100))
    found = await talk.look("found", called, context, name)
    if found:
        rows = _rows(errand_name, [(alliance_id, label) for alliance_id, label, _ in found])
        await talk.say(
            texts.listed(
                [(label, members) for _, label, members in found], note=texts.several_called(name), page=0, pages=1
            ),
            rows=(*rows, (shared.BACK_TO_MENU,)),
        )
        return
    near = await talk.look("near", like, context, name) if not found else []
    if near:
        rows = _rows(errand_name, [(alliance_id, label) for alliance_id, label, _ in near])
        await talk.say(
            texts.listed([(label, members) for _, label, members in near], note=texts.NEAR, page=0, pages=1),
            rows=(*rows, (Button(label=texts.SEEK, press=f"seek:{errand_name}"), shared.BACK_TO_MENU)),
        )
        return
    again = (Button(label=texts.SEEK, press=f"seek:{errand_name}"), others(errand_name))
    await talk.say(
        texts.none_called(name), rows=(again, (Button(label=texts.FOUND, press="found"),), (shared.BACK_TO_MENU,))
    )


async def called(context: Context, name: str) -> list[tuple[int, str, int]]:
    """Alliances of that name, however it is spelled: id, label, number of members. At most a page of them."""
    folded = fold(name)
    found = await context.books.alliances.by_folded(folded) if folded else ()
    return [
        (one.id, alliance_label(one.settlement, one.slug), await context.books.libraries.count(one.id))
        for one in found[:PAGE]
    ]


async def like(context: Context, name: str) -> list[tuple[int, str, int]]:
    """Alliances whose names are like that one: id, label, number of members."""
    names = await context.books.alliances.names(limit=MOST)
    found = [names[place] for place, _ in likeness(split_type(name)[1] or name, [one[1] for one in names])]
    return [
        (number, alliance_label(settlement, slug), await context.books.libraries.count(number))
        for number, settlement, slug in found
    ]


async def _ask_among_all(context: Context, errand_name: str, page: str, *, note: str | None = None) -> None:
    shown = await read_page(context.books.alliances.all, page)
    if not shown.total:
        await context.say(
            texts.NONE_YET, rows=((Button(label=texts.FOUND, press="found", tone="main"),), (shared.BACK_TO_MENU,))
        )
        return
    seeking = (Button(label=texts.SEEK, press=f"seek:{errand_name}"),) if shown.pages > 1 else ()
    rows = (*shown.turn(f"which:{errand_name}"), (*seeking, shared.BACK_TO_MENU))
    await _ask(context, errand_name, shown.items, note=note, page=shown.at, pages=shown.pages, rows=rows)


async def _ask(
    context: Context,
    errand_name: str,
    alliances: Sequence[Alliance],
    *,
    note: str | None = None,
    page: int = 0,
    pages: int = 1,
    rows: Rows,
) -> None:
    """A row for each alliance and these below: ten rows at most, as VK takes no more."""
    labelled = [(one.id, alliance_label(one.settlement, one.slug)) for one in alliances]
    counted = [(label, await context.books.libraries.count(alliance_id)) for alliance_id, label in labelled]
    await context.say(
        texts.listed(counted, note=note, page=page, pages=pages),
        rows=(*_rows(errand_name, labelled), *rows),
        in_place=True,
    )


def _rows(errand_name: str, labelled: list[tuple[int, str]]) -> Rows:
    return tuple((Button(label=label, press=f"{errand_name}:{alliance_id}"),) for alliance_id, label in labelled)
