"""Those who write to us: where to answer them and how they want to be told (rows 46, 61, 103)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.purposes import Purpose
from storage.people.addresses import Addresses
from storage.people.erasure import ERASED, erase
from storage.people.own_data import OwnData
from storage.sql.any_of import any_of
from storage.sql.prepared import Column, Prepared, given, inserting
from storage.sql.records import record
from storage.tables import addresses, consents, people
from storage.tables.addresses import IS_LIVE, told_at

_AGREED: Final = (
    sa.select(sa.func.max(consents.c.version))
    .where(
        consents.c.person_id == people.c.id,
        consents.c.purpose == sa.literal_column(f"'{Purpose.SERVICE.value}'", sa.String),
        consents.c.withdrawn_at.is_(None),
    )
    .correlate(people)
    .scalar_subquery()
)
_AT: Final = tuple(addresses.c[name] for name in ("account_id", "external_id", "chat"))
_PERSON: Final[tuple[Column, ...]] = (
    *people.c.values(),
    *_AT,
    IS_LIVE.label("reachable"),
    addresses.c.preferred,
    _AGREED.label("agreed"),
)


def _known(_: str) -> sa.Executable:
    ours = addresses.c.account_id == sa.bindparam("account")
    there = sa.select(*_PERSON).join_from(people, addresses, addresses.c.person_id == people.c.id)
    return there.where(ours, addresses.c.external_id == sa.bindparam("external"))


KNOWN = Prepared(_known, _PERSON)
BORN = Prepared(
    lambda dialect: inserting(people, "leads", "created_at", "seen_at")(dialect).returning(people.c.id), [people.c.id]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, and one of their addresses: the one they write from in this turn, else where they are told.

    No name is kept.
    """

    id: int
    account_id: int
    external_id: int
    chat: int
    zone: str | None
    """IANA; None: not chosen yet."""
    quiet_from: time | None
    quiet_to: time | None
    leads: tuple[int, ...]
    """Minutes before an event at which they want to be reminded; empty: nothing was chosen."""
    weekly: bool
    """A digest once a week instead of single reminders."""
    digested_at: datetime | None
    reachable: bool
    """At this address."""
    greeted_at: datetime | None
    """When they heard what is stored and why."""
    agreed: int | None
    """To which version of the words for the service; None: they were not asked yet, or have not answered."""
    turn: int
    created_at: datetime
    menu_uses: Mapping[str, int]
    """How often they opened which errand of the menu."""
    banned_at: datetime | None = None
    """Since when the operator lets nothing of theirs through."""
    seen_at: datetime | None = None
    """When they wrote last, give or take a day."""
    asked_at: datetime | None = None
    """When they were asked whether they stay; None: not since they wrote."""
    blocked_at: datetime | None = None
    """Since when they want nothing of theirs used or shown."""
    done_by: str | None = None
    """The button by which they did something last: a talk ended, an event was announced."""

    shown: Sequence[Sequence[str]] | None = None
    """The buttons of the page that they got last (``handlers.turn.shown``); None: it was none."""

    @property
    def is_new(self) -> bool:
        """Nothing is kept of them but an address that was parted from somebody: they begin like a stranger."""
        return self.agreed is None and self.greeted_at is None

    @property
    def person_id(self) -> int:
        """As whom a person is written to (``handlers.notices.notices.Recipient``)."""
        return self.id


