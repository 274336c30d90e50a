"""The one way into a group: a post per group and subject, published once and revised when its content changes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from handlers.desk import BULK
from talk.messenger import Publish, Revise
from talk.prompt import Post
from talk.rich import Say, rich

if TYPE_CHECKING:
    from datetime import datetime

    from storage.books import Books

_posts: TypeAdapter[Post] = TypeAdapter(Post)


async def publish(
    books: Books, alliance_id: int, subject: str, post: Post, *, now: datetime, changes: Say = "", lane: int = BULK
) -> None:
    """Put the post into its section of every bound group of the alliance.

    Where the subject was published before, the post is revised; ``changes`` says in words what is different.
    A post that says the same as before is left alone.
    """
    digest = hashlib.sha256(_posts.dump_json(post)).hexdigest()
    for group in await books.groups.of_alliance(alliance_id):
        kept = await books.posts.put(group.id, subject, post.section, digest, at=now)
        if kept.digest_before == digest:
            continue
        thread = group.threads.get(post.section)
        fresh = Publish(group=group.external_id, thread=thread, post=post)
        if kept.digest_before is not None:
            if await books.outbox.replace_waiting_publish(kept.id, fresh):
                continue  # it has not left yet: it leaves as it should be now
            action: Publish | Revise = Revise(group=group.external_id, thread=thread, post=post, changes=rich(changes))
        else:
            action = fresh
        await books.outbox.put(group.account_id, group.external_id, action, lane=lane, now=now, post_id=kept.id)
