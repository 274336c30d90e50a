"""Accounts of messengers: one bot of Telegram, one community of VK, one playground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.records import insert, record
from storage.tables import accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account; ``sealed_key`` is opened by ``storage.sql.encryption``."""

    id: int
    kind: str
    external_id: int
    title: str
    sealed_key: bytes | None = field(repr=False)
    """None: the key is in the environment, or none is needed."""
    settings: Mapping[str, Any]
    broken: str | None
    """Why it does not work until the operator acts."""
    resting_until: datetime | None = None
    """The messenger wants nothing sent before that."""
    created_at: datetime
    broken_since: datetime | None = None
    residents: bool = True
    """Whether it may write to residents of its own accord."""


MOMENT: Final = accounts.c.broken_since.type


class Accounts:
    """All accounts of this program."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self,
        kind: str,
        external_id: int,
        title: str,
        sealed_key: bytes | None,
        settings: Mapping[str, Any],
        *,
        at: datetime,
    ) -> Account:
        """A new account, or new facts about a known one: its key may have been changed."""
        adding = insert(self._connection, accounts).values(
            kind=kind,
            external_id=external_id,
            title=title,
            sealed_key=sealed_key,
            settings=dict(settings),
            created_at=at,
        )
        query = adding.on_conflict_do_update(
            index_elements=["kind", "external_id"],
            set_={
                "title": adding.excluded.title,
                "sealed_key": adding.excluded.sealed_key,
                "settings": adding.excluded.settings,
                "broken": None,
                "broken_since": None,
            },
        ).returning(accounts)
        return record(Account, (await self._connection.execute(query)).mappings().one())

    async def reseal(self, account_id: int, sealed_key: bytes) -> None:
        """The same key, encrypted anew."""
        query = sa.update(accounts).where(accounts.c.id == account_id).values(sealed_key=sealed_key)
        await self._connection.execute(query)

    async def ensure(self, kind: str, external_id: int, *, at: datetime) -> Account:
        """The account, written down without a key if it is new; a known one keeps what it has."""
        adding = insert(self._connection, accounts).values(
            kind=kind, external_id=external_id, settings={}, created_at=at
        )
        await self._connection.execute(adding.on_conflict_do_nothing(index_elements=["kind", "external_id"]))
        found = await self.by_kind_and_external(kind, external_id)
        assert found is not None
        return found

    async def get(self, account_id: int) -> Account | None:
        return await self._one(accounts.c.id == account_id)

    async def by_kind_and_external(self, kind: str, external_id: int) -> Account | None:
        """By the messenger's own id."""
        return await self._one(accounts.c.kind == kind, accounts.c.external_id == external_id)

    async def all(self) -> tuple[Account, ...]:
        """In the order in which they came."""
        rows = (await self._connection.execute(sa.select(accounts).order_by(accounts.c.id))).mappings()
        return tuple(record(Account, row) for row in rows)

    async def rest(self, account_id: int, until: datetime) -> None:
        """Nothing is to be sent before that, also not by a process that is started anew. Longer rests stay."""
        shorter = sa.or_(accounts.c.resting_until.is_(None), accounts.c.resting_until < until)
        await self._connection.execute(
            sa.update(accounts).where(accounts.c.id == account_id, shorter).values(resting_until=until)
        )

    async def set_broken(self, account_id: int, why: str | None, *, at: datetime) -> None:
        """None: it works again."""
        since = None if why is None else sa.func.coalesce(accounts.c.broken_since, sa.literal(at, MOMENT))
        query = sa.update(accounts).where(accounts.c.id == account_id).values(broken=why, broken_since=since)
        await self._connection.execute(query)

    async def open_to_residents(self, kind: str, *, residents: bool) -> None:
        """Whether the accounts of this messenger may write to residents of their own accord."""
        other = accounts.c.kind == kind, accounts.c.residents.is_not(residents)
        await self._connection.execute(sa.update(accounts).where(*other).values(residents=residents))

    async def introduced(self, account_id: int, title: str, username: str | None) -> None:
        """How the messenger calls the account; links to it need the name also while the messenger is away."""
        await self._connection.execute(
            sa.update(accounts).where(accounts.c.id == account_id).values(title=title, settings={"username": username})
        )

    async def _one(self, *conditions: sa.ColumnElement[bool]) -> Account | None:
        row = (await self._connection.execute(sa.select(accounts).where(*conditions))).mappings().one_or_none()
        return None if row is None else record(Account, row)
