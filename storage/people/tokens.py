"""Tokens that stand for somebody's word; only their hashes are kept.

Invitations and links that bind a group may be used once and in time; the link of a calendar until it is revoked.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.chunks import Deleted, delete_some
from storage.sql.records import insert
from storage.tables import tokens

CALENDAR: Final = "calendar"
"""The purpose of the secret link to a person's own calendar."""
OWN_PAGE: Final = "me"
"""The purpose of the secret link to a person's own consents."""
FOR_EVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""When a token expires that lives until it is revoked."""


class Tokens:
    """All tokens that were issued."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def issue(self, purpose: str, facts: Mapping[str, Any], person_id: int | None, expires_at: datetime) -> str:
        """A token of 32 hexadecimal digits (128 bits): no «_» and «-», which mean something in deep links."""
        token = secrets.token_hex(16)
        await self._connection.execute(
            sa.insert(tokens).values(
                hash=_hash(token), purpose=purpose, facts=dict(facts), person_id=person_id, expires_at=expires_at
            )
        )
        return token

    async def issue_code(
        self, purpose: str, facts: Mapping[str, Any], person_id: int, expires_at: datetime, *, digits: int
    ) -> str:
        """A code to be typed, which stands for the same; whoever takes it limits how often one may guess."""
        while True:
            code = f"{secrets.randbelow(10**digits):0{digits}}"
            values = {"hash": _hash(code), "purpose": purpose, "facts": dict(facts), "person_id": person_id}
            adding = insert(self._connection, tokens).values(**values, expires_at=expires_at)
            new = adding.on_conflict_do_nothing(index_elements=["hash"]).returning(tokens.c.hash)
            if (await self._connection.execute(new)).first() is not None:
                return code

    async def redeem(self, token: str, purpose: str, at: datetime) -> dict[str, Any] | None:
        """What it was issued with, once; None when it is unknown, for something else, used or too old."""
        query = (
            sa.update(tokens)
            .where(tokens.c.hash == _hash(token), _usable(purpose, at))
            .values(used_at=at)
            .returning(tokens.c.facts)
        )
        facts: dict[str, Any] | None = (await self._connection.execute(query)).scalar_one_or_none()
        return facts

    async def look(self, token: str, purpose: str, at: datetime) -> dict[str, Any] | None:
        """What ``redeem`` would give now, without using the token up."""
        query = sa.select(tokens.c.facts).where(tokens.c.hash == _hash(token), _usable(purpose, at))
        facts: dict[str, Any] | None = (await self._connection.execute(query)).scalar_one_or_none()
        return facts

    async def made_by(self, token: str) -> int | None:
        """Whose it is; None where it is unknown, or nobody's."""
        query = sa.select(tokens.c.person_id).where(tokens.c.hash == _hash(token))
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def open_by(self, person_id: int, purpose: str, at: datetime) -> int:
        """How many that this person gave out for that purpose could still be redeemed."""
        query = sa.select(sa.func.count()).where(tokens.c.person_id == person_id, _usable(purpose, at))
        return int((await self._connection.execute(query)).scalar_one())

    async def held_by(self, person_id: int, purpose: str, at: datetime) -> dict[str, Any] | None:
        """What a token was issued with that this person could still use; None when there is none."""
        query = sa.select(tokens.c.facts).where(tokens.c.person_id == person_id, _usable(purpose, at))
        facts: dict[str, Any] | None = (await self._connection.execute(query.limit(1))).scalar_one_or_none()
        return facts

    async def revoke(self, person_id: int, purpose: str) -> bool:
        """None that this person was given for that purpose works from now on; False when there was none."""
        query = sa.delete(tokens).where(tokens.c.person_id == person_id, tokens.c.purpose == purpose)
        return (await self._connection.execute(query.returning(tokens.c.hash))).first() is not None

    async def revoke_about(self, purpose: str, fact: str, value: int) -> None:
        """None of that purpose works from now on that was issued with this fact, whoever made it."""
        about = tokens.c.facts[fact].as_integer() == value
        await self._connection.execute(sa.delete(tokens).where(tokens.c.purpose == purpose, about))

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Those that expired before that moment."""
        del after
        return await delete_some(self._connection, tokens, tokens.c.expires_at < before, limit=limit)


def _usable(purpose: str, at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(tokens.c.purpose == purpose, tokens.c.used_at.is_(None), tokens.c.expires_at > at)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
