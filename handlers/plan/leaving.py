"""What a library's leaving means to the plan: the events that it will not hold are cancelled (row 12)."""

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