class People:
    """Everybody who ever wrote to one of the accounts and was not erased."""

    def __init__(self, connection: AsyncConnection, wake: Callable[[str], None] = lambda _: None) -> None:
        self._connection = connection
        self._wake = wake
        self._addresses = Addresses(connection)

    async def meet(self, account_id: int, external_id: int, chat: int, *, at: datetime) -> Person:
        """The person who has this address, made known if they are new. Two at once make one.

        From now on it is the one that they used last.
        """
        known = await self.known(account_id, external_id, chat, at=at)
        if known is None:
            new = await BORN.row(self._connection, **given(leads=[], created_at=at, seen_at=at))
            assert new is not None
            if not await self._addresses.add(new["id"], account_id, external_id, chat, at=at):  # another was faster
                await self._connection.execute(sa.delete(people).where(people.c.id == new["id"]))
            known = await self.known(account_id, external_id, chat, at=at)
            assert known is not None
        return known

    async def known(self, account_id: int, external_id: int, chat: int, *, at: datetime) -> Person | None:
        """The person who has this address, which is the one that they used last from now on; None: nobody has it."""
        known = await KNOWN.row(self._connection, account=account_id, external=external_id)
        if known is None:
            return None
        if known["chat"] != chat or not known["preferred"]:
            await self._addresses.use(known["id"], account_id, external_id, chat, at=at)
            known = {**known, "chat": chat}
        return record(Person, known)

    async def get(self, person_id: int) -> Person | None:
        """With the address where they are told what they chose no place for."""
        return await self._one(told_at(), people.c.id == person_id)

    async def by_external(self, account_id: int, external_id: int) -> Person | None:
        """By the messenger's own id, with this address."""
        ours = addresses.c.account_id == account_id, addresses.c.external_id == external_id
        return await self._one(addresses.c.person_id == people.c.id, *ours)

    async def greeted(self, account_id: int, external_ids: Collection[int]) -> dict[int, tuple[int, datetime]]:
        """Those of them who were greeted, by the messenger's id: who they are, and when they were."""
        ours = (addresses.c.account_id == account_id, any_of(addresses.c.external_id, external_ids))
        query = sa.select(addresses.c.external_id, people.c.id, people.c.greeted_at)
        query = query.join_from(people, addresses, addresses.c.person_id == people.c.id)
        query = query.where(*ours, people.c.greeted_at.is_not(None))
        rows = (await self._connection.execute(query)).all()
        return {row.external_id: (row.id, row.greeted_at) for row in rows}

    async def with_quiet_hours(self, person_ids: Collection[int]) -> dict[int, Person]:
        """Those of them who have quiet hours."""
        query = sa.select(*_PERSON).join_from(people, addresses, told_at())
        query = query.where(people.c.id.in_(person_ids), people.c.quiet_from.is_not(None))
        return {row["id"]: record(Person, row) for row in (await self._connection.execute(query)).mappings()}

    async def greet(self, person_id: int, *, at: datetime) -> None:
        """They have been told what is stored and why."""
        await self._set(person_id, greeted_at=at)

    async def seen(self, person_id: int, *, at: datetime) -> None:
        """They have written: whatever they were asked for their silence is answered."""
        await self._set(person_id, seen_at=at, asked_at=None)

    async def unseen(self, before: datetime, *, limit: int) -> tuple[int, ...]:
        """Those who have not written since, and were not asked whether they stay."""
        query = sa.select(people.c.id).where(people.c.seen_at < before, people.c.asked_at.is_(None))
        return tuple((await self._connection.execute(query.order_by(people.c.seen_at).limit(limit))).scalars())

    async def ask(self, person_id: int, *, at: datetime) -> None:
        """They are asked whether they stay."""
        await self._set(person_id, asked_at=at)

    async def unanswered(self, before: datetime, *, limit: int) -> tuple[int, ...]:
        """Those who were asked before then and have not written since."""
        query = sa.select(people.c.id).where(people.c.asked_at < before)
        return tuple((await self._connection.execute(query.order_by(people.c.asked_at).limit(limit))).scalars())

    async def block(self, person_id: int, *, at: datetime) -> None:
        """Nothing of theirs is used or shown from now on; what they ask is answered."""
        await self._set(person_id, blocked_at=at)
        await self._addresses.hold(person_id, on=True)

    async def unblock(self, person_id: int) -> None:
        """All is as it was before."""
        await self._set(person_id, blocked_at=None)
        await self._addresses.hold(person_id, on=False)

    async def set_zone(self, person_id: int, zone: str) -> None:
        """An IANA name, checked by the caller (``domain.time.zones.valid_zone``)."""
        await self._set(person_id, zone=zone)

    async def set_quiet(self, person_id: int, start: time | None, end: time | None) -> None:
        """Hours without messages on their own clock; None and None: there are none."""
        if (start is None) is not (end is None):
            raise ValueError("quiet hours have a beginning and an end")
        await self._set(person_id, quiet_from=start, quiet_to=end)

    async def set_leads(self, person_id: int, leads: Sequence[int]) -> None:
        """Minutes before an event (``domain.time.notices.MINUTES``); none: no reminders."""
        await self._set(person_id, leads=list(leads))

    async def set_weekly(self, person_id: int, weekly: bool) -> None:  # noqa: FBT001 - its name says it all
        """A digest once a week instead of single reminders."""
        await self._set(person_id, weekly=weekly)

    async def set_menu_uses(self, person_id: int, uses: Mapping[str, int]) -> None:
        """Errand → how often it was opened; in the place of what was there."""
        await self._set(person_id, menu_uses=dict(uses))

    async def ban(self, person_id: int, *, at: datetime | None) -> None:
        """Nothing that they write is taken from now on; None lifts that."""
        await self._set(person_id, banned_at=at)

    async def digested(self, person_id: int, *, at: datetime) -> None:
        """They were sent the digest of the week."""
        await self._set(person_id, digested_at=at)

    async def did_by(self, person_id: int, press: str) -> None:
        """This button has done what it does."""
        await self._set(person_id, done_by=press)

    async def set_shown(self, person_id: int, shown: Sequence[Sequence[str]] | None) -> None:
        """The buttons of the page that they get now; None: it is none."""
        await self._set(person_id, shown=shown)

    async def next_turn(self, person_id: int) -> int:
        """The number of the next question to this person: 1, 2, 3 …"""
        query = (
            sa.update(people).where(people.c.id == person_id).values(turn=people.c.turn + 1).returning(people.c.turn)
        )
        return int((await self._connection.execute(query)).scalar_one())

    async def what_is_kept(self, person_id: int) -> dict[str, int]:
        """How many rows of which table are about them: subscriptions, librarians, pictures …"""
        return await OwnData(self._connection).counts(person_id)

    async def what_they_gave(self, person_id: int) -> dict[str, tuple[str, ...]]:
        """Words of theirs that we keep, by column: «librarians.contact» …"""
        return await OwnData(self._connection).given(person_id)

    async def erase(self, person_id: int) -> bool:
        """Nothing that leads to this person is left; what was done in public stands. False: nobody has this id.

        Whoever does it to somebody writes an act of it: ``storage.people.erasures``.
        """
        self._wake(ERASED)
        return await erase(self._connection, person_id)

    async def _set(self, person_id: int, **values: Any) -> None:
        await self._connection.execute(sa.update(people).where(people.c.id == person_id).values(**values))

    async def _one(self, at: sa.ColumnElement[bool], *conditions: sa.ColumnElement[bool]) -> Person | None:
        query = sa.select(*_PERSON).join_from(people, addresses, at).where(*conditions)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else record(Person, row)
