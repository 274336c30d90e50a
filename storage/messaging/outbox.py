"""Everything that leaves leaves through here: waiting → sending → sent, or parked with its reason, or withdrawn."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, Protocol

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import Executable

from storage.sql.any_of import among
from storage.sql.chunks import Deleted
from storage.sql.prepared import Prepared, given, inserting
from storage.sql.records import insert
from storage.sql.types import spelled
from storage.tables import letters, outbox
from talk.messenger import BULK, INTERACTIVE, URGENT, InspectGroup, Publish, Revise, Tell, actions
from talk.prompt import Prompt

_prompts: Final = TypeAdapter(Prompt)
Action = Tell | Publish | Revise | InspectGroup


def _in_states(table: sa.FromClause, *states: str) -> sa.ColumnElement[bool]:
    """The states as literals, written as in the partial indexes: otherwise these would not be used."""
    return table.c.state.in_([sa.literal_column(f"'{state}'", sa.String) for state in states])


TOO_LATE: Final = "too late"
UNREACHABLE: Final = "Unreachable"
"""How the trouble of a parked row begins when the person cannot be written to."""
WAITING: Final = _in_states(outbox, "waiting")
UNFINISHED: Final = _in_states(outbox, "waiting", "sending")
ALONE: Final = outbox.c.call.is_(None)
"""Not of a call that may have been made: such a call is repeated as it was, to everybody whom it named."""


COLUMNS: Final = (
    "account_id",
    "chat",
    "lane",
    "action",
    "key",
    "person_id",
    "post_id",
    "not_before",
    "not_after",
    "created_at",
    "kind",
    "subject",
    "version",
    "may_wait",
    "wait_until",
)


def _put(dialect: str) -> sa.Executable:
    putting = inserting(outbox, *COLUMNS)(dialect)
    return putting.on_conflict_do_nothing(index_elements=["key"]).returning(outbox.c.id, outbox.c.state)


def _hand_over(dialect: str) -> sa.Executable:
    """The same, and it is being sent already, unless something else for this chat is to leave before it.

    The row ``arrived`` does not count: it has reached its chat, though that is not written down yet.
    """
    others = outbox.alias("others")
    waits = sa.exists().where(
        others.c.account_id == sa.bindparam("account", type_=outbox.c.account_id.type),
        others.c.chat == sa.bindparam("room", type_=outbox.c.chat.type),
        _in_states(others, "waiting", "sending"),
        others.c.id != sa.bindparam("arrived", type_=outbox.c.id.type),
    )
    putting = inserting(outbox, *COLUMNS)(dialect).values(state=sa.case((waits, "waiting"), else_="sending"))
    return putting.on_conflict_do_nothing(index_elements=["key"]).returning(outbox.c.id, outbox.c.state)


def _telling() -> sa.Update:
    refs = sa.bindparam("messages", type_=outbox.c.refs.type)
    done_at = sa.bindparam("at", type_=outbox.c.done_at.type)
    telling = sa.update(outbox).where(outbox.c.id == sa.bindparam("row"), UNFINISHED)
    nothing: sa.ColumnElement[Any] = sa.literal_column("""'{"kind": "tell"}'""")  # of what was said
    return telling.values(state="sent", refs=refs, done_at=done_at, trouble=None, action=nothing)


def _told(_: str) -> sa.Executable:
    return _telling().returning(outbox.c.person_id, outbox.c.key)


def _due() -> sa.Select[Any]:
    """See ``Outbox.due``."""
    now = sa.bindparam("now", type_=outbox.c.not_before.type)
    earlier = outbox.alias("earlier")
    lane = earlier.c.lane + 0  # an expression, or SQLite would use ``ix_outbox_due`` and look through all the rest
    before = sa.select(earlier.c.id).where(
        earlier.c.account_id == outbox.c.account_id,
        earlier.c.chat.between(outbox.c.chat, outbox.c.chat),
        _in_states(earlier, "waiting", "sending"),
        _in_states(earlier, "waiting"),
        sa.or_(lane == outbox.c.lane, outbox.c.lane != INTERACTIVE),
        sa.or_(
            sa.and_(lane < outbox.c.lane, earlier.c.not_before <= now),
            sa.and_(
                lane <= outbox.c.lane,
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
        .where(outbox.c.lane == sa.bindparam("lane"), outbox.c.not_before <= now)
        .where(sa.or_(outbox.c.not_after.is_(None), outbox.c.not_after > now), going, first)
        .where(sa.not_(among(outbox.c.chat, "busy")))
        .order_by(outbox.c.not_before, outbox.c.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
        .with_for_update(skip_locked=True, of=outbox)
    )


PUT = Prepared(_put, [outbox.c.id, outbox.c.state])
HAND_OVER = Prepared(_hand_over, [outbox.c.id, outbox.c.state])
TOLD = Prepared(_told, [outbox.c.person_id, outbox.c.key])


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An action and what became of it so far."""

    id: int
    account_id: int
    chat: int
    lane: int
    """0 urgent, 1 interactive, 2 bulk."""
    action: Action
    key: str | None
    person_id: int | None
    post_id: int | None
    letter_id: int | None
    """Rows of one letter say the same to everybody."""
    call: int | None
    """Rows with the same number left by one call: if it has to be repeated it is the same call."""
    not_before: datetime
    not_after: datetime | None
    attempts: int
    trouble: str | None
    created_at: datetime
    kind: str | None = None
    """Of a notice: see ``Notice``; so are the next ones."""
    subject: str | None = None
    version: int | None = None
    may_wait: bool = False
    wait_until: datetime | None = None


