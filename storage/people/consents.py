"""The ledger of consents: nothing in it is changed but that a consent was taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.purposes import Purpose
from storage.sql.records import record
from storage.tables import consents

How = Literal["button", "words", "answer", "page", "chat"]
"""A button under the very words, words of their own, an answer in a talk, the secret page; «chat»: by whichever."""
STANDING: Final = consents.c.withdrawn_at.is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One line of the ledger."""

    id: int
    person_id: int
    purpose: Purpose
    version: int
    text_hash: str
    """SHA-256 of the words they agreed to."""
    subject: str | None
    """For which thing: ``chronicle:5``; None: for all."""
    given_at: datetime
    how: str
    withdrawn_at: datetime | None
    withdrawn_how: str | None


class Consents:
    """Every yes that was ever given by somebody who is still known."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def give(
        self,
        person_id: int,
        purpose: Purpose,
        *,
        version: int,
        text_hash: str,
        how: How,
        at: datetime,
        subject: str | None = None,
    ) -> bool:
        """False where the same words stand agreed to already: the older line is the proof."""
        same = consents.c.version == version, consents.c.text_hash == text_hash, _about(subject)
        if await self._read(person_id, STANDING, consents.c.purpose == purpose, *same):
            return False
        await self._connection.execute(
            sa.insert(consents).values(
                person_id=person_id,
                purpose=purpose.value,
                version=version,
                text_hash=text_hash,
                subject=subject,
                given_at=at,
                how=how,
            )
        )
        return True

    async def of(self, person_id: int) -> tuple[Consent, ...]:
        """All of theirs, also what was taken back, in the order of giving."""
        return await self._read(person_id)

    async def standing(self, person_id: int) -> dict[Purpose, Consent]:
        """What they agree to now: the newest line of each purpose."""
        return {one.purpose: one for one in await self._read(person_id, STANDING)}

    async def withdraw(
        self, person_id: int, purposes: Collection[Purpose], *, how: How, at: datetime, subject: str | None = None
    ) -> tuple[Consent, ...]:
        """From now on they do not agree; what was taken back, none where nothing stood. ``subject``: of that alone."""
        of_it = sa.true() if subject is None else consents.c.subject == subject
        taken = STANDING, consents.c.purpose.in_([one.value for one in purposes]), of_it
        found = await self._read(person_id, *taken)
        change = sa.update(consents).where(consents.c.person_id == person_id, *taken)
        await self._connection.execute(change.values(withdrawn_at=at, withdrawn_how=how))
        return found

    async def _read(self, person_id: int, *conditions: sa.ColumnElement[bool]) -> tuple[Consent, ...]:
        query = sa.select(consents).where(consents.c.person_id == person_id, *conditions)
        rows: Sequence[Any] = (await self._connection.execute(query.order_by(consents.c.id))).mappings().all()
        return tuple(record(Consent, {**row, "purpose": Purpose(row["purpose"])}) for row in rows)


def _about(subject: str | None) -> sa.ColumnElement[bool]:
    return consents.c.subject.is_(None) if subject is None else consents.c.subject == subject
