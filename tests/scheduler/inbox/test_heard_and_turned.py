"""A update and its turn share a commit on SQLite; whatever becomes of it, each is dealt with once, in order."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from handlers import dispatcher
from storage.sql import write_queue
from storage.sql.errors import Unavailable
from storage.sql.sqlite_connection import WritingConnection, writing_connection
from tests.scheduler.conftest import Receiver, heard, states, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.books import Books
    from talk.updates import IncomingMessage
    from tests.people import Town


def out_of_order(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("the disk is out of order")
    error.sqlite_errorcode = code
    return error


class Disk:
    """Counts commits; the first ones fail or wait if it is told so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.commits = 0
        self.failures = 0
        self.under_way, self.go_on = asyncio.Event(), asyncio.Event()
        self.go_on.set()
        hop = WritingConnection.hop

        async def counted(driver: WritingConnection, work: Callable[..., Any], /, *given: Any) -> Any:
            if given == ("COMMIT",):
                self.commits += 1
                self.under_way.set()
                await self.go_on.wait()
                if self.failures:
                    self.failures -= 1
                    raise out_of_order(sqlite3.SQLITE_IOERR)
            return await hop(driver, work, *given)

        monkeypatch.setattr(WritingConnection, "hop", counted)
        # What begins in time shares a commit; how long these few bodies take says more of the machine than of us.
        monkeypatch.setattr(write_queue, "LONGEST", 60.0)


@pytest.fixture
async def ready(sqlite_town: Town) -> Town:
    """Nothing has to be looked for."""
    await sqlite_town.drain()
    return sqlite_town


@pytest.fixture
def disk(ready: Town, monkeypatch: pytest.MonkeyPatch) -> Disk:
    del ready
    return Disk(monkeypatch)


async def test_nobody_waits_twice_for_the_disk_before_they_are_answered(ready: Town, disk: Disk) -> None:
    await ready.inbox.hear([heard(ready, "1", chat=5)])

    assert disk.commits == 1
    assert await states(ready) == ["done"]


async def test_a_turn_whose_update_could_not_be_stored_does_nothing(ready: Town, disk: Disk) -> None:
    """The numbers of rows that were not committed are given to others."""
    maria, olga = ready.person(id=5), ready.person(id=6)
    disk.failures = 1
    with pytest.raises(Unavailable):
        await ready.inbox.hear([heard(ready, "1", chat=maria.id)])
    await ready.inbox.hear([heard(ready, "2", chat=olga.id)])
    await ready.inbox.hear([heard(ready, "1", chat=maria.id)])
    await ready.drain()

    assert await states(ready) == ["done", "done"]
    assert [len(person.heard) for person in (maria, olga)] == [1, 1]


async def test_what_was_brought_again_after_a_failed_commit_is_no_flood(
    ready: Town, disk: Disk, receiver: Receiver
) -> None:
    batch = [heard(ready, str(number), text=f"t{number}") for number in range(20)]
    disk.failures = 1
    with pytest.raises(Unavailable):
        await ready.inbox.hear(batch)
    await ready.inbox.hear(batch)
    await ready.drain()

    assert receiver.heard[1:] == [f"t{number}" for number in range(20)], "the first one began with what was lost"


async def test_a_flood_that_could_not_be_stored_is_not_answered(ready: Town, disk: Disk) -> None:
    maria = ready.person(id=5)
    disk.failures = 1
    with pytest.raises(Unavailable):
        await ready.inbox.hear([heard(ready, str(number), chat=maria.id) for number in range(40)])
    await ready.drain()

    assert maria.heard == []


async def test_the_next_batch_keeps_its_order_when_one_is_lost(ready: Town, disk: Disk, receiver: Receiver) -> None:
    disk.failures, together = 1, [heard(ready, name, text=name) for name in ("first", "second")]
    disk.go_on.clear()
    lost = asyncio.create_task(ready.inbox.hear([heard(ready, "lost", chat=9, text="lost")]))
    await disk.under_way.wait()
    kept = asyncio.create_task(ready.inbox.hear(together))
    await asyncio.sleep(0)
    disk.go_on.set()
    outcomes = await asyncio.gather(lost, kept, return_exceptions=True)
    await ready.drain()

    assert [type(outcome) for outcome in outcomes] != [type(None), type(None)]
    assert [text for text in receiver.heard if text != "lost"] == ["first", "second"]


async def test_what_is_stored_while_somebody_looks_is_not_overlooked(sqlite_town: Town, disk_of_all: Disk) -> None:
    """The look sees nothing of what is not committed, and must not think that it has seen everything."""
    town, disk = sqlite_town, disk_of_all
    disk.go_on.clear()
    running = asyncio.create_task(town.inbox.run())
    first = asyncio.create_task(town.inbox.hear([heard(town, "1", chat=5)]))
    await disk.under_way.wait()
    second = asyncio.create_task(town.inbox.hear([heard(town, "2", chat=6)]))
    while not town.inbox._up_to_date:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.001)
    disk.go_on.set()
    await asyncio.gather(first, second)
    await until(town, lambda now: now == ["done", "done"])
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
def disk_of_all(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


async def test_a_turn_that_breaks_the_transaction_keeps_nobody_from_being_heard(
    ready: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk SQLite may undo everything; the batch comes again, and is stored without its turns."""

    async def receive(books: Books, update: IncomingMessage, **_: object) -> None:
        if update.text == "heavy":
            driver = writing_connection(books.connection)
            assert driver is not None
            driver.raw.execute("ROLLBACK")
            raise out_of_order(sqlite3.SQLITE_FULL)

    monkeypatch.setattr(dispatcher, "dispatch", receive)
    ready.inbox.idle = 0.001
    running = asyncio.create_task(ready.inbox.run())
    batch = [heard(ready, "1", chat=5, text="heavy"), heard(ready, "2", chat=6, text="light")]
    with pytest.raises(Unavailable):
        await ready.inbox.hear(batch)
    while not ready.inbox._up_to_date:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.001)
    await ready.inbox.hear(batch)
    await until(ready, lambda now: now == ["new", "done"])
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
