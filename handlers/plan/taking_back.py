"""Announced events that a file brought by mistake are taken back: gone where nobody knew of them, else called off.

One of many: the caller publishes the plan of their months.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.event import State
from handlers.plan import co_host_notices
from handlers.plan.actions import write_down
from handlers.plan.change_notices import event_changed

if TYPE_CHECKING:
    from datetime import datetime

    from storage.books import Books
    from storage.plan.events import Event


async def take_back_unseen(books: Books, event: Event, now: datetime) -> bool:
    """An announced event of which nobody was told goes without a trace in the plan; the journal has its line.

    False when somebody means to come, was reminded, or may read of it in a group: that is to be cancelled.
    """
    if event.state is not State.ANNOUNCED or await books.changes.count_listeners(event.id):
        return False
    if await books.posts.published([f"event:{event.id}"]):
        return False
    await co_host_notices.withdraw_questions(books, event, event.invited, now)
    await write_down(books, event, "taken_back", now)
    return await books.events.take_back(event.id)


async def withdraw_quietly(books: Books, before: Event, reason: str, now: datetime) -> bool:
    """One of many announced ones: whoever meant to come is told, the caller publishes the plan of its month.

    False when it cannot be cancelled any more.
    """
    if not await books.events.move_state(before.id, State.CANCELLED, cancel_reason=reason, bump=True):
        return False
    after = await books.events.get(before.id)
    assert after is not None, "public events stay"
    await write_down(books, after, "cancelled", now)
    await co_host_notices.withdraw_questions(books, after, after.invited, now)
    await event_changed(books, before, after, now=now)
    return True
