"""The inbox: updates are stored before they are confirmed, then dealt with, each once, in order within a chat."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Final, Literal

import structlog

from handlers import dispatcher
from handlers.texts.turn import shared
from handlers.turn.context import Forbidden, PicturesNotFetched, PlanNotRead, TurnRefused
from scheduler.inbox.admission import Admission, Decision
from scheduler.inbox.backpressure import HURRIED, Backpressure
from scheduler.inbox.files import READINGS, Files, fetch_files, read_plan_for, words_with_pictures
from scheduler.inbox.load_shedding import LoadShedding
from scheduler.inbox.newcomers import Newcomers
from scheduler.inbox.presses import Presses
from scheduler.inbox.starts import Starts
from scheduler.watchdog import HeldTheLoop, errand
from storage.sql.errors import StorageError, is_of_a_value
from talk.updates import IncomingMessage

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence

    from handlers.turn.accounts import AccountDirectory
    from handlers.turn.context import PlanRead
    from scheduler.clock import Clock
    from storage.books import Books
    from storage.database import Database
    from storage.messaging.inbox import Row
    from talk.messenger import Messenger
    from talk.prompt import Rows
    from talk.rich import Say
    from talk.updates import Update

log = structlog.get_logger()

TRIES: Final = 3
"""How often the turn of an update is begun before it is parked with an apology, in all lives of the program."""
PAUSES: Final = (1.0, 5.0)
"""Seconds between the tries; the last one also between those that follow."""
BATCH: Final = 500
IDLE: Final = 1.0
"""Seconds between two looks when nobody wakes us."""
CAREFUL: Final = 600.0
"""Seconds."""


class Inbox:
    """Stores what is heard by the given accounts, and deals with it."""

    def __init__(
        self, database: Database, messengers: Mapping[int, Messenger], directory: AccountDirectory, clock: Clock
    ) -> None:
        self._database = database
        self._messengers = messengers
        self._directory = directory
        self._clock = clock
        self._woken = asyncio.Event()
        self._last_seen: dict[int, int] = {}
        self._up_to_date: set[int] = set()
        """Accounts of which this process alone hears, and has seen all that is stored."""
        self._heard = 0
        """How much was stored that has to be looked for."""
        self._chats: dict[tuple[int, int], deque[Row]] = {}
        self._begun: dict[tuple[int, int], tuple[str, asyncio.Task[None]]] = {}
        """By chats: the update whose turn began while it was being stored."""
        self._newcomers = Newcomers(database, messengers, clock, self._queue, self._spawn)
        self._admission = Admission(messengers, self._newcomers)
        self._load_shedding = LoadShedding(self._admission, self._close, self._spawn)
        self._backpressure = Backpressure(database, clock)
        self._shaken: set[int] = set()
        """Accounts whose last batch could not be stored: the next is stored alone, lest a turn be what breaks it."""
        self._careful_until = 0.0
        self._suspects = asyncio.Lock()
        """Held by whatever was begun before and not ended."""
        self._starts = Starts(database)
        self._tasks: set[asyncio.Task[None]] = set()
        self._presses = Presses(messengers, self._spawn)
        self.pauses = PAUSES
        self.idle = IDLE

    def serve(self, account: int, *, careful: bool = False) -> None:
        """From now on this process answers for the account, also for what another process left unanswered.

        ``careful``: the process before was killed, perhaps by what comes again now. For a while a turn begins only
        when its update is stored, so that this is known the next time.
        """
        if careful:
            self._careful_until = monotonic() + CAREFUL
        self._last_seen[account] = 0
        self._up_to_date.discard(account)
        self._woken.set()

    def leave(self, account: int) -> None:
        """Another process may answer for the account now."""
        self._last_seen.pop(account, None)
        self._up_to_date.discard(account)
        self._admission.leave(account)
        self._newcomers.leave(account)

    async def hear(self, updates: Sequence[Update]) -> None:
        """Store a batch; when this returns the adapter may confirm it. What cannot be stored is stored as a stub."""
        try:
            await self._hear(updates)
        except Exception as trouble:
            if not is_of_a_value(trouble):
                raise
            for update in updates:
                await self._hear_alone(update)

    async def _hear_alone(self, update: Update) -> None:
        try:
            await self._hear([update])
        except Exception as trouble:
            if not is_of_a_value(trouble):
                raise
            why = type(trouble).__name__  # what it says quotes the person
            log.error("update_unstorable", account=update.account, kind=update.kind, why=why)  # noqa: TRY400 - as above
            async with self._database.writing() as books:
                await books.inbox.store_stub(update.account, update.event_id, at=self._clock.now())

    async def _hear(self, updates: Sequence[Update]) -> None:
        accounts = {update.account for update in updates}
        self._presses.heard(updates)
        decisions: Sequence[Decision] = ()
        try:
            async with self._database.writing(quick=True) as books:
                stored = await books.inbox.store(updates, at=self._clock.now())
                ours = [row for row in stored if row.account_id in self._up_to_date]
                decisions = await self._admission.decide(books, ours, self._clock.now())
                self._begin([one.row for one in decisions if one.verdict == "turn"])
                await asyncio.sleep(0)  # the turns that begin now share our commit
        except BaseException:  # it may be stored all the same: so it is looked for
            for one in decisions:
                self._newcomers.entered(one.row.account_id, one.row.chat)
            lost = {update.event_id for update in updates}
            self._begun = {chat: begun for chat, begun in self._begun.items() if begun[0] not in lost}
            for account in accounts & self._last_seen.keys():
                self.serve(account)
                self._shaken.add(account)
            raise
        self._shaken -= accounts
        decided = {one.row.id: one for one in decisions}
        for row in stored:
            decision = decided.get(row.id)
            if decision is None:  # while it was being stored the account was caught up with: that has not seen it
                self._up_to_date.discard(row.account_id)
            seen = row.account_id not in self._up_to_date or row.id <= self._last_seen[row.account_id]
            if decision is not None and not seen:
                self._last_seen[row.account_id] = row.id
                self._carry_out(decision)  # it need not be looked for
            else:
                self._take_begun(row)  # it is found in the database, as it is then
                self._heard += 1
        self._presses.stop(updates, shed={one.row.update.event_id for one in decisions if one.verdict == "shed"})
        if not accounts <= self._up_to_date:
            self._woken.set()

    def _begin(self, stored: Sequence[Row]) -> None:
        """The turns of chats that are free begin before it is certain that their updates will be stored.

        If they are not, a turn finds nothing to close, or is lost with the same commit: either way it did nothing.
        """
        if monotonic() < self._careful_until:
            return
        sure = self._up_to_date - self._shaken
        for row in stored:
            chat, update = (row.account_id, row.chat), row.update
            free = row.account_id in sure and chat not in self._chats and chat not in self._begun
            free = free and row.behind < HURRIED
            if free and not (isinstance(update, IncomingMessage) and update.files):
                turn = self._spawn(self._handle(row))
                turn.add_done_callback(_retrieve)
                self._begun[chat] = update.event_id, turn

    def _take_begun(self, row: Row) -> asyncio.Task[None] | None:
        event, turn = self._begun.get((row.account_id, row.chat), ("", None))
        if event != row.update.event_id:
            return None
        del self._begun[row.account_id, row.chat]
        return turn

    async def run(self) -> None:
        """Deal with stored updates until cancelled; other processes may store some, too (webhooks)."""
        try:
            while True:
                self._woken.clear()
                try:
                    await self._look()
                except StorageError as trouble:
                    log.error("inbox_waits", why=str(trouble))  # noqa: TRY400 - the operator's affair, not a bug
                with suppress(TimeoutError):  # not wait_for: in Python 3.11 it may swallow that we are cancelled
                    async with asyncio.timeout(self.idle):
                        await self._woken.wait()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._starts.give_back()
            self._chats.clear()
            self._begun.clear()
            for account in self._last_seen:  # if it runs again, it begins with what is stored
                self._newcomers.leave(account)
                self.serve(account)

    async def drain(self) -> None:
        """Wait until everything that is stored has been dealt with (for tests and the playground's clock)."""
        await self._look()
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _look(self) -> None:
        for account in list(self._last_seen):
            rows: Sequence[Row] = ()
            while account in self._last_seen:
                heard = self._heard
                async with self._database.reading() as books:
                    seen = self._last_seen.get(account, 0)  # it may have been left while we waited for a connection
                    rows = await books.inbox.waiting([account], after_id=seen, limit=BATCH)
                    decisions = await self._admission.decide(books, rows, self._clock.now())
                for one in decisions:
                    if one.row.id > self._last_seen.get(account, one.row.id):
                        self._last_seen[account] = one.row.id
                        self._carry_out(one)
                if len(rows) < BATCH:
                    if account in self._last_seen and self._database.exclusive and heard == self._heard:
                        self._up_to_date.add(account)
                    break

    def _carry_out(self, decision: Decision) -> None:
        match decision.verdict:
            case "turn":
                self._queue(decision.row)
            case "waits":
                self._newcomers.wait(decision.row)
            case "told":
                self._load_shedding.tell(decision.row)
            case "shed":
                self._load_shedding.shed(decision.row)

    def _queue(self, row: Row) -> None:
        key = (row.account_id, row.chat)
        queue = self._chats.get(key)
        if queue is None:
            self._chats[key] = queue = deque()
            self._spawn(self._serve(key, queue))
        queue.append(row)

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _serve(self, key: tuple[int, int], queue: deque[Row]) -> None:
        """One chat, one update after the other."""
        asked = False
        while queue:
            try:
                asked = await self._load_shedding.drop_surplus(queue, ask=not asked) or asked
                await self._backpressure.until_heard(queue[0])
                await self._deal(queue[0])
                queue.popleft()
            except StorageError as trouble:  # nothing was written: the same update again, as often as it takes
                log.error("turn_waits", row=queue[0].id, why=str(trouble))  # noqa: TRY400 - as above
                await asyncio.sleep(self.idle)
        del self._chats[key]
        self._newcomers.entered(*key)

    async def _deal(self, row: Row) -> None:
        if row.attempts == 0:
            await self._try(row)
            return
        async with self._suspects:  # one at a time: what kills the process takes no others with it again
            await self._try(row)

    async def _try(self, row: Row) -> None:
        """Its turn, until it is done or given up. A start is counted before the work: it may end the process."""
        starts, counted = self._starts.so_far(row)
        begun = self._take_begun(row)
        while counted or starts < TRIES:
            if not counted and begun is None:
                if (known := await self._starts.count(row)) is None:
                    return
                starts = known
            try:
                await self._turn(row, begun)
            except StorageError:
                if begun is None:
                    self._starts.undone(row, starts)
                raise
            except HeldTheLoop:
                self._starts.ended(row)
                log.exception("turn_broken_off", row=row.id, kind=row.update.kind)
                break
            except Exception:  # one update must not stop the others: this is the edge
                log.exception("happening_failed", row=row.id, kind=row.update.kind, start=starts)
                if begun is not None:
                    if (known := await self._starts.count(row)) is None:
                        return
                    starts = known
                self._starts.ended(row)  # it has ended, as a failure
                if starts < TRIES:
                    await asyncio.sleep(self.pauses[min(starts, len(self.pauses)) - 1])
            else:
                self._starts.ended(row)
                return
            begun, counted = None, False
        log.error("turn_parked", row=row.id, kind=row.update.kind, starts=starts)
        await self._close([row], shared.APOLOGY, shared.MENU_ROWS, park=True)

    async def _turn(self, row: Row, begun: asyncio.Task[None] | None) -> None:
        try:
            async with self._backpressure.place(row):
                await (begun or self._handle(row))
        except TurnRefused as refused:  # it was rolled back; what is said instead is a turn of its own
            await self._answer(row, refused)
        finally:
            self._presses.say(row.update)

    async def _handle(self, row: Row) -> None:
        with errand(f"turn {row.id}, {row.update.kind}"):
            update, plan_read = row.update, None
            if isinstance(update, IncomingMessage) and update.files:
                pictures, sheet = await self._files(update)
                update = replace(update, pictures=pictures, sheet=sheet)
            for _ in range(READINGS):
                try:
                    await self._dispatch(row, update, plan_read)
                except PicturesNotFetched:
                    assert isinstance(update, IncomingMessage), "only people send pictures"
                    update = await words_with_pictures(update, self._files(update, "photos"))
                except PlanNotRead as wanted:
                    assert isinstance(update, IncomingMessage), "only people send plans"
                    plan_read = await read_plan_for(update, wanted, now=self._clock.now())
                else:
                    return
            raise RuntimeError("whoever reads the plan changes all the time")

    async def _files(self, heard: IncomingMessage, only: Literal["photos"] | None = None) -> Files:
        async with self._database.reading() as books:
            wanted = only or await dispatcher.awaited(books, heard)
        messenger, now, raised = self._messengers[heard.account], self._clock.now(), self._directory.quotas
        return await fetch_files(heard, wanted, messenger, self._database, now=now, pause=self.pauses[0], raised=raised)

    async def _dispatch(self, row: Row, update: Update, plan_read: PlanRead | None) -> None:
        """The turn's one transaction."""
        given: dict[str, PlanRead] = {} if plan_read is None else {"plan_read": plan_read}
        async with self._database.writing(quick=True) as books:
            if not await books.inbox.done(row.update):
                return  # somebody else has dealt with it, or it could not be stored and comes again
            now, behind = self._clock.now(), row.behind
            note = await dispatcher.dispatch(books, update, directory=self._directory, now=now, behind=behind, **given)
        self._presses.say(update, note)

    async def _answer(self, row: Row, refused: TurnRefused) -> None:
        """Say something in the place of the turn, which was rolled back."""
        update, now = row.update, self._clock.now()
        async with self._database.writing() as books:
            if await books.inbox.done(update) and isinstance(update, IncomingMessage):
                await self._say(books, row, refused.text, refused.rows)
                if isinstance(refused, Forbidden):
                    person = await books.people.by_external(update.account, update.user)
                    whom = person.id if person is not None else None
                    await books.audit.note("refused", refused.what, whom=whom, at=now)

    async def _say(self, books: Books, row: Row, text: Say, rows: Rows) -> None:
        if isinstance(heard := row.update, IncomingMessage):
            now, directory = self._clock.now(), self._directory
            await dispatcher.answer(books, heard, text, rows, directory=directory, now=now, behind=row.behind)

    async def _close(self, given_up: Sequence[Row], text: Say | None, rows: Rows = (), *, park: bool = False) -> None:
        """These are not dealt with any more, and their sender is told; they are not told if even that fails."""
        for telling in (True, False):
            try:
                async with self._database.writing() as books:
                    close = books.inbox.park if park else books.inbox.done
                    closed = [await close(row.update) for row in given_up]
                    if telling and text and any(closed):
                        await self._say(books, given_up[0], text, rows)
                    await books.inbox.forget_strangers([row.update for row in given_up])
            except StorageError:
                raise
            except Exception:  # the same edge
                log.exception("answer_failed", row=given_up[0].id)
            else:
                return


def _retrieve(turn: asyncio.Task[None]) -> None:
    """Whoever waits for it hears of its failure; if its update was not stored, nobody does, and nobody need."""
    if not turn.cancelled():
        turn.exception()