FIELDS: Final = tuple(Row.__slots__)
READ: Final = tuple(outbox.c[name] for name in FIELDS)
_THESE: Final = among(outbox.c.id, "rows")

# Put together once: building a statement anew takes longer than running it.
DUE: Final = _due()
CLAIM: Final = (
    sa.update(outbox)
    .where(_THESE, WAITING)
    .values(state="sending", call=sa.bindparam("number", type_=outbox.c.call.type))
    .returning(outbox.c.id)
)


def _whole(chosen: Callable[[sa.FromClause], sa.ColumnElement[bool]]) -> sa.ColumnElement[bool]:
    """What waits and is ``chosen``; of a call that may have been made all rows or none (``Outbox.withdraw``)."""
    mates = outbox.alias("mates")
    torn = sa.select(mates.c.call).where(
        _in_states(mates, "waiting", "sending"), mates.c.call.is_not(None), chosen(mates).is_not(sa.true())
    )
    return sa.and_(chosen(outbox), UNFINISHED, WAITING, sa.or_(ALONE, outbox.c.call.not_in(torn)))


def _late(table: sa.FromClause) -> sa.ColumnElement[bool]:
    now = sa.bindparam("now", type_=outbox.c.not_after.type)
    return sa.and_(table.c.account_id == sa.bindparam("account"), table.c.not_after <= now)


EXPIRE: Final = (
    sa.update(outbox)
    .where(_whole(_late))
    .values(state="withdrawn", trouble=TOO_LATE, done_at=sa.bindparam("now", type_=outbox.c.not_after.type))
    .returning(outbox.c.id)
)
FORGET_STRANGERS: Final = sa.delete(outbox).where(
    _THESE, UNFINISHED, outbox.c.person_id.is_(None), outbox.c.key.is_(None)
)
TELL_MANY: Final = _telling()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is told to somebody who is not at the desk is about this."""

    kind: str
    """What sort of word it is: ``reminder``, ``change``, ``digest`` …"""
    subject: str | None = None
    """``event:12``, ``letter:3``; None: nothing that may be different before it is told."""
    version: int = 0
    """Of the subject: a newer one withdraws it."""
    may_wait: bool = False
    """Whether it waits for the end of its person's quiet hours, if it should leave in them."""
    wait_until: datetime | None = None
    """It waits only if they end before this; None: however long they are."""

    @property
    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in NOTICE_COLUMNS}


NOTICE_COLUMNS: Final = tuple(Notice.__slots__)
NO_NOTICE: Final[Mapping[str, Any]] = {**dict.fromkeys(NOTICE_COLUMNS), "may_wait": False}
"""The columns of an answer and of what goes into a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Putting:
    """One of many actions that are put together; those that say the same share one prompt object."""

    account_id: int
    chat: int
    action: Action
    lane: int
    key: str | None
    not_before: datetime | None = None
    not_after: datetime | None = None
    person_id: int | None = None
    notice: Notice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many rows of one account are in one state."""

    account_id: int
    state: str
    rows: int
    oldest: datetime


class Taker(Protocol):
    """Whoever delivers for an account in this very process."""

    def ready(self, chat: int) -> bool:
        """Whether something for this chat would leave at once."""
        ...

    def arrived(self, chat: int) -> int:
        """The row that has reached this chat and is not written down as such yet; 0 when there is none."""
        ...

    def take(self, row: Row) -> None:
        """It is written, as being sent: send it. Called after the commit; must not fail."""


