"""The playground's own side: who plays, and every message that was said there. Another messenger's server has this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.locks import Turn, wait_for
from storage.sql.records import record
from storage.tables import playground_lines as lines
from storage.tables import playground_people as people


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """Somebody whom the visitor of the playground can play."""

    id: int
    name: str
    part: str
    blocked: bool
    """They have blocked the bot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message."""

    id: int
    chat: int
    """A player's id, or minus the group's."""
    thread: int | None
    mine: bool
    """Said by the bot."""
    body: Mapping[str, Any]
    said_at: datetime
    revision: int
    """Grows with every change of any line."""


class Playground:
    """The people and messages of the playground."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def people(self) -> tuple[Player, ...]:
        """In the order in which they came."""
        rows = (await self._connection.execute(sa.select(people).order_by(people.c.id))).mappings()
        return tuple(record(Player, row) for row in rows)

    async def add(self, name: str, part: str) -> Player:
        query = sa.insert(people).values(name=name, part=part).returning(people)
        return record(Player, (await self._connection.execute(query)).mappings().one())

    async def block(self, player_id: int, *, blocked: bool) -> None:
        """They block the bot, or let it write again."""
        await self._connection.execute(sa.update(people).where(people.c.id == player_id).values(blocked=blocked))

    async def append(
        self, chat: int, thread: int | None, *, mine: bool, body: Mapping[str, Any], key: str | None, at: datetime
    ) -> int:
        """Its id; with a key that was there before, the id of that line, which stays as it is."""
        await wait_for(self._connection, Turn.PLAYGROUND)
        if key is not None:
            known = sa.select(lines.c.id).where(lines.c.key == key)
            found: int | None = (await self._connection.execute(known)).scalar_one_or_none()
            if found is not None:
                return found
        query = (
            sa.insert(lines)
            .values(chat=chat, thread=thread, mine=mine, body=dict(body), key=key, said_at=at, revision=_next())
            .returning(lines.c.id)
        )
        return int((await self._connection.execute(query)).scalar_one())

    async def change(self, line_id: int, body: Mapping[str, Any]) -> bool:
        """The line says something else now. False when there is no such line."""
        await wait_for(self._connection, Turn.PLAYGROUND)
        query = sa.update(lines).where(lines.c.id == line_id).values(body=dict(body), revision=_next())
        return (await self._connection.execute(query.returning(lines.c.id))).first() is not None

    async def line(self, line_id: int) -> Line | None:
        found = await self._lines(lines.c.id == line_id)
        return found[0] if found else None

    async def since(self, revision: int) -> tuple[Line, ...]:
        """What was said or changed after that revision, in the order of the changes."""
        return await self._lines(lines.c.revision > revision)

    async def _lines(self, condition: sa.ColumnElement[bool]) -> tuple[Line, ...]:
        query = sa.select(lines).where(condition).order_by(lines.c.revision)
        return tuple(record(Line, row) for row in (await self._connection.execute(query)).mappings())


def _next() -> sa.ScalarSelect[int]:
    return sa.select(sa.func.coalesce(sa.func.max(lines.c.revision), 0) + 1).scalar_subquery()
