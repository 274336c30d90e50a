"""Groups of the messengers that are bound to an alliance (Положение §5.1; rows 15, 16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messaging.outbox import Outbox
from storage.sql.records import insert, record
from storage.tables import accounts, groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group, as it was seen at the last inspection."""

    id: int
    alliance_id: int
    account_id: int
    kind: str
    """The messenger: telegram, vk, playground."""
    external_id: int
    title: str
    link: str | None
    threads: Mapping[str, int]
    """Section → forum topic; empty where there are none."""
    past_threads: Mapping[str, int]
    """Those that there were: topics that are switched off and on again are the same."""
    missing: tuple[str, ...]
    """Rights that we lack (talk.messenger.Right)."""
    title_fits: bool
    state: Literal["pending", "bound", "lost", "unbound"]
    bound_by: int | None
    """A person, while we know them."""
    bound_at: datetime
    inspected_at: datetime | None
    is_channel: bool = False

    @property
    def called(self) -> str:
        """The messenger, by which the texts find its words: a channel has words of its own."""
        return called(self.kind, is_channel=self.is_channel)


def called(kind: str, *, is_channel: bool) -> str:
    return f"{kind} channel" if is_channel else kind


_groups = sa.select(groups, accounts.c.kind).join(accounts, accounts.c.id == groups.c.account_id)


class Groups:
    """Which group speaks for which alliance: one group for one alliance, an alliance through many groups."""

    def __init__(self, connection: AsyncConnection, outbox: Outbox) -> None:
        self._connection = connection
        self._outbox = outbox

    async def bind(
        self, *, alliance_id: int, account_id: int, external_id: int, bound_by: int, at: datetime, title: str = ""
    ) -> Group:
        """The group, pending until it is inspected.

        A group that is bound already stays as it is, be it another alliance's: compare ``alliance_id`` and ``state``.
        """
        binding = insert(self._connection, groups).values(
            alliance_id=alliance_id,
            account_id=account_id,
            external_id=external_id,
            title=title,
            threads={},
            past_threads={},
            missing=[],
            state="pending",
            bound_by=bound_by,
            bound_at=at,
        )
        fresh = ("alliance_id", "title", "state", "bound_by", "bound_at")
        binding = binding.on_conflict_do_update(
            index_elements=["account_id", "external_id"],
            set_={name: binding.excluded[name] for name in fresh},
            where=groups.c.state != "bound",
        )
        await self._connection.execute(binding)
        group = await self.by_external(account_id, external_id)
        assert group is not None
        return group

    async def report(
        self,
        group_id: int,
        *,
        title: str,
        link: str | None,
        threads: Mapping[str, int],
        missing: Sequence[str],
        title_fits: bool,
        at: datetime,
        is_channel: bool = False,
    ) -> bool:
        """It was inspected and is bound. False when it was unbound meanwhile: it stays so."""
        before = await self.get(group_id)
        past = {**before.past_threads, **before.threads} if before is not None else {}
        reporting = sa.update(groups).where(groups.c.id == group_id, groups.c.state != "unbound")
        reporting = reporting.values(
            title=title,
            link=link,
            threads=dict(threads),
            past_threads=past,
            is_channel=is_channel,
            missing=list(missing),
            title_fits=title_fits,
            inspected_at=at,
            state="bound",
        )
        return (await self._connection.execute(reporting.returning(groups.c.id))).first() is not None

    async def get(self, group_id: int) -> Group | None:
        return await self._one(groups.c.id == group_id)

    async def answer(self, group_id: int, *, at: datetime, every: timedelta) -> bool:
        """Whether somebody there may be answered now: the last answer is so long ago. Then it counts as one."""
        rested = sa.or_(groups.c.answered_at.is_(None), groups.c.answered_at <= at - every)
        answering = sa.update(groups).where(groups.c.id == group_id, rested).values(answered_at=at)
        return (await self._connection.execute(answering.returning(groups.c.id))).first() is not None

    async def by_external(self, account_id: int, external_id: int) -> Group | None:
        """By the messenger's own id."""
        return await self._one(sa.and_(groups.c.account_id == account_id, groups.c.external_id == external_id))

    async def of_alliance(self, alliance_id: int) -> tuple[Group, ...]:
        """The bound ones, in the order of binding."""
        return await self._many(groups.c.alliance_id == alliance_id, groups.c.state == "bound")

    async def all_of_alliance(self, alliance_id: int) -> tuple[Group, ...]:
        """The pending and the lost ones as well, for those who mend them."""
        return await self._many(groups.c.alliance_id == alliance_id, groups.c.state != "unbound")

    async def rename(self, group_id: int, title: str, *, title_fits: bool) -> None:
        """Its title has changed; the title is checked by the caller (domain.libraries.titles.title_mentions)."""
        await self._change(group_id, title=title, title_fits=title_fits)

    async def lacks(self, group_id: int, missing: Sequence[str]) -> None:
        """These rights are missing, as was seen without looking at the whole group."""
        await self._change(group_id, missing=list(missing))

    async def lose(self, group_id: int) -> None:
        """We were removed from it. Its posts keep their links; it may be bound again."""
        await self._change(group_id, state="lost")

    async def unbind(self, group_id: int) -> None:
        """The alliance no longer publishes there. Its posts keep their links; it may be bound again."""
        await self._change(group_id, state="unbound")

    async def migrate(self, account_id: int, old: int, new: int) -> None:
        """The messenger gave the group another id: here and in everything that is not sent yet."""
        # The messenger may have told of the new id as of a strange group, before it told that it is the old one.
        known = sa.exists().where(groups.c.account_id == account_id, groups.c.external_id == old)
        await self._connection.execute(
            sa.delete(groups).where(groups.c.account_id == account_id, groups.c.external_id == new, known)
        )
        await self._connection.execute(
            sa.update(groups)
            .where(groups.c.account_id == account_id, groups.c.external_id == old)
            .values(external_id=new)
        )
        await self._outbox.migrate(account_id, old, new)

    async def _change(self, group_id: int, **columns: object) -> None:
        await self._connection.execute(sa.update(groups).where(groups.c.id == group_id).values(**columns))

    async def _one(self, condition: sa.ColumnElement[bool]) -> Group | None:
        row = (await self._connection.execute(_groups.where(condition))).mappings().one_or_none()
        return None if row is None else record(Group, row)

    async def _many(self, *conditions: sa.ColumnElement[bool]) -> tuple[Group, ...]:
        query = _groups.where(*conditions).order_by(groups.c.bound_at, groups.c.id)
        return tuple(record(Group, row) for row in (await self._connection.execute(query)).mappings())
