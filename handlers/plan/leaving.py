"""What a library's leaving means to the plan: what it will not hold is cancelled, nobody asks it any more (row 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.plan import actions
from handlers.turn.hooks import Leaving, library_leaves

if TYPE_CHECKING:
    from handlers.turn.context import Context


@library_leaves.heard(10)
async def cancel_its_events(context: Context, leaving: Leaving) -> None:
    for event_id in leaving.cancelled:
        await actions.cancel_now(context, event_id, leaving.why_cancelled)
    await context.books.co_hosts.forget_questions(leaving.library)
