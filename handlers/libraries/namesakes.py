"""«Найти тёзок»: coordinators see who bears the name across the country, and write to each, once (rows 1, 5).

Nothing is sent from here: the letter is shown to be copied, and that it was sent is marked by hand. Marks belong to the
alliance, so that two coordinators do not write to one library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.rights import Action, Thing
from domain.time.zones import all_regions
from handlers.alliances.coordinated import coordinated
from handlers.libraries.namesakes_list import Found, NamesakesList, list_namesakes
from handlers.texts.libraries import namesakes as texts
from handlers.texts.turn import shared
from handlers.texts.turn.paging import page_line
from handlers.turn.errands import errand
from handlers.turn.paging import PAGE, number_of, page_of, turn_of
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.alliances.alliances import Alliance
    from talk.rich import Rich

IN_REGION: Final = 6
"""Settlements of one page: so many letters fit into a few messages."""


async def _theirs(context: Context, errand_name: str, named: str) -> Alliance | None:
    found = await coordinated(context, errand_name, named)
    if found is not None:
        context.require(Action.INVITE_NAMESAKES, Thing(alliance=found.id))
    return found


# What there is.


@errand("namesakes", most_args=2)
async def namesakes(context: Context, named: str = "", page: str = "0") -> None:
    """The count, then the regions."""
    found = await _theirs(context, "namesakes", named)
    if found is None:
        return
    if not await context.books.places.any():
        invite = Button(label=texts.INVITE, press=f"alliance-invite:{found.id}")
        await context.say(texts.NO_REGISTRY, rows=((invite,), (shared.BACK_TO_MENU,)), in_place=True)
        return
    seen = await list_namesakes(context, found)
    regions = seen.regions()
    at, pages = page_of(page, len(regions))
    shown = list(regions.items())[at * PAGE : (at + 1) * PAGE]
    numbers = {region.name: number for number, region in enumerate(all_regions())}
    rows = tuple(
        (Button(label=texts.region_label(name, many), press=f"namesakes-region:{found.id}:{numbers[name]}"),)
        for name, many in shown
        if name in numbers
    )
    text = texts.overview(
        found.settlement,
        places=len(seen.found),
        regions=len(regions),
        ours=sum(one.ours for one in seen.found),
        written=sum(one.written is not None for one in seen.found),
        paged=page_line(at, pages),
    )
    last = (_invite(found), shared.BACK_TO_MENU)
    await context.say(text, rows=(*rows, *turn_of(f"namesakes:{found.id}", at, pages), last), in_place=True)


@errand("namesakes-region", most_args=3)
async def in_region(context: Context, named: str = "", region: str = "", page: str = "0") -> None:
    """The settlements of one region."""
    found = await _theirs(context, "namesakes", named)
    if found is None:
        return
    await _show_region(context, found, await list_namesakes(context, found), number_of(region, otherwise=-1), page=page)


async def _show_region(
    context: Context, found: Alliance, seen: NamesakesList, region: int, *, page: str, note: str = ""
) -> None:
    name = _region(region)
    there = seen.in_region(name)
    if not there:
        await context.say(texts.GONE, rows=((_all_regions(found),), (shared.BACK_TO_MENU,)), in_place=True)
        return
    at, pages = page_of(page, len(there), IN_REGION)
    shown = there[at * IN_REGION : (at + 1) * IN_REGION]
    first = at * IN_REGION + 1
    text = texts.in_region(
        found.settlement,
        name,
        [one.words for one in shown],
        first=first,
        paged="\n".join(part for part in (page_line(at, pages), note) if part) or None,
    )
    buttons = [
        Button(label=texts.numbered(number, one.place.district or one.words.place), press=_press("", found, one))
        for number, one in enumerate(shown, first)
    ]
    rows: list[tuple[Button, ...]] = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    if any(one.waits for one in shown):
        rows.append((Button(label=texts.LETTERS, press=f"namesake-letters:{found.id}:{region}:{at}", tone="main"),))
    turning = turn_of(f"namesakes-region:{found.id}:{region}", at, pages)
    await context.say(text, rows=(*rows, *turning, (_all_regions(found), shared.BACK_TO_MENU)), in_place=True)


@errand("namesake", most_args=2)
async def namesake(context: Context, named: str = "", place: str = "") -> None:
    """One settlement."""
    found = await _theirs(context, "namesakes", named)
    if found is not None:
        await _show_one(context, found, await list_namesakes(context, found), place)


async def _show_one(
    context: Context, found: Alliance, seen: NamesakesList, place: str, note: str | None = None
) -> None:
    one = seen.numbered(number_of(place))
    if one is None:
        await context.say(texts.GONE, rows=((_all_regions(found),), (shared.BACK_TO_MENU,)), in_place=True)
        return
    rows: list[tuple[Button, ...]] = []
    if not one.ours:
        rows.append((Button(label=texts.LETTER, press=_press("-letter", found, one), tone="main"),))
        rows.append((_mark_of(found, one),))
    rows.append((_to_region(found, one), shared.BACK_TO_MENU))
    await context.say(
        texts.card(one.words, one.place.region, one.addressees, note=note), rows=tuple(rows), in_place=True
    )


# The letters.


@errand("namesake-letter", most_args=2)
async def letter(context: Context, named: str = "", place: str = "") -> None:
    """One letter, alone in its message: to be copied whole."""
    found = await _theirs(context, "namesakes", named)
    if found is None:
        return
    seen = await list_namesakes(context, found)
    one = seen.numbered(number_of(place))
    if one is None:
        await context.say(texts.GONE, rows=((_all_regions(found),), (shared.BACK_TO_MENU,)))
        return
    await context.say(texts.how_to_copy(1))
    await context.say(texts.to_whom(one.words.place, one.place.region, one.addressees))
    rows: Rows = ((_to_region(found, one), shared.BACK_TO_MENU),)
    if not one.ours:
        rows = ((_mark_of(found, one),), *rows)
    await context.say(_letter(context, found, seen, one), rows=rows)


@errand("namesake-letters", most_args=3)
async def letters(context: Context, named: str = "", region: str = "", page: str = "0") -> None:
    """The letters of a page to those who have not been written to, as one text."""
    found = await _theirs(context, "namesakes", named)
    if found is None:
        return
    seen = await list_namesakes(context, found)
    shown, number, at = _of_page(seen, region, page)
    waiting = [one for one in shown if one.waits]
    back = Button(label=texts.BACK, press=f"namesakes-region:{found.id}:{number}:{at}")
    if not waiting:
        await context.say(texts.NOBODY_LEFT, rows=((back,), (shared.BACK_TO_MENU,)))
        return
    written = [
        texts.to_whom(one.words.place, one.place.region, one.addressees) + "\n\n" + _letter(context, found, seen, one)
        for one in waiting
    ]
    await context.say(texts.how_to_copy(len(waiting)))
    everybody = Button(label=texts.WROTE_ALL, press=f"namesakes-wrote:{found.id}:{number}:{at}", tone="good")
    await context.say(texts.several(written), rows=((everybody,), (back, shared.BACK_TO_MENU)))


def _letter(context: Context, found: Alliance, seen: NamesakesList, one: Found) -> Rich:
    messengers = {messenger.kind: messenger for messenger in context.directory.messengers.values()}
    return texts.letter(
        found.settlement,
        f"{one.words.place}, {one.place.region}",
        places=len(seen.found),
        members=seen.members,
        regions=seen.members_regions,
        links=[(kind, messenger.invitation(f"join_{found.id}")) for kind, messenger in sorted(messengers.items())],
        page=context.directory.page_url(f"/a/{found.slug}"),
        to_library=bool(one.addressees),
    )


# The marks.


@errand("namesake-wrote", most_args=2, deep_linkable=False)
async def wrote(context: Context, named: str = "", place: str = "") -> None:
    """«Отметить: написали»."""
    found = await _theirs(context, "namesakes", named)
    if found is None:
        return
    one = (await list_namesakes(context, found)).numbered(number_of(place))
    note = None
    if one is not None and not one.ours and not await _mark(context, found, one):
        note = texts.MARKED_BEFORE
    await _show_one(context, found, await list_namesakes(context, found), place, note)


@errand("namesakes-wrote", most_args=3, deep_linkable=False)
async def wrote_all(context: Context, named: str = "", region: str = "", page: str = "0") -> None:
    """The same for everybody of a page who was not written to yet."""
    found = await _theirs(context, "namesakes", named)
    if found is None:
        return
    shown, number, at = _of_page(await list_namesakes(context, found), region, page)
    marked = [await _mark(context, found, one) for one in shown if one.waits]
    note = texts.marked_all(sum(marked))
    await _show_region(context, found, await list_namesakes(context, found), number, page=str(at), note=note)


@errand("namesake-unwrote", most_args=2, deep_linkable=False)
async def unwrote(context: Context, named: str = "", place: str = "") -> None:
    """The mark was a mistake."""
    found = await _theirs(context, "namesakes", named)
    if found is None:
        return
    one = (await list_namesakes(context, found)).numbered(number_of(place))
    note = None
    if one is not None and not await context.books.outreach.unmark(found.id, one.place.source, one.place.code):
        note = texts.NOT_MARKED
    await _show_one(context, found, await list_namesakes(context, found), place, note)


async def _mark(context: Context, found: Alliance, one: Found) -> bool:
    return await context.books.outreach.mark(found.id, one.place.source, one.place.code, context.person.id, context.now)


# Buttons.


def _of_page(seen: NamesakesList, region: str, page: str) -> tuple[tuple[Found, ...], int, int]:
    """The settlements of a page, the number of its region and its own."""
    number = number_of(region, otherwise=-1)
    there = seen.in_region(_region(number))
    at, _ = page_of(page, len(there), IN_REGION)
    return there[at * IN_REGION : (at + 1) * IN_REGION], max(number, 0), at


def _region(number: int) -> str:
    every = all_regions()
    return every[number].name if 0 <= number < len(every) else ""


def _number(name: str) -> int:
    return next((number for number, region in enumerate(all_regions()) if region.name == name), 0)


def _press(what: str, found: Alliance, one: Found) -> str:
    return f"namesake{what}:{found.id}:{one.place.id}"


def _mark_of(found: Alliance, one: Found) -> Button:
    if one.written is not None:
        return Button(label=texts.UNDO, press=_press("-unwrote", found, one))
    return Button(label=texts.WROTE, press=_press("-wrote", found, one), tone="good")


def _to_region(found: Alliance, one: Found) -> Button:
    return Button(label=texts.BACK, press=f"namesakes-region:{found.id}:{_number(one.place.region)}")


def _all_regions(found: Alliance) -> Button:
    return Button(label=texts.ALL_REGIONS, press=f"namesakes:{found.id}")


def _invite(found: Alliance) -> Button:
    return Button(label=texts.INVITE, press=f"alliance-invite:{found.id}")
