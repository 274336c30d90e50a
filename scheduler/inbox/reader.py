"""The inbox: updates are stored before they are confirmed, then dealt with, each once, in order within a chat."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import structlog

from handlers import dispatcher
from handlers.texts.plan import files
from handlers.texts.turn import shared
from handlers.turn.context import Forbidden, TurnRefused
from scheduler.inbox.pictures import BadPicture, TooLarge, fetch_pictures
from scheduler.inbox.sheets.download import fetch_sheet
from scheduler.inbox.sheets.parsing import BadSheet
from storage.sql.errors import StorageError
from talk.messenger import Impossible, Later, Uncertain, Undelivered
from talk.updates import IncomingMessage

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence

    from handlers.turn.accounts import AccountDirectory
    from scheduler.clock import Clock
    from storage.database import Database
    from storage.messaging.inbox import Row
    from talk.messenger import Messenger
    from talk.prompt import Rows
    from talk.rich import Say
    from talk.updates import GroupChanged, PictureId, ReachabilityChanged, Sheet

log = structlog.get_logger()

TRIES: Final = 3
"""How often an update is tried before it is parked with an apology."""
PAUSES: Final = (1.0, 5.0)
"""Seconds between the tries; the last one also between those that follow."""
BATCH: Final = 500
IDLE: Final = 1.0
"""Seconds between two looks when nobody wakes us."""
BACKLOG: Final = 30
"""A person whose unheard messages are more than that is asked to wait; the surplus is not dealt with."""
FETCHES: Final = 3
"""How often a picture is fetched before its sender is asked to send it again."""


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
        self._shaken: set[int] = set()
        """Accounts whose last batch could not be stored: the next is stored alone, lest a turn be what breaks it."""
        self._tasks: set[asyncio.Task[None]] = set()
        self.pauses = PAUSES
        self.idle = IDLE

    def serve(self, account: int) -> None:
        """From now on this process answers for the account, also for what another process left unanswered."""
        self._last_seen[account] = 0
        self._up_to_date.discard(account)
        self._woken.set()

    def leave(self, account: int) -> None:
        """Another process may answer for the account now."""
        self._last_seen.pop(account, None)
        self._up_to_date.discard(account)

    async def hear(self, updates: Sequence[IncomingMessage | GroupChanged | ReachabilityChanged]) -> None:
        """Store a batch; when this returns the adapter may confirm it."""
        accounts = {update.account for update in updates}
        try:
            async with self._database.writing(quick=True) as books:
                stored = await books.inbox.store(updates, at=self._clock.now())
                self._begin(stored)
                await asyncio.sleep(0)  # the turns that begin now share our commit
        except BaseException:  # it may be stored all the same: so it is looked for
            lost = {update.event_id for update in updates}
            self._begun = {chat: begun for chat, begun in self._begun.items() if begun[0] not in lost}
            for account in accounts & self._last_seen.keys():
                self.serve(account)
                self._shaken.add(account)
            raise
        self._shaken -= accounts
        for row in stored:
            if row.account_id in self._up_to_date and row.id > self._last_seen[row.account_id]:
                self._last_seen[row.account_id] = row.id
                self._queue(row)  # it need not be looked for
            else:
                self._take_begun(row)  # it is found in the database, as it is then
                self._heard += 1
        for update in updates:
            if isinstance(update, IncomingMessage) and update.press_id:
                self._spawn(self._messengers[update.account].answer_press(update.press_id))
        if not accounts <= self._up_to_date:
            self._woken.set()

    def _begin(self, stored: Sequence[Row]) -> None:
        """The turns of chats that are free begin before it is certain that their updates will be stored.

        If they are not, a turn finds nothing to close, or is lost with the same commit: either way it did nothing.
        """
        sure = self._up_to_date - self._shaken
        for row in stored:
            chat, update = (row.account_id, row.chat), row.update
            free = row.account_id in sure and chat not in self._chats and chat not in self._begun
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
                for row in rows:
                    if row.id > self._last_seen.get(account, row.id):
                        self._last_seen[account] = row.id
                        self._queue(row)
                if len(rows) < BATCH:
                    if account in self._last_seen and self._database.exclusive and heard == self._heard:
                        self._up_to_date.add(account)
                    break

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
                if len(queue) > BACKLOG:
                    asked = await self._drop_surplus(queue, ask=not asked) or asked
                await self._deal(queue[0])
                queue.popleft()
            except StorageError as trouble:  # nothing was written: the same update again, as often as it takes
                log.error("turn_waits", row=queue[0].id, why=str(trouble))  # noqa: TRY400 - as above
                await asyncio.sleep(self.idle)
        del self._chats[key]

    async def _drop_surplus(self, queue: deque[Row], *, ask: bool) -> bool:
        """A person's newest messages beyond the backlog are let go; they are asked to wait, once in a flood.

        What happened to a group or to our reach is never let go. Whether there was any surplus.
        """
        surplus = [row for row in list(queue)[BACKLOG:] if isinstance(row.update, IncomingMessage)]
        if not surplus:
            return False
        await self._close(surplus, shared.TOO_FAST if ask else None)
        dropped = {row.id for row in surplus}
        kept = [row for row in queue if row.id not in dropped]
        queue.clear()
        queue.extend(kept)
        log.warning("surplus_dropped", chat_rows=len(dropped), account=kept[0].account_id)
        return True

    async def _deal(self, row: Row) -> None:
        attempts = row.attempts
        while attempts < TRIES:
            try:
                await self._try(row)
            except StorageError:
                raise
            except Exception:  # one update must not stop the others: this is the edge
                log.exception("happening_failed", row=row.id, kind=row.update.kind, attempt=attempts + 1)
                async with self._database.writing() as books:
                    failed = await books.inbox.fail(row.update)
                if failed is None:
                    return
                attempts = failed
                if attempts < TRIES:
                    await asyncio.sleep(self.pauses[min(attempts, len(self.pauses)) - 1])
            else:
                return
        await self._close([row], shared.APOLOGY, shared.MENU_ROWS, park=True)

    async def _try(self, row: Row) -> None:
        try:
            await (self._take_begun(row) or self._handle(row))
        except TurnRefused as refused:  # it was rolled back; what is said instead is a turn of its own
            await self._answer(row, refused)

    async def _handle(self, row: Row) -> None:
        update = row.update
        if isinstance(update, IncomingMessage) and update.files:
            pictures, sheet = await self._files(update)
            update = replace(update, pictures=pictures, sheet=sheet)
        async with self._database.writing(quick=True) as books:
            if not await books.inbox.done(row.update):
                return  # somebody else has dealt with it, or it could not be stored and comes again
            await dispatcher.dispatch(books, update, directory=self._directory, now=self._clock.now())

    async def _files(self, heard: IncomingMessage) -> tuple[tuple[PictureId, ...], Sheet | None]:
        """What was sent, fetched; nothing of somebody who was not asked anything. Raises TurnRefused."""
        async with self._database.reading() as books:
            if not await dispatcher.knows(books, heard):
                return (), None
            wanted = await dispatcher.waits_for_sheet(books, heard)
        not_fetched = files.NOT_FETCHED if wanted else shared.PICTURE_NOT_FETCHED
        refused = files.REFUSED if wanted else shared.PICTURE_REFUSED
        messenger = self._messengers[heard.account]
        for attempt in range(1, FETCHES + 1):
            try:
                if wanted:
                    return (), await fetch_sheet(heard, messenger)
                return await fetch_pictures(heard, messenger, self._database, now=self._clock.now()), None
            except TooLarge as error:
                raise TurnRefused(shared.PICTURE_TOO_LARGE) from error
            except BadPicture as error:
                raise TurnRefused(shared.PICTURE_FAILED) from error
            except BadSheet as error:
                raise TurnRefused(files.TROUBLES[error.why]) from error
            except (Later, Uncertain) as error:
                if attempt == FETCHES:
                    raise TurnRefused(not_fetched) from error
                await asyncio.sleep(self.pauses[0])
            except Impossible as error:
                raise TurnRefused(refused) from error
            except Undelivered as error:
                raise TurnRefused(not_fetched) from error
        raise AssertionError("every way out of the loop is inside it")

    async def _answer(self, row: Row, refused: TurnRefused) -> None:
        """Say something in the place of the turn, which was rolled back."""
        update, now = row.update, self._clock.now()
        async with self._database.writing() as books:
            if await books.inbox.done(update) and isinstance(update, IncomingMessage):
                await dispatcher.answer(books, update, refused.text, refused.rows, directory=self._directory, now=now)
                if isinstance(refused, Forbidden):
                    person = await books.people.by_external(update.account, update.user)
                    whom = person.id if person is not None else None
                    await books.audit.note("refused", refused.what, whom=whom, at=now)

    async def _close(self, given_up: Sequence[Row], text: Say | None, rows: Rows = (), *, park: bool = False) -> None:
        """These are not dealt with any more, and their sender is told; they are not told if even that fails."""
        for telling in (True, False):
            try:
                async with self._database.writing() as books:
                    close = books.inbox.park if park else books.inbox.done
                    closed = [await close(row.update) for row in given_up]
                    heard = given_up[0].update
                    if telling and text and any(closed) and isinstance(heard, IncomingMessage):
                        await dispatcher.answer(
                            books, heard, text, rows, directory=self._directory, now=self._clock.now()
                        )
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
