"""Digests in the outbox: of which events they tell, and whether those are still as they were told.

A digest may wait for the morning, or for a messenger that is down. What is hidden, cancelled or changed meanwhile is
not read in it: it does not leave, and a new one is composed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messaging.notices import Told, checked
from storage.messaging.outbox import Notice
from storage.plan.event_records import ON, in_states
from storage.reminders.in_outbox import LONGEST_KEY
from storage.sql.any_of import any_of
from storage.tables import events, outbox, people

DIGEST_NOTICE: Final = "digest"
"""The kind of these notices."""
_BEGINS: Final = f"{DIGEST_NOTICE}:"
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"

Versions = Mapping[int, int]
"""Events and their sequences."""


def digest_of(told: Versions) -> Notice:
    """Of so many that their names do not fit it is not asked (no subject)."""
    ids = sorted(told)
    steps = [one - before for before, one in zip([0, *ids], ids, strict=False)]
    subject = _BEGINS + "+".join(map(_spelled, steps))
    return Notice(
        kind=DIGEST_NOTICE,
        subject=subject if len(subject) <= LONGEST_KEY else None,
        version=mark_of(told),
        may_wait=True,
    )


def mark_of(told: Versions) -> int:
    """It is another one when any of them is changed or gone. 32 bits."""
    return crc32(repr(sorted(told.items())).encode())


@checked(DIGEST_NOTICE)
class ToldDigests:
    """Those in the outbox."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def outdated(self, told: Collection[Told]) -> frozenset[int]:
        """Those of which an event is no more as it was told, or nobody may see it."""
        of = {one.row: _events(one) for one in told}
        ids = {number for numbers in of.values() for number in numbers}
        query = sa.select(events.c.id, events.c.sequence).where(any_of(events.c.id, ids), in_states(ON))
        now = {row.id: row.sequence for row in await self._connection.execute(query)}
        return frozenset(
            one.row
            for one in told
            if mark_of({number: now[number] for number in of[one.row] if number in now}) != one.version
        )

    async def withdrawn(self, told: Collection[Told]) -> None:
        """Their readers have had none this week, so the next run composes another one."""
        theirs = sa.select(outbox.c.person_id).where(any_of(outbox.c.id, [one.row for one in told]))
        query = sa.update(people).where(people.c.id.in_(theirs.scalar_subquery())).values(digested_at=None)
        await self._connection.execute(query)


def _events(one: Told) -> list[int]:
    steps = [int(step, 36) for step in one.subject.removeprefix(_BEGINS).split("+")]
    return [sum(steps[: at + 1]) for at in range(len(steps))]


def _spelled(number: int) -> str:
    """In base 36: twenty of them have to fit into a subject."""
    told = ""
    while number:
        number, digit = divmod(number, 36)
        told = _DIGITS[digit] + told
    return told
