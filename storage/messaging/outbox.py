"""The outbox as errands see it: everything that leaves is put here, changed while it waits, or withdrawn.

The states of a row and who moves them: ``storage.messaging.outbox_rows``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.base import Executable

from storage.messaging.answers import Answers
from storage.messaging.outbox_rows import (
    NO_RIGHT,
    NOT_BATCHED,
    PROMPTS,
    READ,
    UNFINISHED,
    WAITING,
    Row,
    Rows,
    in_states,
    whole,
)
from storage.sql.chunks import Deleted
from storage.sql.prepared import Prepared, given, inserting
from storage.sql.records import insert
from storage.sql.types import spelled
from storage.tables import outbox
from talk.messenger import INTERACTIVE, Action, Tell, actions
from talk.prompt import Prompt

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
    "stamp",
    "collapse_key",
)


def _put(dialect: str) -> sa.Executable:
    putting = inserting(outbox, *COLUMNS)(dialect)
    return putting.on_conflict_do_nothing(index_elements=["key"]).returning(outbox.c.id, outbox.c.state)


def _put_directly(dialect: str) -> sa.Executable:
    """The same, and it is being sent already, unless something else for this chat is to leave before it.

    The row ``arrived`` does not count: it has reached its chat, though that is not written down yet.
    """
    others = outbox.alias("others")
    waits = sa.exists().where(
        others.c.account_id == sa.bindparam("account", type_=outbox.c.account_id.type),
        others.c.chat == sa.bindparam("room", type_=outbox.c.chat.type),
        in_states(others, "waiting", "sending"),
        others.c.id != sa.bindparam("arrived", type_=outbox.c.id.type),
    )
    putting = inserting(outbox, *COLUMNS)(dialect).values(state=sa.case((waits, "waiting"), else_="sending"))
    return putting.on_conflict_do_nothing(index_elements=["key"]).returning(outbox.c.id, outbox.c.state)


PUT = Prepared(_put, [outbox.c.id, outbox.c.state])
PUT_DIRECTLY = Prepared(_put_directly, [outbox.c.id, outbox.c.state])


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is told to somebody who is not in this turn is about this."""

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
        """By their names in the table."""
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


class DirectSender(Protocol):
    """Whoever delivers for an account in this very process."""

    def ready(self, chat: int, behind: float) -> bool:
        """Whether something for this chat, so many seconds behind in the queue of answers, would leave at once."""
        ...

    def arrived(self, chat: int) -> int:
        """The row that has reached this chat and is not written down as such yet; 0 when there is none."""
        ...

    def accept(self, row: Row) -> None:
        """It is written, as being sent: send it. Called after the commit; must not fail."""


