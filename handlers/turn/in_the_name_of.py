"""A turn that nobody has just begun: what was asked for earlier, on paper, or follows from a silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.turn.context import Context
from talk.updates import AccountId, IncomingMessage

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.people.people import Person


async def in_the_name_of(
    books: Books, person: Person, *, event_id: str, directory: AccountDirectory, now: datetime, counted: bool = False
) -> Context:
    """As if they had just written from that address, with the rights that they have by now."""
    heard = IncomingMessage(
        account=AccountId(person.account_id), event_id=event_id, chat=person.chat, user=person.external_id, at=now
    )
    roles = await books.roles.of(person.id, now)
    return Context(
        books=books, person=person, roles=roles, now=now, directory=directory, message=heard, counted=counted
    )
