"""What was heard and not dealt with yet. An event id that is here already was heard before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
import structlog
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.sql.chunks import Deleted, until_nothing
from storage.sql.locks import Turn, wait_for
from storage.sql.prepared import Prepared, given, inserting
from storage.sql.records import insert
from storage.sql.types import spelled
from storage.tables import addresses, inbox
from talk.updates import GroupChanged, IncomingMessage, ReachabilityChanged, Update, updates

log = structlog.get_logger()

CHUNK: Final = 1000
"""Rows of one statement: both databases take some 32,000 parameters."""
NEW: Final[sa.ColumnElement[str]] = sa.literal_column("'new'")  # a literal, so that the partial index is used


def _store(dialect: str) -> sa.Executable:
    storing = inserting(inbox, "account_id", "event_id", "chat", "body", "received_at")(dialect)
    return storing.on_conflict_do_nothing(index_elements=["account_id", "event_id"]).returning(inbox.c.id)


_THIS: Final = sa.and_(
    inbox.c.account_id == sa.bindparam("account"), inbox.c.event_id == sa.bindparam("event"), inbox.c.state == NEW
)
"""Not by the number of its row: if the batch it came with could not be committed, that may be another's by now."""


def _done(_: str) -> sa.Executable:
    return sa.update(inbox).where(_THIS).values(state="done", body=None).returning(inbox.c.id)


def _start(_: str) -> sa.Executable:
    return sa.update(inbox).where(_THIS).values(attempts=inbox.c.attempts + 1).returning(inbox.c.attempts)


def _stub(dialect: str) -> sa.Executable:
    storing = inserting(inbox, "account_id", "event_id", "chat", "body", "received_at", "state")(dialect)
    return storing.on_conflict_do_nothing(index_elements=["account_id", "event_id"])