class Outbox:
    """All actions; ``wake`` is told of new ones. An answer is handed to its account's sender, if it is ready."""

    def __init__(
        self,
        connection: AsyncConnection,
        wake: Callable[[str], None] = lambda _: None,
        direct_senders: Mapping[int, DirectSender] = MappingProxyType({}),
    ) -> None:
        self._connection = connection
        self._wake = wake
        self._direct_senders = direct_senders
        self._rows = Rows(connection)
        self._answers = Answers(connection)
        self.sent_directly: list[Row] = []

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
        behind: float = 0.0,
        collapse_key: str | None = None,
    ) -> int | None:
        """Its id; None when something with this key was put before, whatever became of it.

        What has not left by ``not_after`` is withdrawn by ``expire``: it would come too late to help.
        ``behind``: seconds that an answer stands behind those to chats that had nothing lately. If it is more than
        none, the answer takes the place of those of the same ``collapse_key`` that have not left: nobody misses them.
        """
        marked = NO_NOTICE if notice is None else notice.columns
        stamp = now + timedelta(seconds=behind) if lane == INTERACTIVE else None
        columns: dict[str, Any] = {
            "account_id": account_id,
            "chat": chat,
            "lane": lane,
            "key": key,
            "person_id": person_id,
            "post_id": post_id,
            "not_before": not_before or now,
            "not_after": not_after,
            "created_at": now,
            "stamp": stamp,
            "collapse_key": collapse_key,
            **marked,
        }
        values = given(action=spelled(actions, action), **columns)
        sender = self._direct_senders.get(account_id) if lane == INTERACTIVE and not_before is None else None
        if sender is not None and sender.ready(chat, behind):
            new = await PUT_DIRECTLY.row(
                self._connection, **values, account=account_id, room=chat, arrived=sender.arrived(chat)
            )
        else:
            new = await PUT.row(self._connection, **values)
        if new is None:
            return None
        if new["state"] == "waiting":
            if behind > 0 and collapse_key is not None:
                await self._answers.collapse(account_id, chat, collapse_key, into=int(new["id"]), at=now)
            self._wake("outbox")
        else:
            self.sent_directly.append(
                Row(id=new["id"], action=action, letter_id=None, call=None, attempts=0, trouble=None, **columns)
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
                "stamp": now if one.lane == INTERACTIVE else None,
                "collapse_key": None,
                **(NO_NOTICE if one.notice is None else one.notice.columns),
            }
            for one in puttings
        ]
        query = _putting_many(self._connection)
        new = frozenset((await self._connection.execute(query, rows)).scalars())
        if new:
            self._wake("outbox")
        return new

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

        query = sa.update(outbox).where(whole(chosen)).values(state="withdrawn", done_at=at).returning(outbox.c.id)
        return len((await self._connection.execute(query)).all())

    async def replace_waiting(self, row_id: int, action: Action) -> bool:
        """If it has not left yet it leaves as this. False when it is too late."""
        return await self._rows.change(row_id, WAITING, action=spelled(actions, action))

    async def state_of(self, row_id: int) -> tuple[str, tuple[str, ...]] | None:
        """Its state, and the messages that it became; None when it is gone."""
        query = sa.select(outbox.c.state, outbox.c.refs).where(outbox.c.id == row_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else (row[0], tuple(row[1] or ()))

    async def waiting_for_post(self, post_id: int) -> Row | None:
        """What is to put or revise that post, has not left and was never tried; the newest.

        What was tried may have been done, and VK takes the next try for a repeat, whatever it says. What waits for a
        right was surely not done.
        """
        untried = sa.or_(outbox.c.trouble.is_(None), outbox.c.trouble.startswith(NO_RIGHT))
        query = sa.select(*READ).where(outbox.c.post_id == post_id, UNFINISHED, WAITING, untried)
        return next(iter(await self._rows.read(query.order_by(outbox.c.id.desc()).limit(1))), None)

    async def migrate(self, account_id: int, group: int, new_group: int) -> int:
        """The group has another id from now on: what is to be sent there will be; how many rows."""
        query = sa.select(*READ).where(outbox.c.account_id == account_id, outbox.c.chat == group, UNFINISHED)
        rows = await self._rows.read(query)
        for row in rows:
            action = row.action if isinstance(row.action, Tell) else replace(row.action, group=new_group)
            await self._rows.change(row.id, UNFINISHED, chat=new_group, action=spelled(actions, action))
        return len(rows)

    async def hand_over(self, person_id: int, account_id: int, chat: int, *, to_account: int, to_chat: int) -> int:
        """What waits for the person there, and is no answer, leaves for another address of theirs; how much that is.

        A call that may have been made stays what it was (``withdraw``).
        """
        there = sa.and_(outbox.c.person_id == person_id, outbox.c.account_id == account_id, outbox.c.chat == chat)
        waits = sa.and_(in_states(outbox, "waiting", "held"), NOT_BATCHED, outbox.c.kind.is_not(None))
        rows = await self._rows.read(sa.select(*READ).where(there, waits).order_by(outbox.c.id))
        for row in rows:
            values: dict[str, Any] = {"account_id": to_account, "chat": to_chat}
            if row.letter_id is None and isinstance(row.action, Tell):
                values["action"] = spelled(actions, replace(row.action, chat=to_chat, replaces=None, settles=None))
            await self._rows.change(row.id, waits, **values)
        if rows:
            self._wake("outbox")
        return len(rows)

    # Retention (``storage.tables.retention``).

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
    return PROMPTS.dump_json(prompt).decode()


def _spell(action: Action, prompts: dict[int, str]) -> str:
    """The action as JSON; a prompt that many share is spelled once (``prompts``: by its identity)."""
    if not isinstance(action, Tell) or action.settles is not None:
        return actions.dump_json(action).decode()
    prompt = prompts.get(id(action.prompt))
    if prompt is None:
        prompt = prompts[id(action.prompt)] = spell_prompt(action.prompt)
    replaces = json.dumps(action.replaces)
    return f'{{"kind":"tell","chat":{action.chat},"prompt":{prompt},"replaces":{replaces}}}'
