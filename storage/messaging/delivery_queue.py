"""The outbox as the delivery sees it: what is due, claimed, sent, tried again later, given up; its rule is ``_due``.

The states of a row and who moves them: ``storage.messaging.outbox_rows``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.messaging.answers import ANSWERS
from storage.messaging.outbox_rows import READ, TOO_LATE, UNFINISHED, WAITING, Row, Rows, in_states, whole
from storage.sql.any_of import any_of
from storage.sql.prepared import Prepared
from storage.tables import letters, outbox
from talk.messenger import BULK, INTERACTIVE, URGENT


def _due(lane: sa.ColumnElement[bool], *order: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """What may leave now, of one lane, in its order: see ``DeliveryQueue.due``.

    The rule. A row may leave when its moment has come and it is not too late, its letter is not halted, its chat is not
    busy, and no earlier row of its chat stands before it. Earlier is: of a more urgent lane, and due; or of the same
    or a more urgent lane, put before it, and due or to be tried again. Before an answer (INTERACTIVE) only answers
    stand.
    """
    now = sa.bindparam("now", type_=outbox.c.not_before.type)
    earlier = outbox.alias("earlier")
    other = earlier.c.lane + 0  # an expression, or SQLite would use ``ix_outbox_due`` and look through all the rest
    before = sa.select(earlier.c.id).where(
        earlier.c.account_id == outbox.c.account_id,
        earlier.c.chat.between(outbox.c.chat, outbox.c.chat),
        in_states(earlier, "waiting", "sending"),
        in_states(earlier, "waiting"),
        sa.or_(other == outbox.c.lane, outbox.c.lane != INTERACTIVE),
        sa.or_(
            sa.and_(other < outbox.c.lane, earlier.c.not_before <= now),
            sa.and_(
                other <= outbox.c.lane,
                earlier.c.id < outbox.c.id,
                sa.or_(earlier.c.not_before <= now, earlier.c.trouble.is_not(None)),
            ),
        ),
    )
    # Not an EXISTS: PostgreSQL makes a join of that, and while it knows no statistics (after a fan-out, say) one of
    # every row with every other. This it asks row by row, and one answer is enough. It knows as little which index
    # would be best; only in that of the chats is what is between a chat and itself in order.
    first = before.order_by(earlier.c.chat).limit(1).scalar_subquery().is_(None)
    halted = sa.select(letters.c.id).where(letters.c.state.in_(["paused", "stopping"]))
    going = sa.or_(outbox.c.letter_id.is_(None), outbox.c.letter_id.not_in(halted))
    return (
        sa.select(*READ)
        .where(outbox.c.account_id == sa.bindparam("account"), UNFINISHED, WAITING)
        .where(lane, outbox.c.not_before <= now)
        .where(sa.or_(outbox.c.not_after.is_(None), outbox.c.not_after > now), going, first)
        .where(sa.not_(any_of(outbox.c.chat, "busy")))
        .order_by(*order, outbox.c.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
        .with_for_update(skip_locked=True, of=outbox)
    )


def _marking_sent() -> sa.Update:
    refs = sa.bindparam("messages", type_=outbox.c.refs.type)
    done_at = sa.bindparam("at", type_=outbox.c.done_at.type)
    telling = sa.update(outbox).where(outbox.c.id == sa.bindparam("row"), UNFINISHED)
    nothing: sa.ColumnElement[Any] = sa.literal_column("""'{"kind": "tell"}'""")  # of what was said
    return telling.values(state="sent", refs=refs, done_at=done_at, trouble=None, action=nothing, collapse_key=None)


def _mark_sent(_: str) -> sa.Executable:
    return _marking_sent().returning(outbox.c.person_id, outbox.c.key)


MARK_SENT = Prepared(_mark_sent, [outbox.c.person_id, outbox.c.key])
_THESE: Final = any_of(outbox.c.id, "rows")

# Put together once: building a statement anew takes longer than running it.
DUE: Final = _due(outbox.c.lane == sa.bindparam("lane"), outbox.c.not_before)
ANSWERS_DUE: Final = _due(ANSWERS, outbox.c.stamp)
"""Fair over chats: by the virtual clock (``storage.messaging.answers``)."""
CLAIM: Final = (
    sa.update(outbox)
    .where(_THESE, WAITING)
    .values(state="sending", call=sa.bindparam("number", type_=outbox.c.call.type))
    .returning(outbox.c.id)
)


def _late(table: sa.FromClause) -> sa.ColumnElement[bool]:
    now = sa.bindparam("now", type_=outbox.c.not_after.type)
    return sa.and_(table.c.account_id == sa.bindparam("account"), table.c.not_after <= now)


EXPIRE: Final = (
    sa.update(outbox)
    .where(whole(_late))
    .values(state="withdrawn", trouble=TOO_LATE, done_at=sa.bindparam("now", type_=outbox.c.not_after.type))
    .returning(outbox.c.id)
)
STAMP: Final = (
    sa.update(outbox)
    .where(outbox.c.account_id == sa.bindparam("account"), outbox.c.lane == INTERACTIVE, UNFINISHED)
    .where(outbox.c.stamp.is_(None))
    .values(stamp=outbox.c.created_at)
)
DELETE_UNKNOWN: Final = sa.delete(outbox).where(
    _THESE, UNFINISHED, outbox.c.person_id.is_(None), outbox.c.key.is_(None)
)
MARK_SENT_MANY: Final = _marking_sent()


class DeliveryQueue:
    """All rows that are to leave; only the delivery works with it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._rows = Rows(connection)

    async def due(
        self,
        account_id: int,
        now: datetime,
        *,
        limit: int,
        busy: Collection[int] = (),
        lanes: Collection[int] = (URGENT, INTERACTIVE, BULK),
    ) -> tuple[Row, ...]:
        """What may leave now: urgent first, one row of each chat and none of the ``busy`` chats.

        Within a chat the order is kept: a row that is to be tried again holds up those behind it, except more urgent
        ones. A row that only waits for its hour holds up nobody. An answer waits for other answers alone: who is last
        to be reminded, of very many, is answered meanwhile; and of answers those to chats that had least lately come
        first. Belongs into ``writing``, with ``claim``.
        """
        rows: tuple[Row, ...] = ()
        asked = {"account": account_id, "now": now, "busy": list(busy)}
        for lane in sorted(lanes):  # lane by lane: then the index is in the order that is asked for
            if len(rows) < limit:
                query, which = (ANSWERS_DUE, {}) if lane == INTERACTIVE else (DUE, {"lane": lane})
                rows += await self._rows.read(query, {**asked, **which, "most": limit - len(rows)})
        return rows

    async def is_due(self, now: datetime, account_id: int | None = None) -> bool:
        """Whether anything waits that may leave at that moment; may be asked while only reading."""
        waits = sa.and_(UNFINISHED, WAITING, outbox.c.not_before <= now)
        if account_id is not None:
            waits &= (outbox.c.account_id == account_id) & outbox.c.lane.in_([URGENT, INTERACTIVE, BULK])
        return bool((await self._connection.execute(sa.select(sa.exists().where(waits)))).scalar_one())

    async def of_call(self, call: int) -> tuple[Row, ...]:
        """What else waits to be repeated by the same call, in the order of that call.

        All whom it named, but for who was erased since: nothing may be left of them, not even this.
        """
        query = sa.select(*READ).where(outbox.c.call == call, UNFINISHED, WAITING).order_by(outbox.c.id)
        return await self._rows.read(query.with_for_update())

    async def claim(self, row_ids: Collection[int], *, call: int | None = None) -> frozenset[int]:
        """From now on these are being sent, together by one ``call`` if it has a number; those that still waited."""
        claimed = await self._connection.execute(CLAIM, {"rows": list(row_ids), "number": call})
        return frozenset(claimed.scalars())

    async def mark_sent(self, row_id: int, *, refs: Collection[str], at: datetime) -> None:
        """It has reached the messenger as these messages."""
        await self._rows.change(row_id, UNFINISHED, state="sent", refs=list(refs), done_at=at, trouble=None)

    async def mark_sent_many(self, refs: Mapping[int, Collection[str]], *, at: datetime) -> None:
        """These have reached their people as these messages.

        What was said may name somebody else (a contact on a card): that it was said is enough. Of a word to somebody
        whom we do not know (any more) nothing stays: neither should their chat.
        """
        if len(refs) > 1:
            await self._connection.execute(DELETE_UNKNOWN, {"rows": list(refs)})
            told = [{"row": row, "messages": list(messages), "at": at} for row, messages in refs.items()]
            await self._connection.execute(MARK_SENT_MANY, told)
            return
        unknown = []
        for row, messages in refs.items():
            whom = await MARK_SENT.row(self._connection, row=row, messages=list(messages), at=at)
            if whom is not None and whom["person_id"] is None and whom["key"] is None:
                unknown.append(row)
        if unknown:
            await self._connection.execute(sa.delete(outbox).where(any_of(outbox.c.id, unknown)))

    async def retry_later(
        self, row_id: int, *, not_before: datetime, trouble: str, counted: bool = True, alone: bool = False
    ) -> None:
        """It waits again. ``counted=False``: a limit stood in the way, that is no failed attempt.

        ``alone``: of those who were told by one call only this one was not; the next try is a call of its own.
        """
        values: dict[str, Any] = {"call": None} if alone else {}
        attempts = outbox.c.attempts + (1 if counted else 0)
        await self._rows.change(
            row_id, UNFINISHED, state="waiting", not_before=not_before, trouble=trouble, attempts=attempts, **values
        )

    async def postpone(self, row_ids: Collection[int], not_before: datetime) -> None:
        """They wait until then, and meanwhile hold up nobody behind them.

        What was tried leaves alone (``batches.pack``): its trouble goes, so it counts as an attempt.
        """
        late = sa.and_(any_of(outbox.c.id, row_ids), UNFINISHED, WAITING)
        tried = sa.and_(outbox.c.trouble.is_not(None), outbox.c.attempts == 0)
        attempts = sa.case((tried, 1), else_=outbox.c.attempts)
        values = {"not_before": not_before, "trouble": None, "attempts": attempts}
        await self._connection.execute(sa.update(outbox).where(late).values(values))

    async def park(self, row_id: int, trouble: str, *, at: datetime) -> None:
        """Given up, until somebody calls ``retry``."""
        await self._rows.change(row_id, UNFINISHED, state="parked", trouble=trouble, done_at=at)

    async def refuse(self, row_id: int, why: str, *, at: datetime) -> None:
        """It may not leave here, and is told nowhere else."""
        await self._rows.change(row_id, WAITING, state="withdrawn", trouble=why, done_at=at)

    async def recover(self, account_id: int, *, held: Collection[int] = ()) -> int:
        """Rows that a dead process left in ``sending`` wait again; how many.

        It is no failed attempt: who knows whether they left. ``held`` are the rows that this process is sending itself.
        Answers of a version of the program that stamped none come in the order in which they were put.
        """
        await self._connection.execute(STAMP, {"account": account_id})
        query = (
            sa.update(outbox)
            .where(outbox.c.account_id == account_id, UNFINISHED, outbox.c.state == "sending", outbox.c.id.not_in(held))
            .values(state="waiting", trouble="the program stopped while sending it")
            .returning(outbox.c.id)
        )
        return len((await self._connection.execute(query)).all())

    async def bring_forward(self, account_id: int, was_due_by: datetime, now: datetime) -> int:
        """What was due at that moment, or is to be tried again, is due now; how many rows.

        For a clock that was put back: otherwise they would wait until it is that time once more.
        """
        query = (
            sa.update(outbox)
            .where(outbox.c.account_id == account_id, UNFINISHED, WAITING, outbox.c.not_before > now)
            .where(sa.or_(outbox.c.not_before <= was_due_by, outbox.c.trouble.is_not(None)))
            .values(not_before=now, stamp=sa.case((ANSWERS, sa.literal(now, outbox.c.stamp.type))))
        )
        return len((await self._connection.execute(query.returning(outbox.c.id))).all())

    async def expire(self, account_id: int, now: datetime) -> int:
        """What comes too late by now does not leave any more; how many rows. Belongs before ``due``.

        A call that may have been made comes too late when it does for all of its people (see ``withdraw``).
        """
        return len((await self._connection.execute(EXPIRE, {"account": account_id, "now": now})).all())
