"""What is kept of a person, shown and erased (row 103)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.texts.people import privacy
from handlers.texts.turn import shared as base
from handlers.turn.errands import ERRANDS, errand
from handlers.turn.hooks import person_forgotten
from handlers.turn.menu_places import MenuPlace
from talk.messenger import INTERACTIVE, Tell
from talk.prompt import Button, Prompt
from talk.rich import rich

if TYPE_CHECKING:
    from handlers.turn.context import Desk


@errand(
    "mydata",
    command="mydata",
    most_args=0,
    about=privacy.ABOUT,
    order=140,
    always=privacy.ALWAYS,
    menu=MenuPlace(label=privacy.IN_MENU, wing=privacy.WING),
)
async def my_data(desk: Desk) -> None:
    """Everything that the database knows of this person, in words."""
    kept = await desk.books.people.what_is_kept(desk.person.id)
    gave = await desk.books.people.what_they_gave(desk.person.id)
    rows = ((Button(label=privacy.ERASE, press="forget-me", tone="bad"),), (base.BACK_TO_MENU,))
    uses = desk.person.menu_uses
    opened = [(one.menu.label, uses[one.name]) for one in ERRANDS.in_menu if one.menu and one.name in uses]
    await desk.say(privacy.what_is_kept(desk.person, kept, gave, opened), rows=rows)


@errand("forget-me", command="forget", most_args=0, always=privacy.FORGET_ALWAYS, listed=False)
async def forget_me(desk: Desk) -> None:
    """Ask once more; says what goes and what stays."""
    alone = await _last_ones(desk)
    rows = (
        (Button(label=privacy.YES_ERASE, press=f"erase-me:{desk.person.id}", tone="bad"),),
        (Button(label=privacy.KEEP, press="menu", tone="main"),),
    )
    await desk.say(privacy.sure(alone), rows=rows)


@errand("erase-me", most_args=1, by_link=False)
async def erase_me(desk: Desk, who: str = "") -> None:
    """Erase for real. The farewell is the last thing sent, and it is not tied to the person any more.

    A button that was asked by somebody who is erased already asks once more: they have come back since.
    """
    if who != str(desk.person.id):
        await forget_me(desk)
        return
    await person_forgotten(desk)
    await desk.books.people.erase(desk.person.id)
    farewell = Tell(chat=desk.person.chat, prompt=Prompt(text=rich(privacy.ERASED)))
    await desk.books.outbox.put(
        desk.person.account_id, desk.person.chat, farewell, lane=INTERACTIVE, now=desk.now, person_id=None
    )


async def _last_ones(desk: Desk) -> tuple[list[str], list[str]]:
    """Libraries and alliances that will be left without anybody in charge."""
    libraries = []
    for library_id in sorted(desk.standing.librarian_of):
        if len(await desk.books.librarians.of_library(library_id)) == 1:
            library = await desk.books.libraries.get(library_id)
            libraries.append(library.title if library else "")
    alliances = []
    for alliance_id in sorted(desk.standing.coordinates):
        if len(await desk.books.coordinators.of_alliance(alliance_id, desk.now)) == 1:
            alliance = await desk.books.alliances.get(alliance_id)
            alliances.append(alliance.settlement if alliance else "")
    return libraries, alliances