STORE = Prepared(_store, [inbox.c.id])
STUB = Prepared(_stub)
START = Prepared(_start, [inbox.c.attempts])
AT_ONCE: Final = sa.text("SET LOCAL synchronous_commit = off")
DONE = Prepared(_done, [inbox.c.id])


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A stored update that waits."""

    id: int
    account_id: int
    chat: int
    update: Update
    attempts: int
    """How often its turn was begun."""
    behind: float = 0.0
    """Seconds that its answers stand behind those to chats that had less lately (``storage.messaging.answers``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """An update that was given up."""

    id: int
    account_id: int
    received_at: datetime
    starts: int
    kind: str
    """"heard", "group", "reach"; "unstorable" of one that could not even be stored."""


class Inbox:
    """Stored updates; ``wake`` is told of new ones."""

    def __init__(self, connection: AsyncConnection, wake: Callable[[str], None] = lambda _: None) -> None:
        self._connection = connection
        self._wake = wake

    async def store(self, heard: Sequence[Update], *, at: datetime) -> tuple[Row, ...]:
        """Keep a batch in its order; what of it was new."""
        await wait_for(self._connection, Turn.INBOX)
        new: list[Row] = []
        for start in range(0, len(heard), CHUNK):
            chunk = heard[start : start + CHUNK]
            stored = await self._store([_values(update, at) for update in chunk])
            new += [
                Row(id=found, account_id=one.account, chat=_chat(one), update=one, attempts=0)
                for one in chunk
                if (found := stored.pop((one.account, one.event_id), None)) is not None
            ]
        if new:
            self._wake("inbox")
        return tuple(new)

    async def _store(self, values: Sequence[dict[str, Any]]) -> dict[tuple[int, str], int]:
        """The ids of those that are new, by account and event."""
        if self._connection.dialect.name == "sqlite":  # nothing is far away: one after the other costs less
            found = {}
            for one in values:
                if (row := await STORE.row(self._connection, **given(**one))) is not None:
                    found[one["account_id"], one["event_id"]] = row["id"]
            return found
        query = insert(self._connection, inbox).values(values)
        query = query.on_conflict_do_nothing(index_elements=["account_id", "event_id"])
        rows = await self._connection.execute(query.returning(inbox.c.account_id, inbox.c.event_id, inbox.c.id))
        return {(row.account_id, row.event_id): row.id for row in rows}

    async def waiting(self, accounts: Sequence[int], *, after_id: int, limit: int) -> tuple[Row, ...]:
        """What waits for these accounts behind ``after_id``, in the order in which it was stored.

        Fewer than ``limit`` means that there is no more: rows that this version cannot read do not count.
        """
        found: list[Row] = []
        while len(found) < limit:
            rows = await self._waiting(accounts, after_id, limit - len(found))
            found += [kept for row in rows if (kept := _row(row)) is not None]
            if len(rows) == 0:
                break
            after_id = rows[-1]["id"]
        return tuple(found)

    async def _waiting(self, accounts: Sequence[int], after_id: int, limit: int) -> Sequence[sa.RowMapping]:
        query = (
            sa.select(inbox)
            .where(inbox.c.state == NEW, inbox.c.id > after_id, inbox.c.account_id.in_(accounts))
            .order_by(inbox.c.id)
            .limit(limit)
        )
        return (await self._connection.execute(query)).mappings().all()

    async def dealt_with(self, account_id: int, since: datetime, *, most: int) -> Sequence[tuple[int, datetime]]:
        """Whose updates (chats) were dealt with and when they came, from that moment on; the latest, oldest first."""
        lately = (inbox.c.account_id == account_id, inbox.c.received_at >= since, inbox.c.state != NEW)
        query = sa.select(inbox.c.chat, inbox.c.received_at).where(*lately).order_by(inbox.c.received_at.desc())
        rows = (await self._connection.execute(query.limit(most))).all()
        return [(int(row.chat), row.received_at) for row in reversed(rows)]

    async def done(self, update: Update) -> bool:
        """It has been dealt with: its words are forgotten. False when it does not wait (any more)."""
        return await DONE.row(self._connection, **_key(update)) is not None

    async def start(self, update: Update) -> int | None:
        """One more start, written down before the work; how many there are, None when it does not wait (any more).

        Alone in its transaction, which waits for no disk: if PostgreSQL falls in that moment, there is one start more.
        """
        if self._connection.dialect.name == "postgresql":
            await self._connection.execute(AT_ONCE)
        row = await START.row(self._connection, **_key(update))
        return None if row is None else int(row["attempts"])

    async def give_back(self, update: Update) -> None:
        """The last start counts no more: the program was asked to stop in the midst of it."""
        giving = sa.update(inbox).where(_THIS, inbox.c.attempts > 0).values(attempts=inbox.c.attempts - 1)
        await self._connection.execute(giving, _key(update))

    async def store_stub(self, account: int, event_id: str, *, at: datetime) -> None:
        """In the place of an update that cannot be stored: so that it is known when it comes again."""
        body = {"kind": "unstorable"}
        await STUB.rows(
            self._connection,
            **given(account_id=account, event_id=event_id, chat=0, body=body, received_at=at, state="parked"),
        )

    async def parked(self, limit: int) -> tuple[Parked, ...]:
        """What was given up, the newest first; without its words."""
        columns = (inbox.c.id, inbox.c.account_id, inbox.c.received_at, inbox.c.attempts, inbox.c.body)
        query = sa.select(*columns).where(inbox.c.state == "parked").order_by(inbox.c.id.desc()).limit(limit)
        rows = (await self._connection.execute(query)).all()
        return tuple(
            Parked(
                id=row.id,
                account_id=row.account_id,
                received_at=row.received_at,
                starts=row.attempts,
                kind=str((row.body or {}).get("kind", "")),
            )
            for row in rows
        )

    async def forget_chat(self, update: Update) -> None:
        """Nothing is kept of who told it but the event's id, by which a repeat is known."""
        this = inbox.c.account_id == update.account, inbox.c.event_id == update.event_id
        await self._connection.execute(sa.update(inbox).where(*this).values(chat=0))

    async def forget_strangers(self, given_up: Sequence[Update]) -> None:
        """Of whoever is nobody's row nothing is kept but the events' ids, nor the words of what is parked."""
        theirs = sa.exists().where(addresses.c.account_id == inbox.c.account_id, addresses.c.chat == inbox.c.chat)
        words = sa.case((inbox.c.body.is_(None), None), else_=sa.literal({"kind": "heard"}, inbox.c.body.type))
        events: dict[int, list[str]] = {}
        for one in given_up:
            if isinstance(one, IncomingMessage):
                events.setdefault(one.account, []).append(one.event_id)
        for account, ids in events.items():
            for first in range(0, len(ids), CHUNK):
                these = inbox.c.account_id == account, inbox.c.event_id.in_(ids[first : first + CHUNK])
                await self._connection.execute(sa.update(inbox).where(*these, ~theirs).values(chat=0, body=words))

    async def park(self, update: Update) -> bool:
        """Give it up; False when it does not wait any more. The operator can read it until ``delete_before``."""
        parking = sa.update(inbox).where(_THIS).values(state="parked")
        return (await self._connection.execute(parking, _key(update))).rowcount > 0

    async def counts(self) -> dict[int, int]:
        """How many wait, by account."""
        waiting = sa.select(inbox.c.account_id, sa.func.count()).where(inbox.c.state == NEW)
        rows = await self._connection.execute(waiting.group_by(inbox.c.account_id).order_by(inbox.c.account_id))
        return {int(account): int(count) for account, count in rows.all()}

    async def oldest(self) -> dict[int, datetime]:
        """When the oldest of those that wait came, by account."""
        came = sa.func.min(inbox.c.received_at, type_=inbox.c.received_at.type)
        query = sa.select(inbox.c.account_id, came).where(inbox.c.state == NEW).group_by(inbox.c.account_id)
        return {int(account): since for account, since in (await self._connection.execute(query)).all()}

    async def delete_before(self, before: datetime, *, after: int = 0, limit: int) -> Deleted:
        """The oldest of what came before that moment and waits no more.

        No earlier than messengers forget their events (Telegram: 24 hours), or a repeat would be heard as new.
        """
        del after
        old = sa.select(inbox.c.id).where(inbox.c.received_at < before, inbox.c.state != NEW)
        some = old.order_by(inbox.c.received_at).limit(limit)
        return until_nothing((await self._connection.execute(sa.delete(inbox).where(inbox.c.id.in_(some)))).rowcount)


def _values(update: Update, at: datetime) -> dict[str, Any]:
    return {
        "account_id": update.account,
        "event_id": update.event_id,
        "chat": _chat(update),
        "body": spelled(updates, update),
        "received_at": at,
    }


def _key(update: Update) -> dict[str, Any]:
    return {"account": update.account, "event": update.event_id}


def _chat(update: Update) -> int:
    match update:
        case IncomingMessage():
            return update.chat
        case GroupChanged():
            return update.group
        case ReachabilityChanged():
            return update.user


def _row(row: sa.RowMapping) -> Row | None:
    """None for what this version cannot read: it stays where it is, and must not stop the others."""
    known: dict[str, Any] = {name: row[name] for name in ("id", "account_id", "chat", "attempts")}
    try:
        return Row(update=updates.validate_python(row["body"]), **known)
    except ValidationError:
        log.error("inbox_unreadable", row=row["id"])  # noqa: TRY400 - the error's text quotes the person's words
        return None
