"""What became of what left: written down, and what follows from it done."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from handlers.notices.lost_address import lose_address
from handlers.turn.hooks import Publication, group_lost, group_refused, group_reported, post_fell_short, post_given_up
from storage.messaging.outbox_rows import NO_RIGHT, UNREACHABLE
from storage.sql.errors import StorageError
from talk.backoff import backoff
from talk.messenger import (
    Broken,
    GroupReport,
    Impossible,
    InspectGroup,
    Later,
    Migrated,
    NoRight,
    Publish,
    Revise,
    Sent,
    Tell,
    Undelivered,
    Unreachable,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.clock import Clock
    from storage.books import Books
    from storage.database import Database
    from storage.messaging.outbox_rows import Row

log = structlog.get_logger()

MOST_ATTEMPTS: Final = 10
MOST_IN_VAIN: Final = 3
"""Of these so many while others got through: otherwise it is the messenger that does not work, not the row."""
LONGEST_TRIED: Final = timedelta(days=1)
"""What nobody else could be compared with is given up after that."""
REMEMBERED: Final = 10_000
"""Rows that failed lately."""
FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 15 * 60.0
FOR_A_RIGHT: Final = timedelta(hours=1)
"""Before something is tried again for which a right is missing; when the right is seen to be back, at once."""
RIGHT_AWAITED: Final = timedelta(days=14)
"""So long something waits for its right: then it is news to nobody."""


def pause(attempts: int) -> float:
    """Seconds before the next try of a row that had so many ``attempts`` before this one."""
    return backoff(attempts + 1, first=FIRST_PAUSE, longest=LONGEST_PAUSE)


class Outcomes:
    """Writes down the outcomes of one account."""

    def __init__(self, database: Database, account: int, clock: Clock) -> None:
        self._database = database
        self._account = account
        self._clock = clock
        self.broken = False
        """The account did not work when it was used last."""
        self.counts: Counter[str] = Counter()
        """What became of what left since the start: «Sent», or the name of the failure."""
        self._through = 0
        """How many messages got through."""
        self._vain: dict[int, tuple[int, int]] = {}
        """Rows that fail: how many had got through when each failed last, and how often others did in between."""

    async def write_down(self, outcomes: Sequence[tuple[Row, Sent | GroupReport | Undelivered]]) -> None:
        """All of one call in one transaction. Raises StorageError; then nothing is written yet."""
        try:
            # What a power cut made us forget is sent again: VK knows it by its number, Telegram's people see it twice.
            lasting = not all(isinstance(row.action, Tell) and isinstance(done, Sent) for row, done in outcomes)
            async with self._database.writing(quick=True, lasting=lasting) as books:
                await self._write(books, outcomes)
        except StorageError:
            raise
        except Exception:  # our own bug: sending it again and again would be worse than a parked row
            log.exception("delivery_unsettled", row=outcomes[0][0].id, kind=outcomes[0][0].action.kind)
            async with self._database.writing() as books:
                for row, _ in outcomes:
                    await books.delivery_queue.park(
                        row.id, "what came of it could not be dealt with", at=self._clock.now()
                    )
        self.counts.update(type(outcome).__name__ for _, outcome in outcomes)
        if any(isinstance(outcome, Broken) for _, outcome in outcomes):
            self.broken = True
        elif not any(isinstance(outcome, Undelivered) for _, outcome in outcomes):
            self.broken = False

    async def _write(self, books: Books, outcomes: Sequence[tuple[Row, Sent | GroupReport | Undelivered]]) -> None:
        now = self._clock.now()
        for row, outcome in outcomes:
            if not isinstance(outcome, Undelivered):
                self._through += 1
                self._vain.pop(row.id, None)
        told = {row.id: done.refs for row, done in outcomes if isinstance(row.action, Tell) and isinstance(done, Sent)}
        if told:
            await books.delivery_queue.mark_sent_many(told, at=now)
        papers = [
            row.action.prompt.paper
            for row, done in outcomes
            if isinstance(row.action, Tell) and row.action.prompt.paper is not None and isinstance(done, Sent)
        ]
        if papers:
            await books.documents.sent(papers)
        if self.broken and not any(isinstance(outcome, Undelivered) for _, outcome in outcomes):
            await books.accounts.set_broken(self._account, None, at=now)
        together = len(outcomes) > 1 and all(outcome is outcomes[0][1] for _, outcome in outcomes)
        for row, outcome in outcomes:
            match outcome:
                case Sent() if row.id not in told:
                    await books.delivery_queue.mark_sent(row.id, refs=outcome.refs, at=now)
                    if row.post_id is not None:
                        await books.posts.delivered(row.post_id, refs=outcome.refs, link=outcome.link, at=now)
                    for shortfall in outcome.shortfalls:
                        await post_fell_short(books, _publication(row), shortfall, now)
                    if (row.trouble or "").startswith(NO_RIGHT):
                        await group_refused(books, _publication(row), None, now)
                case GroupReport():
                    await self._reported(books, row, outcome, now)
                case Impossible() | Unreachable() | NoRight() | Migrated() if together:  # of one of them, but of whom?
                    await self._retry_later(books, row, outcome, now, after=0, alone=True)
                case Undelivered():
                    await self._failed(books, row, outcome, now, alone=not together)

    async def _reported(self, books: Books, row: Row, report: GroupReport, now: datetime) -> None:
        await books.delivery_queue.mark_sent(row.id, refs=(), at=now)
        asked_by = row.action.asked_by if isinstance(row.action, InspectGroup) else None
        await group_reported(books, self._account, report, asked_by, now)

    async def _failed(self, books: Books, row: Row, failure: Undelivered, now: datetime, *, alone: bool) -> None:
        trouble = f"{type(failure).__name__}: {failure}"
        log.warning("undelivered", row=row.id, kind=row.action.kind, trouble=trouble, attempts=row.attempts + 1)
        match failure:
            case Unreachable():
                await self._unreachable(books, row, failure, now)
                if row.person_id is None and not isinstance(row.action, Tell):
                    await group_lost(books, self._account, row.chat, now)
            case NoRight() if isinstance(row.action, Publish | Revise):
                await self._await_right(books, row, failure, now)
            case Impossible() | NoRight():
                await self._park(books, row, trouble, now)
            case Later() if failure.everyone:  # a limit of the account is nobody's fault
                await books.accounts.rest(self._account, now + timedelta(seconds=failure.after))
                await self._retry_later(books, row, failure, now, after=failure.after, alone=alone, counted=False)
            case Broken():
                await books.accounts.set_broken(self._account, str(failure), at=now)
                # The account rests, not the row.
                await self._retry_later(books, row, failure, now, after=0, alone=alone, counted=False)
            case _ if self._is_hopeless(row, failure, now):
                await self._park(books, row, trouble, now)
            case Migrated():
                await books.groups.migrate(self._account, row.chat, failure.new_group)
                await self._retry_later(books, row, failure, now, after=0, alone=alone)
            case Later():
                after = max(failure.after, pause(row.attempts))
                await self._retry_later(books, row, failure, now, after=after, alone=alone)
            case _:
                await self._retry_later(books, row, failure, now, after=pause(row.attempts), alone=alone)

    async def _await_right(self, books: Books, row: Row, failure: NoRight, now: datetime) -> None:
        """What may not be published now waits for the right, and keeps its place before what follows."""
        if now - row.created_at >= RIGHT_AWAITED:
            await self._park(books, row, f"{NO_RIGHT}: {failure}", now)
            return
        await self._retry_later(books, row, failure, now, after=FOR_A_RIGHT.total_seconds(), alone=True)
        await group_refused(books, _publication(row), failure.right, now)

    async def _unreachable(self, books: Books, row: Row, failure: Unreachable, now: datetime) -> None:
        """Given up there; a notice to somebody with another address leaves from it."""
        if row.person_id is not None:
            other = await books.addresses.elsewhere(row.person_id, self._account, row.chat)
            if other and row.kind is not None:
                await self._retry_later(books, row, failure, now, after=0, alone=True, counted=False)
                await lose_address(books, self._account, chat=row.chat, now=now)
                return
        await self._park(books, row, f"{type(failure).__name__}: {failure}", now)
        if row.person_id is not None:
            await lose_address(books, self._account, chat=row.chat, now=now)

    def _is_hopeless(self, row: Row, failure: Undelivered, now: datetime) -> bool:
        """Whether it will never work: tried often enough, and others got through meanwhile; or tried for a day.

        While a messenger is away for hours nothing of what is due is given up.
        """
        through, vain = self._vain.get(row.id, (self._through, 0))
        vain += self._through > through
        if len(self._vain) >= REMEMBERED:  # many of them are over; the others are counted anew
            self._vain.clear()
        self._vain[row.id] = self._through, vain
        if row.attempts + 1 < MOST_ATTEMPTS:
            return False
        return isinstance(failure, Migrated) or vain >= MOST_IN_VAIN or now - row.created_at >= LONGEST_TRIED

    @staticmethod
    async def _retry_later(
        books: Books,
        row: Row,
        failure: Undelivered,
        now: datetime,
        *,
        after: float,
        alone: bool,
        counted: bool = True,
    ) -> None:
        await books.delivery_queue.retry_later(
            row.id,
            not_before=now + timedelta(seconds=after),
            trouble=f"{type(failure).__name__}: {failure}",
            counted=counted,
            alone=alone,
        )

    async def _park(self, books: Books, row: Row, trouble: str, now: datetime) -> None:
        """Give it up; a farewell to somebody erased goes without a trace, for their chat must not stay here.

        A post that does not come out is told of: somebody has read that it was announced.
        """
        if isinstance(row.action, Tell) and row.person_id is None and row.key is None:
            await books.delivery_queue.mark_sent_many({row.id: ()}, at=now)
        else:
            await books.delivery_queue.park(row.id, trouble, at=now)
        if isinstance(row.action, Publish | Revise) and not trouble.startswith(UNREACHABLE):
            await post_given_up(books, _publication(row), now)


def _publication(row: Row) -> Publication:
    action = row.action
    text = action.post.text.plain if isinstance(action, Publish | Revise) else ""
    return Publication(
        account=row.account_id, group=row.chat, row=row.id, post=row.post_id, text=text, tries=row.attempts
    )
