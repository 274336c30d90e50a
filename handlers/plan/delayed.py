"""An event whose cancelling has waited is cancelled (``handlers.notices.delayed_deeds``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.libraries.delays import Deed
from handlers.notices.delayed_deeds import carried_out
from handlers.plan import actions
from handlers.plan.series import continue_series
from handlers.texts.plan import planning
from talk.errors import Refused

if TYPE_CHECKING:
    from handlers.notices.delayed_deeds import About
    from handlers.turn.context import Context


@carried_out(Deed.CANCEL)
async def cancel(context: Context, about: About) -> None:
    """Raises Refused where it is over by now, or cancelled."""
    done = await actions.cancel_now(context, int(about["event"]), str(about["reason"]))
    if done.already:
        raise Refused(planning.CANNOT_CANCEL)
    event = await context.books.events.get(done.event_id)
    if about["goes_on"] and event is not None:
        await continue_series(context.books, event, context.now)
