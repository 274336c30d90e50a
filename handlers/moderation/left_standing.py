"""What was hidden still stands in a group whose messenger can neither change nor remove it: somebody has to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.notices.people import tell_coordinators
from handlers.texts.moderation import hiding as texts
from handlers.texts.turn import shared
from handlers.turn.hooks import post_fell_short

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.hooks import Publication
    from storage.books import Books
    from talk.messenger import Shortfall


@post_fell_short.heard(30)
async def hidden_post_stands(books: Books, what: Publication, shortfall: Shortfall, now: datetime) -> None:
    """Whoever coordinates is told where. With a right that would help, ``handlers.groups.refusals`` names it."""
    if shortfall.what != "removal" or shortfall.right is not None or what.text != texts.POST_GONE:
        return
    group = await books.groups.by_external(what.account, what.group)
    if group is not None:
        text = texts.still_stands(group.title, shortfall.links)
        key = f"hidden-stands:{what.row}"
        await tell_coordinators(books, group.alliance_id, text, now=now, key=key, rows=shared.MENU_ROWS)
