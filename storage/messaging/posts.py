"""What is published in the groups: one post per group and subject, so that it can be revised and linked to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messaging.outbox_rows import UNFINISHED, WAITING
from storage.sql.records import insert, record
from storage.tables import outbox, posts
from talk.messenger import Publish, Revise

AT_ONCE: Final = 500
"""Subjects that one query asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPost:
    """A post as it stands, or is about to stand, in its group."""

    id: int
    group_id: int
    subject: str
    """``event:12``, ``joined:7``, ``left:7``, ``plan:3:2026-12``, ``chronicle:5``, ``about:3``."""
    section: str
    refs: tuple[str, ...]
    """Empty until it is delivered."""
    link: str | None
    digest: str
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What came of putting a post."""

    id: int
    digest: str
    digest_before: str | None
    """None when the post is new."""


class Posts:
    """Posts of all groups."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def upsert(self, group_id: int, subject: str, section: str, digest: str, *, at: datetime) -> Kept:
        """The post of that subject in that group; an unchanged digest leaves it untouched."""
        putting = insert(self._connection, posts).values(
            group_id=group_id, subject=subject, section=section, refs=[], digest=digest, updated_at=at
        )
        putting = putting.on_conflict_do_nothing(index_elements=["group_id", "subject"])
        new = (await self._connection.execute(putting.returning(posts.c.id))).scalar_one_or_none()
        if new is not None:
            return Kept(id=new, digest=digest, digest_before=None)
        query = sa.select(posts.c.id, posts.c.digest).where(posts.c.group_id == group_id, posts.c.subject == subject)
        known = (await self._connection.execute(query.with_for_update())).one()
        if known.digest != digest:
            change = sa.update(posts).where(posts.c.id == known.id)
            await self._connection.execute(change.values(section=section, digest=digest, updated_at=at))
        return Kept(id=known.id, digest=digest, digest_before=known.digest)

    async def lately(self, group_id: int, section: str, since: datetime, *, most: int) -> int:
        """How many of that section are new or changed since; no more than ``most`` are counted."""
        some = sa.select(posts.c.id).where(
            posts.c.group_id == group_id, posts.c.section == section, posts.c.updated_at > since
        )
        query = sa.select(sa.func.count()).select_from(some.limit(most).subquery())
        return int((await self._connection.execute(query)).scalar_one())

    async def get(self, post_id: int) -> PublishedPost | None:
        row = (await self._connection.execute(sa.select(posts).where(posts.c.id == post_id))).mappings().one_or_none()
        return None if row is None else record(PublishedPost, row)

    async def of_subject(self, subject: str) -> tuple[PublishedPost, ...]:
        """In every group, in the order of publication."""
        query = sa.select(posts).where(posts.c.subject == subject).order_by(posts.c.id)
        return tuple(record(PublishedPost, row) for row in (await self._connection.execute(query)).mappings())

    async def published(self, subjects: Collection[str]) -> frozenset[str]:
        """Those of these subjects that have a post in some group."""
        found: set[str] = set()
        every = sorted(set(subjects))
        for at in range(0, len(every), AT_ONCE):
            query = sa.select(posts.c.subject).where(posts.c.subject.in_(every[at : at + AT_ONCE])).distinct()
            found.update((await self._connection.execute(query)).scalars())
        return frozenset(found)

    async def ending_with(self, ending: str, *, kind: str) -> tuple[str, ...]:
        """The subjects ``kind:…:ending`` that have a post in some group."""
        alike = posts.c.subject.startswith(f"{kind}:", autoescape=True)
        query = sa.select(posts.c.subject).where(alike, posts.c.subject.endswith(f":{ending}", autoescape=True))
        return tuple((await self._connection.execute(query.distinct().order_by(posts.c.subject))).scalars())

    async def in_groups(self, group_ids: Collection[int]) -> frozenset[str]:
        """The subjects of all posts in these groups."""
        query = sa.select(posts.c.subject).where(posts.c.group_id.in_(group_ids)).distinct()
        return frozenset((await self._connection.execute(query)).scalars())

    async def with_refs(self, action: Revise, post_id: int) -> Publish | Revise:
        """The revision with the messages that it revises; a publication where nothing was delivered before."""
        post = await self.get(post_id)
        if post is None or not post.refs:
            return Publish(group=action.group, thread=action.thread, post=action.post)
        return replace(action, refs=post.refs)

    async def leave_by(self, post_id: int, until: datetime | None) -> None:
        """What is to put it, and waits, comes too late after that."""
        waits = sa.and_(outbox.c.post_id == post_id, UNFINISHED, WAITING)
        await self._connection.execute(sa.update(outbox).where(waits).values(not_after=until))

    async def delivered(self, post_id: int, *, refs: Sequence[str], link: str | None, at: datetime) -> None:
        """It stands in the group now as these messages. An edit that tells no link leaves the old one."""
        await self._connection.execute(
            sa.update(posts)
            .where(posts.c.id == post_id)
            .values(refs=list(refs), link=sa.func.coalesce(link, posts.c.link), updated_at=at)
        )

    async def link_of(self, subject: str) -> str | None:
        """The address in the first group that has one."""
        query = sa.select(posts.c.link).where(posts.c.subject == subject, posts.c.link.is_not(None))
        link: str | None = (await self._connection.execute(query.order_by(posts.c.id).limit(1))).scalar_one_or_none()
        return link
