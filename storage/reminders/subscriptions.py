"""What people want to hear of (row 61). Targets are explained in storage/plan/audience.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.letters.letter_rows import withdraw_unsubscribed
from storage.plan.audience import wanted_by
from storage.sql.records import insert, record
from storage.tables import alliances, declines, events, libraries, reminders, subscriptions
from storage.tables.alliances import SHOWN_ALLIANCE
from storage.tables.moderation import hidden_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One subscription with what is needed to name it."""

    id: int
    person_id: int
    alliance_id: int
    alliance: str
    """The name that they share."""
    target: str
    since: datetime
    library: str | None
    """The title, where the target is a library."""
    settlement: str | None
    district: str | None
    region: str | None
    event: str | None
    """The title, where the target is an event."""
    starts_at: datetime | None
    month: date | None
    zone: str | None


def _id_in(kind: str) -> sa.ColumnElement[int | None]:
    """The number in a target of this kind; CASE, because PostgreSQL may cast before it filters."""
    number = sa.func.substr(subscriptions.c.target, len(kind) + 2)
    return sa.case((subscriptions.c.target.startswith(f"{kind}:"), sa.cast(number, sa.BigInteger)), else_=None)


_subscriptions = (
    sa.select(
        subscriptions,
        alliances.c.settlement.label("alliance"),
        libraries.c.title.label("library"),
        libraries.c.settlement.label("settlement"),
        libraries.c.district,
        libraries.c.region,
        events.c.title.label("event"),
        events.c.starts_at,
        events.c.month,
        events.c.zone,
    )
    .join(alliances, alliances.c.id == subscriptions.c.alliance_id)
    .outerjoin(libraries, libraries.c.id == _id_in("library"))
    .outerjoin(events, events.c.id == _id_in("event"))
)


class Subscriptions:
    """What people want to hear of, and the single events that they do not."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def subscribe(self, person_id: int, alliance_id: int, target: str, at: datetime) -> bool:
        """False when it was there already. Subscribing to an event takes back that it was declined."""
        subscribing = insert(self._connection, subscriptions).values(
            person_id=person_id, alliance_id=alliance_id, target=target, since=at
        )
        subscribing = subscribing.on_conflict_do_nothing(index_elements=["person_id", "alliance_id", "target"])
        new = (await self._connection.execute(subscribing.returning(subscriptions.c.id))).first()
        kind, _, number = target.partition(":")
        if kind == "event":
            await self.undecline(person_id, int(number))
        return new is not None

    async def unsubscribe_from(self, person_id: int, alliance_id: int, target: str) -> bool:
        """False when it was none of theirs. What is planned or on its way and no longer wanted is withdrawn."""
        return await self._end(
            person_id, sa.and_(subscriptions.c.alliance_id == alliance_id, subscriptions.c.target == target)
        )

    async def of_person(self, person_id: int) -> tuple[Subscription, ...]:
        """All of them, alliance by alliance; without those to what is hidden now."""
        shown = ~hidden_now("library", _id_in("library")), ~hidden_now("event", _id_in("event"))
        query = _subscriptions.where(subscriptions.c.person_id == person_id, *shown, SHOWN_ALLIANCE)
        query = query.order_by(alliances.c.folded, alliances.c.id, subscriptions.c.id)
        return tuple(record(Subscription, row) for row in (await self._connection.execute(query)).mappings())

    async def is_subscribed(self, person_id: int, alliance_id: int, target: str) -> bool:
        """To this very target; another one may mean the same events."""
        query = sa.select(
            sa.exists().where(
                subscriptions.c.person_id == person_id,
                subscriptions.c.alliance_id == alliance_id,
                subscriptions.c.target == target,
            )
        )
        return bool((await self._connection.execute(query)).scalar_one())

    async def decline(self, person_id: int, event_id: int) -> None:
        """Nothing about this one event any more; what is planned is withdrawn."""
        declining = insert(self._connection, declines).values(person_id=person_id, event_id=event_id)
        await self._connection.execute(declining.on_conflict_do_nothing(index_elements=["person_id", "event_id"]))
        await self._withdraw_unwanted(person_id)

    async def undecline(self, person_id: int, event_id: int) -> None:
        """From now on the subscriptions count again for this event."""
        await self._connection.execute(
            sa.delete(declines).where(declines.c.person_id == person_id, declines.c.event_id == event_id)
        )

    async def _end(self, person_id: int, condition: sa.ColumnElement[bool]) -> bool:
        ending = sa.delete(subscriptions).where(subscriptions.c.person_id == person_id, condition)
        ended = (await self._connection.execute(ending.returning(subscriptions.c.id))).first()
        if ended is not None:
            await self._withdraw_unwanted(person_id)
            await withdraw_unsubscribed(self._connection, person_id)
        return ended is not None

    async def _withdraw_unwanted(self, person_id: int) -> None:
        """Reminders of events that the person is not to hear of any more are not sent."""
        wanted = sa.exists().where(events.c.id == reminders.c.event_id, wanted_by(sa.literal(person_id)))
        await self._connection.execute(
            sa.update(reminders)
            .where(reminders.c.person_id == person_id, reminders.c.state == "planned", ~wanted)
            .values(state="withdrawn")
        )
