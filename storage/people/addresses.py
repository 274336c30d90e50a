"""The addresses of people: which are theirs, which of them live, and at which they are told.

Of a person's addresses exactly one is preferred: the one they used last, or, once it has died, the live one they used
last before. Whatever changes that holds the person's row first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.libraries.service import Service
from storage.sql.prepared import Prepared, given, inserting
from storage.sql.records import insert, record
from storage.tables import accounts, address_choices, addresses, librarians, people
from storage.tables.addresses import HELD, IS_LIVE, LIVE, Topic

BLOCKED: Final = "blocked"
"""They let us write no more, until they write again."""
GONE: Final = "gone"
"""The account or its messenger is no more."""


def _add(dialect: str) -> sa.Executable:
    names = "person_id", "account_id", "external_id", "chat", "preferred", "since", "used_at"
    adding = inserting(addresses, *names)(dialect)
    return adding.on_conflict_do_nothing(index_elements=["account_id", "external_id"]).returning(addresses.c.id)


ADD = Prepared(_add, [addresses.c.id])


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One conversation partner of one account."""

    id: int
    person_id: int
    account_id: int
    external_id: int
    chat: int
    state: str
    preferred: bool
    since: datetime
    used_at: datetime
    """When they came back to it last, from another one."""

    @property
    def is_live(self) -> bool:
        return self.state == LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """An address that has just died, and where its person is told from now on."""

    address: Address
    next: Address | None
    """None: nowhere."""
    matters: bool
    """It lived, and something was to come there."""


async def lock(connection: AsyncConnection, person_id: int) -> bool:
    """Nobody else has a turn of the person until this transaction ends; whether they may have changed meanwhile.

    On SQLite there is one writer anyway.
    """
    if connection.dialect.name != "postgresql":
        return False
    await connection.execute(sa.select(people.c.id).where(people.c.id == person_id).with_for_update())
    return True


