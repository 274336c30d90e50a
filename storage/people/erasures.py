"""Acts of erasure, and what they are for later: a copy that is put back must not bring the erased back.

An act keeps nothing of the person. Each of their addresses leaves a digest of its account, its messenger's id and the
microsecond since which it was theirs: whoever has the row (an older copy) knows it again, nobody else finds out more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.people.addresses import Addresses
from storage.people.erasure import ERASED, erase
from storage.people.own_data import OwnData
from storage.sql import paging
from storage.sql.chunks import Deleted, delete_some
from storage.sql.paging import PAGE, Page
from storage.sql.records import record
from storage.tables import addresses
from storage.tables import erasures as acts

Why = Literal["asked", "unseen", "operator"]
"""They asked for it; they were not seen for long and did not answer; the operator was asked on paper."""
DIGEST: Final = 32
"""Hexadecimal digits."""
CHUNK: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Somebody was erased."""

    id: int
    """The number of the act."""
    at: datetime
    why: Why
    digests: tuple[str, ...]
    """One for each address."""
    counts: Mapping[str, int]
    """Table → rows that were about them."""


def digest(account_id: int, external_id: int, since: datetime) -> str:
    """By which an address is known again in a copy of the database."""
    said = f"{account_id}:{external_id}:{since.astimezone(UTC).isoformat(timespec='microseconds')}"
    return hashlib.sha256(said.encode()).hexdigest()[:DIGEST]


class Erasures:
    """All acts of the last years."""

    def __init__(self, connection: AsyncConnection, wake: Callable[[str], None] = lambda _: None) -> None:
        self._connection = connection
        self._wake = wake
        self._addresses = Addresses(connection)

    async def erase(self, person_id: int, why: Why, *, at: datetime) -> Act | None:
        """The person is erased, and this is the act of it. None: nobody has this id."""
        own = await self._addresses.of(person_id)
        counts = await OwnData(self._connection).counts(person_id)
        if not await erase(self._connection, person_id):
            return None
        self._wake(ERASED)
        values = {
            "at": at,
            "why": why,
            "digests": [digest(one.account_id, one.external_id, one.since) for one in own],
            "counts": {table: count for table, count in counts.items() if count},
        }
        query = sa.insert(acts).values(**values).returning(*acts.c)
        return _act((await self._connection.execute(query)).mappings().one())

    async def get(self, number: int) -> Act | None:
        query = sa.select(acts).where(acts.c.id == number)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else _act(row)

    async def page(self, *, offset: int = 0, limit: int = PAGE) -> Page[Act]:
        """The newest first."""
        query = sa.select(acts).order_by(acts.c.id.desc())
        return await paging.page(self._connection, query, _act, offset=offset, limit=limit)

    async def all(self) -> tuple[Act, ...]:
        """The oldest first."""
        rows = (await self._connection.execute(sa.select(acts).order_by(acts.c.id))).mappings()
        return tuple(_act(row) for row in rows)

    async def apply_again(self, found: Iterable[Act]) -> int:
        """What a copy does not know yet: its acts are written down, whoever they erased is erased anew; how many were.

        Somebody with other addresses besides those that were erased (they had become one, or parted, after the copy
        was made) keeps the others.
        """
        known = {one.id: one.at for one in await self.all()}
        unknown = [one for one in found if known.get(one.id) != one.at]
        gone = {mark for one in unknown for mark in one.digests}
        back = await self._known_by(gone) if gone else {}
        for person_id, erased in back.items():
            own = await self._addresses.of(person_id)
            if all(one.id in erased for one in own):
                await erase(self._connection, person_id)
                continue
            for address in own:
                if address.id in erased:
                    await erase(self._connection, await self._addresses.split(address.id, at=address.since))
        for one in sorted(unknown, key=lambda one: (one.id in known, one.id)):
            values: dict[str, Any] = {"at": one.at, "why": one.why, "digests": [*one.digests]}
            values["counts"] = dict(one.counts)
            if one.id not in known:
                values["id"] = one.id
            else:  # another act has got its number since the copy was made
                await self._count_on()
            await self._connection.execute(sa.insert(acts).values(**values))
        if unknown:
            await self._count_on()
        if back:
            self._wake(ERASED)
        return len(back)

    async def _known_by(self, gone: set[str]) -> dict[int, set[int]]:
        """Person → those of their addresses that were erased."""
        found: dict[int, set[int]] = {}
        after = 0
        while True:
            query = sa.select(addresses).where(addresses.c.id > after).order_by(addresses.c.id).limit(CHUNK)
            rows = (await self._connection.execute(query)).all()
            for row in rows:
                if digest(row.account_id, row.external_id, row.since) in gone:
                    found.setdefault(row.person_id, set()).add(row.id)
            if len(rows) < CHUNK:
                return found
            after = rows[-1].id

    async def _count_on(self) -> None:
        """The next act has the next number, also where the last ones came from elsewhere; SQLite sees to it itself."""
        if self._connection.dialect.name == "postgresql":
            last = sa.select(sa.func.max(acts.c.id)).scalar_subquery()
            await self._connection.execute(sa.select(sa.func.setval("erasures_id_seq", last)))

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Acts of before that moment."""
        del after
        return await delete_some(self._connection, acts, acts.c.at < before, limit=limit)


def _act(row: Mapping[Any, Any]) -> Act:
    return record(Act, row, why=cast("Why", row["why"]))
