"""What is to be done to messages that left before: which they are is known when its turn comes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from talk.messenger import Revise, Tell

if TYPE_CHECKING:
    from storage.books import Books
    from storage.database import Database
    from storage.messaging.outbox_rows import Row
    from talk.messenger import Action, Settling


async def with_messages(database: Database, row: Row) -> Action:
    """The action with the messages of the post that it revises, or of the question that it settles."""
    action = row.action
    if isinstance(action, Revise) and row.post_id is not None:
        async with database.reading() as books:
            return await books.posts.with_refs(action, row.post_id)
    if isinstance(action, Tell) and action.settles is not None and action.settles.row is not None:
        async with database.reading() as books:
            return replace(action, settles=await _settling(books, action.settles, action.settles.row))
    return action


async def _settling(books: Books, settling: Settling, row_id: int) -> Settling | None:
    """None where the question did not become just one message."""
    known = await books.outbox.state_of(row_id)
    refs = known[1] if known is not None else ()
    return replace(settling, ref=refs[0]) if len(refs) == 1 else None
