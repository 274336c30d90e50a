"""What it means to the plan that a library turned out to be another one: its events name another host (row 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.plan.actions import publish_event
from handlers.plan.month_post import publish_months
from handlers.texts.plan import event as texts
from handlers.turn.hooks import United, libraries_united
from storage.plan.events import ON

if TYPE_CHECKING:
    from handlers.turn.context import Context

MOST: Final = 50
"""Posts that are revised; the plan of the month names all hosts."""


@libraries_united.heard(10)
async def name_the_host(context: Context, united: United) -> None:
    """Of what is over the posts stay as they are: that it was held is no news."""
    books, now = context.books, context.now
    found = await books.events.many(united.events) if united.events else ()
    ahead = [one for one in found if one.state in ON and (one.starts_at is None or one.starts_at > now)]
    for event in ahead[:MOST]:
        after = await books.events.change(event.id, bump=True)
        if await books.posts.of_subject(f"event:{event.id}"):
            await publish_event(books, event.id, now, changes=texts.host_named(after))
    days = {one.day for one in ahead}
    if ahead:
        await publish_months(books, ahead[0].alliance_id, days, now)
