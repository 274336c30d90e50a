"""What joining did not ask for: the institution, the ownership, a contact (row 4). Only what is empty is filled."""

from __future__ import annotations

from dataclasses import dataclass

from domain.libraries.membership import Ownership
from domain.rights import Action, Thing
from handlers.libraries.card import own_library
from handlers.libraries.edit import change_contact
from handlers.libraries.fields import LONGEST_TITLE, Name, ownerships
from handlers.libraries.membership import locked
from handlers.texts.libraries import card as texts
from handlers.texts.libraries import joining
from handlers.texts.turn import shared
from handlers.turn.context import Context
from handlers.turn.errands import errand
from storage.libraries.libraries import LibraryChanges
from talk.fields import Choice, Contact, Option
from talk.play import Talk
from talk.prompt import Button
from talk.script import script


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacks:
    """What is not told yet."""

    parent: bool
    ownership: bool
    contact: bool
    """Of the person who asks."""


@errand("library-complete", most_args=1)
async def complete(context: Context, named: str = "") -> None:
    found = await own_library(context, "library-complete", named)
    if found is not None:
        await context.begin(complete_library, library=found.id)


@script("complete-library", version=1, called=texts.COMPLETE_CALLED)
async def complete_library(talk: Talk, context: Context) -> None:
    library_id = int(str(talk.given["library"]))
    lacks = await talk.look("lacks", lacks_of, context, library_id)
    back = Button(label=texts.TO_CARD, press=f"library:{library_id}")
    if not (lacks.parent or lacks.ownership or lacks.contact):
        await talk.say(texts.NOTHING_LACKS, rows=((back, shared.BACK_TO_MENU),))
        return
    parent = form = contact = None
    if lacks.parent:
        parent = await talk.ask("parent", joining.PARENT, Name(most=LONGEST_TITLE), optional=True)
    if lacks.ownership:
        form = await talk.ask("ownership", joining.OWNERSHIP, ownerships(), optional=True)
    public = False
    if lacks.contact:
        contact = await talk.ask("contact", joining.CONTACT, Contact(), optional=True)
    if contact is not None:
        seen_by = [Option(value=False, label=joining.FOR_MEMBERS), Option(value=True, label=joining.FOR_ALL)]
        public = await talk.ask("contact-for", joining.CONTACT_FOR, Choice(seen_by))
    filled = await talk.do("fill", fill, context, library_id, parent or "", form or Ownership.UNSAID)
    if contact is not None:
        filled = await talk.do("contact", change_contact, context, library_id, contact, public=public)
    await talk.say(texts.CHANGED if filled else texts.NOTHING_CHANGED, rows=((back, shared.BACK_TO_MENU),))


async def lacks_of(context: Context, library_id: int) -> Lacks:
    """A look."""
    context.require(Action.SERVE_LIBRARY, Thing(library=library_id))
    found = await context.books.libraries.get(library_id)
    assert found is not None, "whoever serves in a library serves in one that exists"
    serving = await context.books.librarians.of_library(library_id)
    mine = next((one for one in serving if one.person_id == context.person.id), None)
    return Lacks(
        parent=not found.parent,
        ownership=found.ownership == Ownership.UNSAID,
        contact=mine is not None and not mine.contact,
    )


async def fill(context: Context, library_id: int, parent: str, form: Ownership) -> bool:
    """Whether something was empty and is told now; whoever only claims the library may fill it, not change it."""
    context.require(Action.SERVE_LIBRARY, Thing(library=library_id))
    found = await locked(context.books, library_id)
    assert found is not None, "whoever serves in a library serves in one that exists"
    before, _ = found
    changes: LibraryChanges = {}
    if parent and not before.parent:
        changes["parent"] = parent
    if form is not Ownership.UNSAID and before.ownership == Ownership.UNSAID:
        changes["ownership"] = form.value
    if changes:
        await context.books.libraries.change(library_id, **changes)
    return bool(changes)
