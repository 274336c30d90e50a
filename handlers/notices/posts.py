"""The one way into a group: a post per group and subject, published once and revised when its content changes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from domain.quotas import LIMITS, Quota
from talk.messenger import BULK, INTERACTIVE, Publish, Revise
from talk.prompt import Post, Section
from talk.rich import Say, lines, rich

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.alliances.groups import Group
    from storage.books import Books
    from talk.rich import Rich

HELPS: Final = timedelta(minutes=10)
"""An answer that could not leave by then would come out of the blue."""
POSTS: Final = LIMITS[Quota.POSTS]
LATER: Final = ("leads", "share")
"""What spans and buttons got since the first digests were kept, as long as it says nothing."""
_MOMENT: Final = re.compile(rb',"at":(?:null|-?\d+)')
"""What a span tells of its moment: the words say it, and posts of before do not know it."""
_posts: TypeAdapter[Post] = TypeAdapter(Post)


async def publish(
    books: Books,
    alliance_id: int,
    subject: str,
    post: Post,
    *,
    now: datetime,
    changes: Say = "",
    lane: int = BULK,
    only_edits: AccountDirectory | None = None,
    until: datetime | None = None,
    gathers: bool = False,
) -> None:
    """Put the post into its section of every bound group of the alliance.

    Where the subject was published before, the post is revised; ``changes`` says in words what is different.
    A post that says the same as before is left alone. ``subject``: what it is about, ``event:12``; it has one post in
    a group, ever. ``only_edits``: the change is not worth a comment or a new post, so it is made only where that
    directory's account can edit posts; elsewhere the next change brings it along. ``until``: what could not be posted
    by then (the right to post was missing) is posted no more. ``gathers``: it changes with each of many things; where
    posts cannot be changed in place it waits until they have. A hidden alliance publishes nothing.
    """
    if await books.alliances.get(alliance_id) is None:
        return
    digest = _digest(post)
    for group in await books.groups.of_alliance(alliance_id):
        kept = await books.posts.upsert(group.id, subject, post.section, digest, at=now)
        if kept.digest_before == digest:
            continue
        thread = group.threads.get(post.section)
        fresh = Publish(group=group.external_id, thread=thread, post=post, gathers=gathers)
        action: Publish | Revise = fresh
        at = None
        if kept.digest_before is not None:
            revision = Revise(group=group.external_id, thread=thread, post=post, changes=rich(changes), gathers=gathers)
            if await _renewed(books, kept.id, fresh, revision, until):
                continue  # it has not left yet: it leaves as it should be now
            if only_edits is not None and not _edits(only_edits, group.account_id):
                continue
            action = revision
        elif post.section is Section.JOINING:
            at = await _turn_of(books, group.id, now)
        await books.outbox.put(
            group.account_id,
            group.external_id,
            action,
            lane=lane,
            now=now,
            not_before=at,
            not_after=until if action is fresh else None,
            post_id=kept.id,
        )


async def answer_in_group(books: Books, group: Group, post: Post, *, thread: int | None, now: datetime) -> None:
    """Say something to somebody who asked there, in the topic where it was; nobody revises it."""
    action = Publish(group=group.external_id, thread=thread, post=post)
    await books.outbox.put(
        group.account_id, group.external_id, action, lane=INTERACTIVE, now=now, not_after=now + HELPS
    )


async def _turn_of(books: Books, group_id: int, now: datetime) -> datetime | None:
    """When one more notice of a new member may come into the group; None: now. Very many come one after the other."""
    assert POSTS.within is not None
    lately = await books.posts.lately(group_id, Section.JOINING, now - POSTS.within, most=10 * POSTS.most)
    return now + (lately - POSTS.most) * POSTS.within / POSTS.most if lately > POSTS.most else None


async def unpublish(books: Books, alliance_id: int, subject: str, text: Say, *, now: datetime) -> None:
    """What stands under that subject in the groups says only this from now on, as far as the messengers let us.

    What has not left yet does not leave. ``publish`` brings it back.
    """
    standing = {post.group_id: post for post in await books.posts.of_subject(subject)}
    for group in await books.groups.of_alliance(alliance_id):
        known = standing.get(group.id)
        if known is None:
            continue
        post = Post(section=Section(known.section), text=rich(text))
        digest = _digest(post)
        kept = await books.posts.upsert(group.id, subject, known.section, digest, at=now)
        if kept.digest_before == digest:
            continue
        if await books.outbox.withdraw(post_id=kept.id, at=now) and not known.refs:
            continue  # nobody has seen it
        thread = group.threads.get(post.section)
        revision = Revise(group=group.external_id, thread=thread, post=post, changes=rich(text))
        await books.outbox.put(group.account_id, group.external_id, revision, lane=BULK, now=now, post_id=kept.id)


async def _renewed(books: Books, post_id: int, fresh: Publish, revision: Revise, until: datetime | None) -> bool:
    """Whether what was to leave for that post leaves as it should be now, with all that was to be said of it."""
    waiting = await books.outbox.waiting_for_post(post_id)
    if waiting is None:
        return False
    if isinstance(waiting.action, Publish):
        await books.posts.leave_by(post_id, until)
        return await books.outbox.replace_waiting(waiting.id, fresh)
    if not isinstance(waiting.action, Revise):
        return False
    changes = _joined(waiting.action.changes, revision.changes)
    return await books.outbox.replace_waiting(waiting.id, replace(revision, changes=changes))


def _joined(said: Rich, more: Rich) -> Rich:
    """Both, each on its lines; nothing is said twice."""
    if f"\n{more.plain}\n" in f"\n{said.plain}\n":
        return said
    return lines(*(part for part in (said, more) if part.plain))


def _digest(post: Post) -> str:
    """Of what people read; that it is pinned or can be sent on is no news, that it need not be pinned any more is.

    Posts of before know nothing of what came later.
    """
    rows = tuple(kept for row in post.rows if (kept := tuple(one for one in row if one.share is None)))
    said = _posts.dump_json(replace(post, rows=rows), exclude=set() if post.pinned is False else {"pinned"})
    for later in LATER:
        said = said.replace(f',"{later}":null'.encode(), b"")
    return hashlib.sha256(_MOMENT.sub(b"", said)).hexdigest()


def _edits(directory: AccountDirectory, account: int) -> bool:
    messenger = directory.messengers.get(account)
    return messenger is not None and messenger.limits.edits_posts
