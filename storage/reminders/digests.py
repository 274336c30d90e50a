"""Readers of the weekly digest, and what they are subscribed to (row 61)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from types import EllipsisType

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messaging.notification_prefs import REACH
from storage.plan.event_records import BY_START, HIDDEN, on_between
from storage.sql.records import record
from storage.tables import addresses, declines, events, people, subscriptions
from storage.tables.addresses import Topic, reachable, told_at


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestReader:
    """A person who gets one message a week instead of single reminders."""

    person_id: int
    account_id: int
    chat: int
    zone: str | None
    quiet_from: time | None
    quiet_to: time | None
    digested_at: datetime | None


Want = tuple[int, str]
"""An alliance and a target of subscriptions."""


class Digests:
    """Who reads it, by whose clock, and of what."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def zones(self) -> tuple[str | None, ...]:
        """By which clocks the readers of the digest live."""
        query = sa.select(people.c.zone).where(people.c.weekly, reachable()).distinct()
        return tuple((await self._connection.execute(query)).scalars())

    async def weekly(
        self,
        before: datetime,
        *,
        zone: str | EllipsisType | None = ...,
        after: int = 0,
        limit: int,
        claim: bool = False,
    ) -> tuple[DigestReader, ...]:
        """Readers of the digest who got none since ``before``, by person id from the one after ``after``.

        With a ``zone`` only those of that zone; None is a zone that is not chosen. When it was sent is noted by
        ``digested``; with ``claim`` several processes take different readers, and those in the middle of a turn are
        left for the next time.
        """
        there: sa.ColumnElement[bool] = sa.true()
        if not isinstance(zone, EllipsisType):
            there = people.c.zone.is_(None) if zone is None else people.c.zone == zone
        query = (
            sa.select(people.c.id.label("person_id"), *REACH, people.c.digested_at)
            .join_from(people, addresses, told_at(Topic.DIGESTS))
            .where(
                there,
                people.c.id > after,
                people.c.weekly,
                reachable(),
                sa.or_(people.c.digested_at.is_(None), people.c.digested_at < before),
            )
            .order_by(people.c.id)
            .limit(limit)
        )
        if claim:
            query = query.with_for_update(skip_locked=True, key_share=True, of=people)
        return tuple(record(DigestReader, row) for row in (await self._connection.execute(query)).mappings())

    async def digested(self, person_ids: Collection[int], *, at: datetime) -> None:
        """They had the digest of this week."""
        query = sa.update(people).where(people.c.id.in_(person_ids)).values(digested_at=at)
        await self._connection.execute(query)

    async def week(self, start: datetime, end: datetime) -> tuple[int, ...]:
        """What is on between two moments, by its start."""
        query = sa.select(events.c.id).where(on_between(start, end)).order_by(*BY_START)
        return tuple((await self._connection.execute(query)).scalars())

    async def versions(self, event_ids: Collection[int]) -> dict[int, tuple[int, str]]:
        """Event → its sequence and state; in PostgreSQL nobody can change them until this transaction ends.

        Without those that were hidden meanwhile.
        """
        query = sa.select(events.c.id, events.c.sequence, events.c.state).where(events.c.id.in_(event_ids), ~HIDDEN)
        rows = await self._connection.execute(query.order_by(events.c.id).with_for_update(read=True))
        return {row.id: (row.sequence, row.state) for row in rows}

    async def wants(self, person_ids: Collection[int]) -> dict[int, frozenset[Want]]:
        """Person → what they are subscribed to."""
        query = sa.select(subscriptions.c.person_id, subscriptions.c.alliance_id, subscriptions.c.target)
        rows = await self._connection.execute(query.where(subscriptions.c.person_id.in_(person_ids)))
        found: dict[int, set[Want]] = {}
        for person_id, alliance_id, target in rows:
            found.setdefault(person_id, set()).add((alliance_id, target))
        return {person_id: frozenset(wanted) for person_id, wanted in found.items()}

    async def declined(self, person_ids: Collection[int]) -> dict[int, frozenset[int]]:
        """Person → events that they do not want to hear of."""
        query = sa.select(declines.c.person_id, declines.c.event_id).where(declines.c.person_id.in_(person_ids))
        found: dict[int, set[int]] = {}
        for person_id, event_id in await self._connection.execute(query):
            found.setdefault(person_id, set()).add(event_id)
        return {person_id: frozenset(unwanted) for person_id, unwanted in found.items()}
