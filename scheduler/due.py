"""Notices that are due: the walk of whatever people are told when a moment comes, in batches, each a transaction.

A subject says what is due by a ``Due`` and runs ``walk`` in a job of its own. Events do it for very many people at once
(``scheduler.reminders.remind``). A subject that keeps a row for each person and moment (a book is due back in three
days) needs no walk of its own: it declares its rows as ``Planned`` and gets quiet hours, lateness and versions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from domain.time.notices import still_helps
from handlers.notices.notices import Recipient, tell_each
from handlers.notices.quiet import QuietHours, rings_at
from storage.messaging.outbox import Notice, Putting
from talk.messenger import BULK, Tell

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from scheduler.jobs import Facts
    from storage.books import Books
    from storage.database import Database
    from talk.prompt import Prompt

LATE: Final = timedelta(minutes=5)
"""What is later than this is late because the program was down; whether it is night is asked anew."""
BATCH: Final = 1000
"""Notices that are told in one transaction; their messages are composed without a pause."""


class Due(Protocol):
    """What is told when its moment comes. Each step may be cut off anywhere, and be repeated."""

    async def begin(self, database: Database, now: datetime, facts: Counter[str]) -> None:
        """Drop what comes too late, and find out what there is to plan."""

    async def plan(self, database: Database, now: datetime, facts: Counter[str]) -> bool:
        """Write down for some more people when they are to be told; whether there are others."""

    async def tell(self, database: Database, now: datetime, facts: Counter[str]) -> bool:
        """Tell one batch of what is due; False when nobody waits any more."""


async def walk(database: Database, due: Due, now: datetime) -> Facts:
    """All that is due. Planning and telling take turns: one subject for very many does not hold up the others."""
    facts: Counter[str] = Counter()
    await due.begin(database, now, facts)
    more = True
    while more:
        planned = await due.plan(database, now, facts)
        more = await due.tell(database, now, facts) or planned
    return dict(facts)


class Reader(Recipient, QuietHours, Protocol):
    """Where somebody is written to, and when they want no message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueNotice:
    """One person is to be told something now."""

    id: int
    """Of the row of its subject."""
    who: Reader
    due_at: datetime
    subject: str
    version: int
    prompt: Prompt
    until: datetime
    """From then on it helps nobody any more."""
    key: str
    lane: int = BULK


class Rows(Protocol):
    """The rows of a subject, one for each person and moment. All belongs into the transaction that tells them."""

    kind: str
    """Of its notices; a ``Check`` of that kind tells whether they are still so (``storage.messaging.notices``)."""

    async def due(self, books: Books, now: datetime, limit: int) -> Sequence[DueNotice]:
        """The next whose moment has come and that are neither told nor dropped; nobody else gets the same ones."""
        ...

    async def told(self, books: Books, ids: Collection[int]) -> None: ...
    async def dropped(self, books: Books, ids: Collection[int]) -> None: ...
    async def postponed(self, books: Books, ids: Collection[int], due_at: datetime) -> None: ...


class Planned:
    """A subject whose rows are written when it happens: there is nothing to plan."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def begin(self, database: Database, now: datetime, facts: Counter[str]) -> None:
        """What comes too late is dropped where it is found."""

    async def plan(self, database: Database, now: datetime, facts: Counter[str]) -> bool:
        del database, now, facts
        return False

    async def tell(self, database: Database, now: datetime, facts: Counter[str]) -> bool:
        async with database.writing() as books:
            found = await self._rows.due(books, now, BATCH)
            messages: list[Putting] = []
            told: list[int] = []
            dropped: list[int] = []
            postponed: defaultdict[datetime, list[int]] = defaultdict(list)
            for one in found:
                moment = _moment(one, now) if still_helps(now, one.until) else None
                if moment is None:
                    dropped.append(one.id)
                elif moment > now:
                    postponed[moment].append(one.id)
                else:
                    told.append(one.id)
                    messages.append(self._message(one))
            await tell_each(books, messages, now=now)
            await self._rows.told(books, told)
            await self._rows.dropped(books, dropped)
            for moment, ids in postponed.items():
                await self._rows.postponed(books, ids, moment)
        counts = {"told": len(told), "too_late": len(dropped), "postponed": sum(map(len, postponed.values()))}
        facts.update({name: count for name, count in counts.items() if count})
        return bool(found)

    def _message(self, one: DueNotice) -> Putting:
        return Putting(
            account_id=one.who.account_id,
            chat=one.who.chat,
            action=Tell(chat=one.who.chat, prompt=one.prompt),
            lane=one.lane,
            key=one.key,
            not_after=one.until,
            person_id=one.who.person_id,
            notice=Notice(
                kind=self._rows.kind, subject=one.subject, version=one.version, may_wait=True, wait_until=one.until
            ),
        )


def ring_from(due_at: datetime, now: datetime) -> datetime:
    """By which moment it is judged whether it is night: the one when it was due, or now where that is ``LATE``."""
    return now if now - due_at > LATE else due_at


def _moment(one: DueNotice, now: datetime) -> datetime | None:
    """When it rings: now, or in the morning if that comes soon enough."""
    return rings_at(one.who, ring_from(one.due_at, now), one.until, now)
