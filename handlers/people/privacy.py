"""What is kept of a person, shown, and erased when they want it (row 103)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.people.erasing import erase
from handlers.texts.people import privacy
from handlers.texts.turn import shared
from handlers.turn.errands import ERRANDS, errand
from handlers.turn.menu_places import MenuPlace
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from handlers.turn.context import Context


@errand(
    "mydata",
    command="mydata",
    most_args=0,
    about=privacy.ABOUT,
    order=140,
    always=privacy.ALWAYS,
    words=privacy.WORDS,
    menu=MenuPlace(label=privacy.IN_MENU, wing=privacy.WING),
    while_blocked=True,
)
async def my_data(context: Context) -> None:
    """Everything that the database knows of this person, in words."""
    kept = await context.books.people.what_is_kept(context.person.id)
    gave = await context.books.people.what_they_gave(context.person.id)
    blocked = context.person.blocked_at is not None
    block = (
        Button(label=privacy.UNBLOCK, press="unblock-me") if blocked else Button(label=privacy.BLOCK, press="block-me")
    )
    rows: Rows = (
        (Button(label=privacy.ALL_BY_NAME, press="mydata-all"),),
        (Button(label=privacy.TAKE_AWAY, press="mydata-file"), Button(label=privacy.LOOKS, press="mydata-looks")),
        (Button(label=privacy.CONSENTS, press="consents"), block),
        (Button(label=privacy.ERASE, press="forget-me", tone="bad"),),
        (shared.BACK_TO_MENU,),
    )
    uses = context.person.menu_uses
    opened = [(one.menu.label, uses[one.name]) for one in ERRANDS.in_menu if one.menu and one.name in uses]
    await context.say(privacy.what_is_kept(context.person, kept, gave, opened), rows=rows)


@errand("forget-me", command="forget", most_args=0, always=privacy.FORGET_ALWAYS, listed=False, while_blocked=True)
async def forget_me(context: Context) -> None:
    """Ask once more; says what goes and what stays."""
    alone = await last_ones(context)
    rows = (
        (Button(label=privacy.YES_ERASE, press=f"erase-me:{context.person.id}", tone="bad"),),
        (Button(label=privacy.KEEP, press="menu", tone="main"),),
    )
    joined = await context.books.address_joins.undoable(context.person.id, at=context.now)
    await context.say(privacy.sure(alone, joined_lately=bool(joined)), rows=rows)


@errand("erase-me", most_args=1, deep_linkable=False, while_blocked=True)
async def erase_me(context: Context, who: str = "") -> None:
    """Erase for real. The farewell is the last thing sent, and it is not tied to the person any more.

    A button that was asked by somebody who is erased already asks once more: they have come back since.
    """
    if who != str(context.person.id):
        await forget_me(context)
        return
    await erase(context, "asked", privacy.ERASED)


async def last_ones(context: Context) -> tuple[list[str], list[str]]:
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
