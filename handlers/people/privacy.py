"""What is kept of a person, shown and erased (row 103)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.people.addresses import become_anew
from handlers.texts.people import privacy
from handlers.texts.turn import shared
from handlers.turn.errands import ERRANDS, errand
from handlers.turn.hooks import person_forgotten
from handlers.turn.menu_places import MenuPlace
from talk.messenger import INTERACTIVE, Tell
from talk.prompt import Button, Prompt
from talk.rich import rich

if TYPE_CHECKING:
    from handlers.turn.context import Context


@errand(
    "mydata",
    command="mydata",
    most_args=0,
    about=privacy.ABOUT,
    order=140,
    always=privacy.ALWAYS,
    menu=MenuPlace(label=privacy.IN_MENU, wing=privacy.WING),
)
async def my_data(context: Context) -> None:
    """Everything that the database knows of this person, in words."""
    kept = await context.books.people.what_is_kept(context.person.id)
    gave = await context.books.people.what_they_gave(context.person.id)
    rows = (
        (Button(label=privacy.CONSENTS, press="consents"),),
        (Button(label=privacy.ERASE, press="forget-me", tone="bad"),),
        (shared.BACK_TO_MENU,),
    )
    uses = context.person.menu_uses
    opened = [(one.menu.label, uses[one.name]) for one in ERRANDS.in_menu if one.menu and one.name in uses]
    await context.say(privacy.what_is_kept(context.person, kept, gave, opened), rows=rows)


@errand("forget-me", command="forget", most_args=0, always=privacy.FORGET_ALWAYS, listed=False)
async def forget_me(context: Context) -> None:
    """Ask once more; says what goes and what stays."""
    alone = await _last_ones(context)
    rows = (
        (Button(label=privacy.YES_ERASE, press=f"erase-me:{context.person.id}", tone="bad"),),
        (Button(label=privacy.KEEP, press="menu", tone="main"),),
    )
    joined = await context.books.address_joins.undoable(context.person.id, at=context.now)
    await context.say(privacy.sure(alone, joined_lately=bool(joined)), rows=rows)


@errand("erase-me", most_args=1, deep_linkable=False)
async def erase_me(context: Context, who: str = "") -> None:
    """Erase for real. The farewell is the last thing sent, and it is not tied to the person any more.

    A button that was asked by somebody who is erased already asks once more: they have come back since.
    """
    if who != str(context.person.id):
        await forget_me(context)
        return
    await _part_from_the_new(context)
    addresses = await context.books.addresses.of(context.person.id)
    await person_forgotten(context)
    await context.books.people.erase(context.person.id)
    for one in addresses:
        farewell = Tell(chat=one.chat, prompt=Prompt(text=rich(privacy.ERASED)))
        await context.books.outbox.put(
            one.account_id, one.chat, farewell, lane=INTERACTIVE, now=context.now, person_id=None
        )


async def _part_from_the_new(context: Context) -> None:
    """As long as a joining can be undone, one of the two cannot erase what is the other's."""
    joins = await context.books.address_joins.undoable(context.person.id, at=context.now)
    if joins:
        await context.books.address_joins.undo(joins[-1].id, at=context.now)
        await become_anew(context)


async def _last_ones(context: Context) -> tuple[list[str], list[str]]:
    """Libraries and alliances that will be left without anybody in charge."""
    libraries = []
    for library_id in sorted(context.roles.librarian_of):
        if len(await context.books.librarians.of_library(library_id)) == 1:
            library = await context.books.libraries.get(library_id)
            libraries.append(library.title if library else "")
    alliances = []
    for alliance_id in sorted(context.roles.coordinates):
        if len(await context.books.coordinators.of_alliance(alliance_id, context.now)) == 1:
            alliance = await context.books.alliances.get(alliance_id)
            alliances.append(alliance.settlement if alliance else "")
    return libraries, alliances
