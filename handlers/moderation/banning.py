"""Somebody whose messages are not taken any more: all their offices end, they are told once, until that is lifted.

Only the operator does that (``tezki moderate ban``). What they wrote in public stays until it is hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.libraries.service import Why
from handlers.moderation.revoking import revoke_office
from handlers.notices.people import NEWS, tell_person
from handlers.texts.moderation import banning as texts
from storage.messaging.outbox import Notice

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.context import Context
    from storage.books import Books


async def ban(books: Books, person_id: int, reason: str, *, now: datetime) -> None:
    """They speak for nobody and hear of nothing any more. What they are as a person stays: only they can erase that."""
    roles = await books.roles.of(person_id, now)
    for alliance_id in sorted(roles.coordinates | roles.hidden_alliances):
        alliance = await books.alliances.lock(alliance_id)
        await revoke_office(books, alliance, person_id, reason, by_id=None, now=now)
    claimed = await books.librarians.claimed_by(person_id)
    for library_id in sorted(roles.librarian_of | roles.hidden_of | {*claimed}):
        await books.librarians.dismiss(library_id, person_id, by=None, why=Why.UNSAID, at=now)
        await books.audit.note("dismissed", f"library:{library_id} by the operator", whom=person_id, at=now)
    for subscription in await books.subscriptions.of_person(person_id):
        await books.subscriptions.unsubscribe_from(person_id, subscription.alliance_id, subscription.target)
    await books.dialogues.end(person_id)
    await books.people.ban(person_id, at=now)
    await books.audit.note("banned", reason, whom=person_id, at=now)


async def lift_ban(books: Books, person_id: int, *, now: datetime) -> bool:
    """False when there was none. Offices and subscriptions do not come back by themselves."""
    person = await books.people.get(person_id)
    if person is None or person.banned_at is None:
        return False
    await books.people.ban(person_id, at=None)
    await books.audit.note("unbanned", "", whom=person_id, at=now)
    return True


async def refuse_banned(context: Context) -> None:
    """Said once; after that nothing of theirs is answered."""
    since = context.person.banned_at
    assert since is not None
    key = f"banned:{context.person.id}:{int(since.timestamp())}"
    await tell_person(
        context.books, context.person.id, texts.REFUSED, now=context.now, key=key, about=Notice(kind=NEWS)
    )