class Outbox:
    """All actions; ``wake`` is told of new ones. An answer is handed to its account's ``taker``, if it is ready."""

    def __init__(
        self,
        connection: AsyncConnection,
        wake: Callable[[str], None] = lambda _: None,
        takers: Mapping[int, Taker] = MappingProxyType({}),
    ) -> None:
        self._connection = connection
        self._wake = wake
        self._takers = takers
        self.handed: list[Row] = []

    async def put(
        self,
        account_id: int,
        chat: int,
        action: Action,
        *,
        lane: int,
        now: datetime,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
        key: str | None = None,
        person_id: int | None = None,
        post_id: int | None = None,
        notice: Notice | None = None,
    ) -> int | None:
        """Its id; None when something with this key was put before, whatever became of it.

        What has not left by ``not_after`` is withdrawn by ``expire``: it would come too late to help.
        """
        marked = NO_NOTICE if notice is None else notice.columns
        values = given(
            account_id=account_id,
            chat=chat,
            lane=lane,
            action=spelled(actions, action),
            key=key,
            person_id=person_id,
            post_id=post_id,
            not_before=not_before or now,
            not_after=not_after,
            created_at=now,
            **marked,
        )
        taker = self._takers.get(account_id) if lane == INTERACTIVE and not_before is None else None
        if taker is not None and taker.ready(chat):
            new = await HAND_OVER.row(
                self._connection, **values, account=account_id, room=chat, arrived=taker.arrived(chat)
            )
        else:
            new = await PUT.row(self._connection, **values)
        if new is None:
            return None
        if new["state"] == "waiting":
            self._wake("outbox")
        else:
            self.handed.append(
                Row(
                    id=new["id"],
                    account_id=account_id,
                    chat=chat,
                    lane=lane,
                    action=action,
                    key=key,
                    person_id=person_id,
                    post_id=post_id,
                    letter_id=None,
                    call=None,
                    not_before=now,
                    not_after=not_after,
                    attempts=0,
                    trouble=None,
                    created_at=now,
                    **marked,
                )
            )
        return int(new["id"])

    async def put_one(self, one: Putting, *, now: datetime) -> int | None:
        """The same, of one value."""
        return await self.put(
            one.account_id,
            one.chat,
            one.action,
            lane=one.lane,
            now=now,
            not_before=one.not_before,
            not_after=one.not_after,
            key=one.key,
            person_id=one.person_id,
            notice=one.notice,
        )

    async def put_many(self, puttings: Collection[Putting], *, now: datetime) -> frozenset[str]:
        """All of them together; the keys of those that are new. Some hundred at a time keep nobody waiting long."""
        if not puttings:
            return frozenset()
        prompts: dict[int, str] = {}
        rows = [
            {
                "account_id": one.account_id,
                "chat": one.chat,
                "lane": one.lane,
                "spelled": _spell(one.action, prompts),
                "key": one.key,
                "person_id": one.person_id,
                "not_before": one.not_before or now,
                "not_after": one.not_after,
                "created_at": now,
                **(NO_NOTICE if one.notice is None else one.notice.columns),
            }
            for one in puttings
        ]
        query = _putting_many(self._connection)
        new = frozenset((await self._connection.execute(query, rows)).scalars())
        if new:
            self._wake("outbox")
        return new

    # The delivery.

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
        to be reminded, of very many, is answered meanwhile. Belongs into ``writing``, with ``claim``.
        """
        rows: tuple[Row, ...] = ()
        asked = {"account": account_id, "now": now, "busy": list(busy)}
        for lane in sorted(lanes):  # lane by lane: then the index is in the order that is asked for
            if len(rows) < limit:
                rows += await self._rows(DUE, {**asked, "lane": lane, "most": limit - len(rows)})
        return rows

    async def is_due(self, now: datetime, account_id: int | None = None) -> bool:
        """Whether anything waits that may leave at that moment; may be asked while only reading."""
        waits = sa.and_(UNFINISHED, WAITING, outbox.c.not_before <= now)
        if account_id is not None:
            waits &= (outbox.c.account_id == account_id) & outbox.c.lane.in_([URGENT, INTERACTIVE, BULK])
        return bool((await self._connection.execute(sa.select(sa.exists().where(waits)))).scalar_one())

    async def mates(self, call: int) -> tuple[Row, ...]:
        """What else waits to be repeated by the same call, in the order of that call.

        All whom it named, but for who was erased since: nothing may be left of them, not even this.
        """
        query = sa.select(*READ).where(outbox.c.call == call, UNFINISHED, WAITING).order_by(outbox.c.id)
        return await self._rows(query.with_for_update())

    async def claim(self, row_ids: Collection[int], *, call: int | None = None) -> frozenset[int]:
        """From now on these are being sent, together by one ``call`` if it has a number; those that still waited."""
        claimed = await self._connection.execute(CLAIM, {"rows": list(row_ids), "number": call})
        return frozenset(claimed.scalars())

    async def sent(self, row_id: int, *, refs: Collection[str], at: datetime) -> None:
        """It has reached the messenger as these messages."""
        await self._change(row_id, UNFINISHED, state="sent", refs=list(refs), done_at=at, trouble=None)

    async def told(self, refs: Mapping[int, Collection[str]], *, at: datetime) -> None:
        """These have reached their people as these messages.

        What was said may name somebody else (a contact on a card): that it was said is enough. Of a word to somebody
        whom we do not know (any more) nothing stays: neither should their chat.
        """
        if len(refs) > 1:
            await self._connection.execute(FORGET_STRANGERS, {"rows": list(refs)})
            told = [{"row": row, "messages": list(messages), "at": at} for row, messages in refs.items()]
            await self._connection.execute(TELL_MANY, told)
            return
        unknown = []
        for row, messages in refs.items():
            whom = await TOLD.row(self._connection, row=row, messages=list(messages), at=at)
            if whom is not None and whom["person_id"] is None and whom["key"] is None:
                unknown.append(row)
        if unknown:
            await self._connection.execute(sa.delete(outbox).where(among(outbox.c.id, unknown)))

    async def later(
        self, row_id: int, *, not_before: datetime, trouble: str, counted: bool = True, alone: bool = False
    ) -> None:
        """It waits again. ``counted=False``: a limit stood in the way, that is no failed attempt.

        ``alone``: of those who were told by one call only this one was not; the next try is a call of its own.
        """
        values: dict[str, Any] = {"call": None} if alone else {}
        attempts = outbox.c.attempts + (1 if counted else 0)
        await self._change(
            row_id, UNFINISHED, state="waiting", not_before=not_before, trouble=trouble, attempts=attempts, **values
        )

    async def put_off(self, row_ids: Collection[int], not_before: datetime) -> None:
        """They wait until then, and meanwhile hold up nobody behind them.

        What was tried leaves alone (``parcels.pack``): its trouble goes, so it counts as an attempt.
        """
        late = sa.and_(among(outbox.c.id, row_ids), UNFINISHED, WAITING)
        tried = sa.and_(outbox.c.trouble.is_not(None), outbox.c.attempts == 0)
        attempts = sa.case((tried, 1), else_=outbox.c.attempts)
        values = {"not_before": not_before, "trouble": None, "attempts": attempts}
        await self._connection.execute(sa.update(outbox).where(late).values(values))

    async def park(self, row_id: int, trouble: str, *, at: datetime) -> None:
        """Given up, until somebody calls ``retry``."""
        await self._change(row_id, UNFINISHED, state="parked", trouble=trouble, done_at=at)

    async def recover(self, account_id: int, *, held: Collection[int] = ()) -> int:
        """Rows that a dead process left in ``sending`` wait again; how many.

        It is no failed attempt: who knows whether they left. ``held`` are the rows that this process is sending itself.
        """
        query = (
            sa.update(outbox)
            .where(outbox.c.account_id == account_id, UNFINISHED, outbox.c.state == "sending", outbox.c.id.not_in(held))
            .values(state="waiting", trouble="the program stopped while sending it")
            .returning(outbox.c.id)
        )
        return len((await self._connection.execute(query)).all())

    async def hurry(self, account_id: int, was_due_by: datetime, now: datetime) -> int:
        """What was due at that moment, or is to be tried again, is due now; how many rows.

        For a clock that was put back: otherwise they would wait until it is that time once more.
        """
        query = (
            sa.update(outbox)
            .where(outbox.c.account_id == account_id, UNFINISHED, WAITING, outbox.c.not_before > now)
            .where(sa.or_(outbox.c.not_before <= was_due_by, outbox.c.trouble.is_not(None)))
            .values(not_before=now)
        )
        return len((await self._connection.execute(query.returning(outbox.c.id))).all())

    async def expire(self, account_id: int, now: datetime) -> int:
        """What comes too late by now does not leave any more; how many rows. Belongs before ``due``.

        A call that may have been made comes too late when it does for all of its people (see ``withdraw``).
        """
        return len((await self._connection.execute(EXPIRE, {"account": account_id, "now": now})).all())

    # Second thoughts.

    async def withdraw(
        self,
        *,
        at: datetime,
        subject: str | None = None,
        below: int | None = None,
        kinds: Collection[str] = (),
        person_id: int | None = None,
        post_id: int | None = None,
    ) -> int:
        """What still waits and fits everything that is named will not leave any more; how many rows.

        ``below``: only what tells of an older version of the subject; ``kinds``: only notices of these.

        A call to many that was tried may have been made. The messenger knows its repeat only by the same list of
        people; so nobody is taken out of it: either all of its rows are withdrawn, or it is repeated as it was. Whoever
        got it then gets it once, and one who did not gets a word that was theirs when it was first said.
        """
        if not subject and person_id is None and post_id is None:
            raise ValueError("name what is to be withdrawn")

        def chosen(table: sa.FromClause) -> sa.ColumnElement[bool]:
            named = [table.c.subject == subject] if subject else []
            named += [table.c.version < below] if below is not None else []
            named += [table.c.kind.in_(kinds)] if kinds else []
            named += [table.c.person_id == person_id] if person_id is not None else []
            named += [table.c.post_id == post_id] if post_id is not None else []
            return sa.and_(*named)

        query = sa.update(outbox).where(_whole(chosen)).values(state="withdrawn", done_at=at).returning(outbox.c.id)
        return len((await self._connection.execute(query)).all())

    async def replace_waiting(self, row_id: int, action: Action) -> bool:
        """If it has not left yet it leaves as this. False when it is too late."""
        return await self._change(row_id, WAITING, action=spelled(actions, action))

    async def waiting_for_post(self, post_id: int) -> Row | None:
        """What is to put or revise that post, has not left and was never tried; the newest.

        What was tried may have been done, and VK takes the next try for a repeat, whatever it says.
        """
        query = sa.select(*READ).where(outbox.c.post_id == post_id, UNFINISHED, WAITING, outbox.c.trouble.is_(None))
        return next(iter(await self._rows(query.order_by(outbox.c.id.desc()).limit(1))), None)

    async def migrate(self, account_id: int, group: int, new_group: int) -> int:
        """The group has another id from now on: what is to be sent there will be; how many rows."""
        query = sa.select(*READ).where(outbox.c.account_id == account_id, outbox.c.chat == group, UNFINISHED)
        rows = await self._rows(query)
        for row in rows:
            action = row.action if isinstance(row.action, Tell) else replace(row.action, group=new_group)
            await self._change(row.id, UNFINISHED, chat=new_group, action=spelled(actions, action))
        return len(rows)

    # For the operator.

    async def counts(self) -> tuple[Count, ...]:
        query = (
            sa.select(
                outbox.c.account_id,
                outbox.c.state,
                sa.func.count().label("rows"),
                sa.func.min(outbox.c.created_at, type_=outbox.c.created_at.type).label("oldest"),
            )
            .group_by(outbox.c.account_id, outbox.c.state)
            .order_by(outbox.c.account_id, outbox.c.state)
        )
        rows = (await self._connection.execute(query)).mappings()
        return tuple(Count(**row) for row in rows)

    async def parked(self, limit: int) -> tuple[Row, ...]:
        """The newest first."""
        return await self._rows(
            sa.select(*READ).where(outbox.c.state == "parked").order_by(outbox.c.id.desc()).limit(limit)
        )

    async def retry(self, row_id: int, *, now: datetime) -> bool:
        """A parked row waits again, with all its attempts before it. False when it is not parked.

        Its trouble stays: what was tried may have been done, and leaves alone and unchanged (``waiting_for_post``).
        """
        parked = outbox.c.state == "parked"
        waits = await self._change(row_id, parked, state="waiting", attempts=0, done_at=None, not_before=now)
        if waits:
            self._wake("outbox")
        return waits

    async def retry_all(self, *, now: datetime) -> int:
        """The same for all parked rows but those of people who cannot be written to; how many."""
        parked = outbox.c.state == "parked", ~outbox.c.trouble.startswith(UNREACHABLE)
        again = sa.update(outbox).where(*parked).values(state="waiting", attempts=0, done_at=None, not_before=now)
        rows = (await self._connection.execute(again.returning(outbox.c.id))).all()
        if rows:
            self._wake("outbox")
        return len(rows)

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """Of the next finished rows, delete what was so before that moment, with its key; how many, up to which row.

        None instead: no older ones come after these. A walk by the rows' numbers needs no index of moments.
        """
        finished = sa.select(outbox.c.id, outbox.c.created_at).where(outbox.c.done_at.is_not(None), ~UNFINISHED)
        walk = finished.where(outbox.c.id > after).order_by(outbox.c.id).limit(limit)
        rows = (await self._connection.execute(walk)).all()
        if not any(row.created_at < before for row in rows):
            return 0, None
        some = sa.and_(outbox.c.id > after, outbox.c.id <= rows[-1].id)
        deleting = sa.delete(outbox).where(some, outbox.c.done_at < before, ~UNFINISHED)
        gone = (await self._connection.execute(deleting)).rowcount
        return gone, rows[-1].id if len(rows) == limit else None

    async def _change(self, row_id: int, condition: sa.ColumnElement[bool], **values: Any) -> bool:
        query = sa.update(outbox).where(outbox.c.id == row_id, condition).values(**values).returning(outbox.c.id)
        return (await self._connection.execute(query)).first() is not None

    async def _prompts(self, letter_ids: Collection[int]) -> dict[int, Prompt]:
        """What these letters say, those that can be read."""
        if not letter_ids:
            return {}
        query = sa.select(letters.c.id, letters.c.prompt).where(letters.c.id.in_(letter_ids))
        prompts = {}
        for letter_id, prompt in await self._connection.execute(query):
            with suppress(ValidationError):
                prompts[letter_id] = _prompts.validate_python(prompt)
        return prompts

    async def _rows(self, query: sa.Executable, asked: Mapping[str, Any] = MappingProxyType({})) -> tuple[Row, ...]:
        """Rows that this version cannot read are parked, so that they do not stop the others."""
        rows = []
        found = (await self._connection.execute(query, dict(asked))).all()
        prompts = await self._prompts({row.letter_id for row in found} - {None})
        for row in found:
            known = dict(zip(FIELDS, row, strict=True))
            action = known.pop("action")
            try:
                if row.letter_id is not None:
                    known["action"] = Tell(chat=row.chat, prompt=prompts[row.letter_id])
                else:
                    known["action"] = actions.validate_python(action)
                rows.append(Row(**known))
            except (ValidationError, KeyError):
                trouble = "this version cannot read it"
                await self._change(row.id, UNFINISHED, state="parked", trouble=trouble, done_at=row.not_before)
        return tuple(rows)


def put_selected(
    connection: AsyncConnection,
    columns: Mapping[str, Any],
    notice: Notice,
    select: Callable[[Sequence[sa.ColumnElement[Any]]], sa.Select[Any]],
) -> Executable:
    """The same notice to all people whom ``select`` finds, put by one statement; a key that is known is passed over.

    ``columns``: of the outbox, each a value or what it is in the SELECT. Whoever runs it wakes the outbox.
    """
    values = {
        name: value if isinstance(value, sa.ColumnElement) else sa.literal(value, outbox.c[name].type)
        for name, value in {**columns, **notice.columns}.items()
    }
    putting = insert(connection, outbox).from_select(list(values), select(list(values.values())))
    return putting.on_conflict_do_nothing(index_elements=["key"])


def _putting_many(connection: AsyncConnection) -> Executable:
    """The action comes as text: spelling what is the same for many again and again took most of the time."""
    spelled: sa.ColumnElement[Any] = sa.bindparam("spelled", type_=sa.Text())
    if connection.dialect.name == "postgresql":
        spelled = sa.cast(spelled, outbox.c.action.type)
    names = [name for name in COLUMNS if name not in ("action", "post_id")]
    putting = insert(connection, outbox).values(**{name: sa.bindparam(name) for name in names}, action=spelled)
    return putting.on_conflict_do_nothing(index_elements=["key"]).returning(outbox.c.key)


def spell_prompt(prompt: Prompt) -> str:
    """As JSON."""
    return _prompts.dump_json(prompt).decode()


def _spell(action: Action, prompts: dict[int, str]) -> str:
    """The action as JSON; a prompt that many share is spelled once (``prompts``: by its identity)."""
    if not isinstance(action, Tell):
        return actions.dump_json(action).decode()
    prompt = prompts.get(id(action.prompt))
    if prompt is None:
        prompt = prompts[id(action.prompt)] = spell_prompt(action.prompt)
    replaces = json.dumps(action.replaces)
    return f'{{"kind":"tell","chat":{action.chat},"prompt":{prompt},"replaces":{replaces}}}'
