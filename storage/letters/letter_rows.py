"""The rows of a letter in the outbox: put there in chunks, held, released, withdrawn and counted.

Each step is a small transaction that may be repeated: the outbox takes each key once, the cursor moves with its rows.
``DeliveryQueue.due`` leaves out what belongs to a letter that is not ``sending``; ``pause`` only keeps its index slim.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.letters.letters import Letter
from storage.messaging.notification_prefs import PREFS, NotificationPrefs, Sending, moments, prefs_of
from storage.messaging.outbox import Notice, put_selected
from storage.messaging.outbox_rows import NOT_BATCHED, UNFINISHED, UNREACHABLE, WAITING
from storage.plan.audience import SUBSCRIBERS, readers
from storage.tables import addresses, letters, outbox, people, subscriptions
from storage.tables.addresses import Topic, reachable, told_at
from storage.tables.letters import UNDER_WAY
from talk.messenger import BULK

CHUNK: Final = 500
"""Rows of one transaction: nobody else waits for long."""

MANY: Final = 1000
"""Those who sleep are counted up to here."""
_UNSENT: Final = sa.and_(outbox.c.state.in_(["waiting", "held"]), NOT_BATCHED)
"""What surely has not left; who is in a call that may have been made stays in it (``Outbox.withdraw``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of the rows of a letter so far."""

    sent: int
    unreachable: int
    """People who do not let themselves be written to."""
    failed: int
    """Parked for another reason."""
    withdrawn: int
    unfinished: int
    """In the outbox, and not done with."""
    finished: Mapping[int, int]
    """Account → rows done with."""

    @property
    def missed(self) -> int:
        """How many people will not get it."""
        return self.unreachable + self.failed


class LetterRows:
    """What of the letters is in the outbox. Each step says how many people or rows it dealt with."""

    def __init__(self, connection: AsyncConnection, wake: Callable[[str], None] = lambda _: None) -> None:
        self._connection = connection
        self._wake = wake

    async def fan_out(
        self,
        letter: Letter,
        now: datetime,
        *,
        most: int = CHUNK,
        rings: Callable[[NotificationPrefs], datetime] | None = None,
    ) -> int:
        """Rows for the next people, whoever is in the audience by now. Belongs with ``Letters.get(…, lock=True)``.

        ``rings``: when people with these preferences may get it; at once, where nothing is said of that.
        """
        cursor = sa.select(letters.c.reached).where(letters.c.id == letter.id)
        reached = int((await self._connection.execute(cursor)).scalar_one())
        following = _following(letter, reached, most).subquery()
        bounds = sa.select(sa.func.max(following.c.person_id), sa.func.count())
        last, count = (await self._connection.execute(bounds)).one()
        if count:
            chunk = people.c.id.in_(sa.select(following.c.person_id)), people.c.id <= last
            moment: datetime | sa.ColumnElement[datetime | None] = now
            if rings is not None:
                found = await self._connection.execute(sa.select(*PREFS).where(*chunk).distinct())
                every = [prefs_of(row) for row in found]
                moment = moments(every, [Sending(prefs=prefs, send_at=rings(prefs)) for prefs in every])
            putting = put_selected(
                self._connection,
                {
                    "account_id": addresses.c.account_id,
                    "chat": addresses.c.chat,
                    "person_id": people.c.id,
                    "key": sa.literal(f"letter:{letter.id}:", sa.String) + sa.cast(people.c.id, sa.String(20)),
                    "lane": BULK,
                    "action": {"kind": "tell"},
                    "letter_id": letter.id,
                    "not_before": moment,
                    "created_at": now,
                },
                Notice(kind="letter", subject=f"letter:{letter.id}", may_wait=True),
                lambda columns: (
                    sa.select(*columns)
                    .select_from(people.join(addresses, told_at(Topic.LETTERS)))
                    .where(*chunk)
                    .order_by(people.c.id)
                ),
            )
            await self._connection.execute(putting)
            self._wake("outbox")
        done: dict[str, Any] = {"reached": last} if count else {}
        done |= {"fanned": True} if count < most else {}
        if done:
            await self._connection.execute(sa.update(letters).where(letters.c.id == letter.id).values(**done))
        return int(count)

    async def pause(self, letter: Letter, *, most: int = CHUNK) -> int:
        """What waits is out of the way of everything else until the letter goes on.

        Not what may have left by one call: that stays together (``Outbox.withdraw``), and is not due.
        """
        return await self._move(letter, "waiting", most, NOT_BATCHED, state="held")

    async def release(self, letter: Letter, *, most: int = CHUNK) -> int:
        """What was held waits again."""
        released = await self._move(letter, "held", most, state="waiting")
        if released:
            self._wake("outbox")
        return released

    async def withdraw(self, letter: Letter, now: datetime, *, most: int = CHUNK) -> int:
        """What has not left will not."""
        values = {"state": "withdrawn", "done_at": now}
        return await self._move(letter, "held", most, **values) or await self._move(letter, "waiting", most, **values)

    async def _move(
        self, letter: Letter, before: str, most: int, *conditions: sa.ColumnElement[bool], **values: Any
    ) -> int:
        theirs = outbox.c.letter_id == letter.id, outbox.c.state == before, *conditions
        some = sa.select(outbox.c.id).where(*theirs).limit(most)
        query = sa.update(outbox).where(outbox.c.id.in_(some), outbox.c.state == before).values(**values)
        return (await self._connection.execute(query)).rowcount

    async def unwanted(self, letter: Letter, *, most: int = CHUNK) -> tuple[int, ...]:
        """Rows that have not left, of people who left the audience or cannot be reached; may be only reading."""
        chosen = readers(letter.alliance_id, letter.audience).subquery()
        wanted = sa.exists().where(chosen.c.person_id == outbox.c.person_id)
        told = sa.and_(wanted, reachable(outbox.c.person_id))
        query = sa.select(outbox.c.id).where(outbox.c.letter_id == letter.id, _UNSENT, ~told)
        return tuple((await self._connection.execute(query.limit(most))).scalars())

    async def drop(self, rows: tuple[int, ...], now: datetime) -> int:
        """These do not leave: who cannot be reached counts as such, who unsubscribed does not count."""
        can_be_told = reachable(outbox.c.person_id)
        values = {
            "state": sa.case((can_be_told, "withdrawn"), else_="parked"),
            "trouble": sa.case((can_be_told, sa.null()), else_=UNREACHABLE),
            "done_at": now,
        }
        query = sa.update(outbox).where(outbox.c.id.in_(rows), _UNSENT).values(**values)
        return (await self._connection.execute(query)).rowcount

    async def asleep(self, letter: Letter, now: datetime) -> int:
        """How many wait for their morning; from ``MANY`` on they are not counted. Found by ``ix_outbox_due``."""
        theirs = outbox.c.account_id.in_(letter.totals), outbox.c.lane == BULK, outbox.c.not_before > now
        asleep = sa.select(outbox.c.id).where(
            *theirs, UNFINISHED, WAITING, outbox.c.letter_id == letter.id, outbox.c.trouble.is_(None)
        )
        query = sa.select(sa.func.count()).select_from(asleep.limit(MANY).subquery())
        return int((await self._connection.execute(query)).scalar_one())

    async def tally(self, letter_id: int) -> Tally:
        """Counted in the index; only what was parked is looked at."""
        states: Counter[str] = Counter()
        finished: Counter[int] = Counter()
        for account, state, count in await self._connection.execute(tally_query(letter_id)):
            states[state] += count
            if state in ("sent", "parked", "withdrawn"):
                finished[account] += count
        unreachable = 0
        if states["parked"]:
            closed = sa.select(sa.func.count()).where(
                outbox.c.letter_id == letter_id, outbox.c.state == "parked", outbox.c.trouble.startswith(UNREACHABLE)
            )
            unreachable = int((await self._connection.execute(closed)).scalar_one())
        return Tally(
            sent=states["sent"],
            unreachable=unreachable,
            failed=states["parked"] - unreachable,
            withdrawn=states["withdrawn"],
            unfinished=states["waiting"] + states["held"] + states["sending"],
            finished=finished,
        )


def _following(letter: Letter, reached: int, most: int) -> sa.Select[int]:
    """The next people of the audience, walked in the order of an index and no farther."""
    everybody = readers(letter.alliance_id, letter.audience)
    person = everybody.selected_columns.person_id
    joined = everybody.join(people, people.c.id == person).where(reachable())
    # Told of both sides: PostgreSQL would walk all people from the first one on.
    return joined.where(person > reached, people.c.id > reached).order_by(person).limit(most)


def tally_query(letter_id: int) -> sa.Select[Any]:
    """How many rows of each account are in each state: answered by ``ix_outbox_letter`` alone."""
    return (
        sa.select(outbox.c.account_id, outbox.c.state, sa.func.count())
        .where(outbox.c.letter_id == letter_id)
        .group_by(outbox.c.state, outbox.c.account_id)
    )


async def withdraw_unsubscribed(connection: AsyncConnection, person_id: int) -> None:
    """Letters that have not left do not reach somebody who has no subscription any more."""
    still = sa.exists().where(
        subscriptions.c.person_id == person_id,
        subscriptions.c.alliance_id == letters.c.alliance_id,
        subscriptions.c.target.not_like("event:%"),
    )
    over = sa.select(letters.c.id).where(UNDER_WAY, letters.c.audience == SUBSCRIBERS, ~still)
    await connection.execute(
        sa.update(outbox)
        .where(outbox.c.person_id == person_id, outbox.c.letter_id.in_(over), _UNSENT)
        .values(state="withdrawn", done_at=outbox.c.not_before)
    )
