"""What a group's messenger refuses is never silent: whoever keeps the group is told once, with how to mend it.

What waits for a right leaves by itself when the right is back (``scheduler.delivery.outcomes``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.groups.binding import inspect, lock_group, tell_keepers
from handlers.texts.groups import standing as texts
from handlers.turn.hooks import group_refused, post_fell_short, post_given_up

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.hooks import Publication
    from storage.alliances.groups import Group
    from storage.books import Books
    from talk.messenger import Right, Shortfall

STUBBORN: Final = 2
"""So often refused for want of a right that a look at the group did not find missing, it is told all the same."""


@group_refused.heard(10)
async def refused(books: Books, what: Publication, right: Right | None, now: datetime) -> None:
    """Look at the group again: it says what is missing, or that it is there by now (``binding.inspected`` tells).

    A messenger that refuses what it says is allowed is told of, too.
    """
    group = await _bound(books, what)
    if group is None or right in group.missing:
        return
    if right is not None and what.tries >= STUBBORN:
        text = texts.not_allowed(group.called, group.title, right)
        await tell_keepers(books, group, text, now, occasion=f"refused:{what.row}")
    elif right is not None or group.missing:
        await inspect(books, group, now)


@post_fell_short.heard(10)
async def fell_short(books: Books, what: Publication, shortfall: Shortfall, now: datetime) -> None:
    """Without its pictures: told once for a right, else once for the post. Beside its section: look where that is."""
    group = await _bound(books, what)
    post = await books.posts.get(what.post) if what.post is not None else None
    if group is None or post is None:
        return
    match shortfall.what:
        case "pictures" if shortfall.right is None or shortfall.right not in group.missing:
            if shortfall.right is not None:
                await books.groups.lacks(group.id, (*group.missing, shortfall.right))
            text = texts.without_pictures(group.called, group.title, post.link, shortfall.right)
            await tell_keepers(books, group, text, now, occasion=f"pictures:{post.id}")
        case "rest":
            text = texts.without_rest(group.title, post.link)
            await tell_keepers(books, group, text, now, occasion=f"rest:{post.id}")
        case "section":
            await inspect(books, group, now)
        case "removal" if shortfall.right is not None:
            text = texts.still_stands(group.called, group.title, shortfall.links, shortfall.right)
            await tell_keepers(books, group, text, now, occasion=f"stands:{what.row}")


@post_given_up.heard(10)
async def given_up(books: Books, what: Publication, now: datetime) -> None:
    group = await _bound(books, what)
    if group is not None:
        text = texts.given_up(group.called, group.title, what.text)
        await tell_keepers(books, group, text, now, occasion=f"given-up:{what.row}")


async def _bound(books: Books, what: Publication) -> Group | None:
    group = await lock_group(books, await books.groups.by_external(what.account, what.group))
    return group if group is not None and group.state == "bound" else None
