"""«/afisha» and «/plan» in a group: what comes next, in a few lines, where it was asked; once a minute at most."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from handlers.notices.posts import answer_in_group
from handlers.texts.plan import month as texts
from handlers.turn.hooks import group_asked

if TYPE_CHECKING:
    from datetime import datetime

    from storage.alliances.groups import Group
    from storage.books import Books

AFISHA, PLAN = "afisha", "plan"
EVERY: Final = timedelta(minutes=1)
AHEAD: Final = timedelta(days=92)
LISTED: Final = 5


@group_asked.heard(10)
async def answer(books: Books, group: Group, command: str, thread: int | None, now: datetime) -> None:
    """Other commands are somebody else's, or belong into the private chat: there is no answer to them."""
    if command not in (AFISHA, PLAN) or not await books.groups.answer(group.id, at=now, every=EVERY):
        return
    alliance = await books.alliances.get(group.alliance_id)
    if alliance is None:
        return
    coming = await books.events.upcoming((alliance.id,), now, now + AHEAD, limit=LISTED)
    post = texts.coming_post(
        alliance.id,
        alliance.settlement,
        coming.items,
        more=coming.total - len(coming.items),
        plan=command == PLAN,
        now=now,
    )
    await answer_in_group(books, group, post, thread=thread, now=now)