class Addresses:
    """Every address of everybody who is known."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, person_id: int) -> tuple[Address, ...]:
        """All of a person's, the oldest first."""
        return await self._read(addresses.c.person_id == person_id)

    async def get(self, address_id: int) -> Address | None:
        return next(iter(await self._read(addresses.c.id == address_id)), None)

    async def at(self, account_id: int, external_id: int) -> Address | None:
        here = addresses.c.account_id == account_id, addresses.c.external_id == external_id
        return next(iter(await self._read(*here)), None)

    async def clients(self, account_id: int, chats: Collection[int]) -> dict[int, str]:
        """What is known of the apps in these chats."""
        query = sa.select(addresses.c.chat, addresses.c.client).where(
            addresses.c.account_id == account_id, addresses.c.external_id.in_(chats), addresses.c.client.is_not(None)
        )
        return {row.chat: row.client for row in await self._connection.execute(query)}

    async def note_client(self, account_id: int, chat: int, client: str) -> None:
        """What their app can show there; of somebody unknown nothing is kept."""
        await self._set(addresses.c.account_id == account_id, addresses.c.external_id == chat, client=client)

    async def add(self, person_id: int, account_id: int, external_id: int, chat: int, *, at: datetime) -> bool:
        """The first address of somebody new. False when it is somebody's already."""
        new = given(
            person_id=person_id,
            account_id=account_id,
            external_id=external_id,
            chat=chat,
            preferred=True,
            since=at,
            used_at=at,
        )
        return await ADD.row(self._connection, **new) is not None

    async def use(self, person_id: int, account_id: int, external_id: int, chat: int, *, at: datetime) -> None:
        """They wrote from there, in this chat: it is the one that they used last."""
        await lock(self._connection, person_id)
        here = sa.and_(addresses.c.account_id == account_id, addresses.c.external_id == external_id)
        theirs = addresses.c.person_id == person_id
        await self._set(theirs, addresses.c.preferred, ~here, preferred=False)
        await self._set(theirs, here, ~addresses.c.preferred, used_at=at)
        await self._set(theirs, here, chat=chat, preferred=True)

    async def revive(self, account_id: int, external_id: int) -> None:
        """They let us write there again. Nothing happens to somebody whom we do not know."""
        here = addresses.c.account_id == account_id, addresses.c.external_id == external_id
        for one in await self._read(*here):
            await lock(self._connection, one.person_id)
            held = await self._blocked(one.person_id)
            await self._set(addresses.c.id == one.id, state=HELD if held else LIVE)
            if not any(other.is_live and other.preferred for other in await self.of(one.person_id)):
                await self._prefer(one)

    async def lose(
        self, account_id: int, *, external_id: int | None = None, chat: int | None = None, state: str = BLOCKED
    ) -> Lost | None:
        """Nobody can be written to there from now on; None where nobody is known.

        What they wanted to be told there they are told where they are told everything.
        """
        named = addresses.c.external_id == external_id if chat is None else addresses.c.chat == chat
        found = await self._read(addresses.c.account_id == account_id, named)
        if not found:
            return None
        dead = found[0]
        await lock(self._connection, dead.person_id)
        await self._set(addresses.c.id == dead.id, state=state)
        choices = sa.delete(address_choices).where(address_choices.c.address_id == dead.id)
        chosen = (await self._connection.execute(choices)).rowcount > 0
        following = await self._following(dead.person_id)
        if following is not None and not following.preferred:
            await self._prefer(following)
        return Lost(address=dead, next=following, matters=dead.is_live and (dead.preferred or chosen))

    async def elsewhere(self, person_id: int, account_id: int, chat: int) -> bool:
        """Whether they can be written to anywhere but there."""
        there = sa.and_(addresses.c.account_id == account_id, addresses.c.chat == chat)
        return bool(await self._read(addresses.c.person_id == person_id, IS_LIVE, ~there))

    async def stranded(self, before: datetime, *, limit: int) -> tuple[Address, ...]:
        """Live addresses at accounts that have not worked since, of people who have another one at one that works."""
        broken = sa.select(accounts.c.id).where(accounts.c.broken_since < before)
        others = addresses.alias("others")
        working = accounts.alias("working")
        elsewhere = sa.exists().where(
            others.c.person_id == addresses.c.person_id,
            others.c.state == LIVE,
            working.c.id == others.c.account_id,
            working.c.broken.is_(None),
        )
        found = sa.select(addresses).where(addresses.c.account_id.in_(broken), IS_LIVE, elsewhere)
        rows = await self._connection.execute(found.order_by(addresses.c.id).limit(limit))
        return tuple(record(Address, row) for row in rows.mappings())

    async def open_to_residents(self, person_ids: Collection[int]) -> dict[int, Address]:
        """Where these people can be written to though they are residents, by person."""
        found = sa.select(addresses).join(accounts, accounts.c.id == addresses.c.account_id)
        found = found.where(addresses.c.person_id.in_(person_ids), IS_LIVE, accounts.c.residents)
        rows = await self._connection.execute(found.order_by(addresses.c.used_at, addresses.c.id))
        return {row["person_id"]: record(Address, row) for row in rows.mappings()}  # the one used last

    # Where they want to be told of what.

    async def choices(self, person_id: int) -> dict[str, int]:
        """Topic → address, where they have chosen one."""
        query = sa.select(address_choices.c.topic, address_choices.c.address_id)
        rows = await self._connection.execute(query.where(address_choices.c.person_id == person_id))
        return {row.topic: row.address_id for row in rows}

    async def choose(self, person_id: int, topic: Topic, address_id: int | None) -> bool:
        """None: where they wrote last. False where it is no live address of theirs."""
        theirs = address_choices.c.person_id == person_id, address_choices.c.topic == topic.value
        if address_id is None:
            await self._connection.execute(sa.delete(address_choices).where(*theirs))
            return True
        found = await self.get(address_id)
        if found is None or found.person_id != person_id or not found.is_live:
            return False
        choosing = insert(self._connection, address_choices).values(
            person_id=person_id, topic=topic.value, address_id=address_id
        )
        await self._connection.execute(
            choosing.on_conflict_do_update(
                index_elements=["person_id", "topic"], set_={"address_id": choosing.excluded.address_id}
            )
        )
        return True

    async def settle(self, person_id: int) -> None:
        """Exactly one of theirs is preferred, a live one if there is any; none lives of somebody who is blocked."""
        await self.hold(person_id, on=await self._blocked(person_id))
        theirs = await self.of(person_id)
        following = await self._following(person_id) or max(theirs, key=lambda one: one.used_at, default=None)
        if following is not None and not following.preferred:
            await self._prefer(following)

    async def hold(self, person_id: int, *, on: bool) -> None:
        """Nobody writes of their own accord to where this person is, or does again; what they ask is answered."""
        before, after = (LIVE, HELD) if on else (HELD, LIVE)
        await self._set(addresses.c.person_id == person_id, addresses.c.state == before, state=after)

    async def _blocked(self, person_id: int) -> bool:
        query = sa.select(people.c.blocked_at.is_not(None)).where(people.c.id == person_id)
        return bool((await self._connection.execute(query)).scalar_one_or_none())

    async def split(self, address_id: int, *, at: datetime) -> int:
        """From now on it is somebody else's; who that is. What waits for it stays theirs.

        Nothing is known of them but where they were sent away: parting is no way around that.
        """
        query = sa.insert(people).values(leads=[], created_at=at, seen_at=at).returning(people.c.id)
        new = int((await self._connection.execute(query)).scalar_one())
        found = await self.get(address_id)
        assert found is not None, "the address of somebody"
        await lock(self._connection, found.person_id)
        await self._connection.execute(sa.delete(address_choices).where(address_choices.c.address_id == address_id))
        await self._set(addresses.c.id == address_id, person_id=new, preferred=True, since=at, used_at=at)
        names = "library_id", "since", "state", "ended_at", "ended_by", "ended_why"
        away = sa.select(sa.literal(new), *(librarians.c[name] for name in names))
        away = away.where(librarians.c.person_id == found.person_id)
        away = away.where(librarians.c.state == Service.DISMISSED.value)
        await self._connection.execute(sa.insert(librarians).from_select(["person_id", *names], away))
        await self.settle(found.person_id)
        return new

    async def _following(self, person_id: int) -> Address | None:
        """Where somebody is told now: at the preferred address, if it lives, else at the one used last before."""
        live = [one for one in await self.of(person_id) if one.is_live]
        return max(live, key=lambda one: (one.preferred, one.used_at, one.id), default=None)

    async def _prefer(self, one: Address) -> None:
        theirs = addresses.c.person_id == one.person_id
        await self._set(theirs, addresses.c.preferred, preferred=False)
        await self._set(addresses.c.id == one.id, preferred=True)

    async def _set(self, *conditions: sa.ColumnElement[bool], **values: Any) -> None:
        await self._connection.execute(sa.update(addresses).where(*conditions).values(**values))

    async def _read(self, *conditions: sa.ColumnElement[bool]) -> tuple[Address, ...]:
        query = sa.select(addresses).where(*conditions).order_by(addresses.c.since, addresses.c.id)
        return tuple(record(Address, row) for row in (await self._connection.execute(query)).mappings())
