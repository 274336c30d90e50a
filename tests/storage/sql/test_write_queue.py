"""The writer of SQLite: those who hurry share a commit, and nobody pays for a neighbour."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.sql.errors import StorageError, Unavailable
from storage.sql.sqlite import READERS
from storage.sql.sqlite_connection import WritingConnection

ROOT = Path(__file__).parent.parent.parent


class Change(Exception):
    """Somebody changed their mind."""


class Commits:
    """Counts what is committed, and can be told to fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self.levels: list[int] = []
        """Of each commit: 2 waits for the disk, 1 does not."""
        self.fails: sqlite3.Error | None = None
        self.begun = asyncio.Event()
        self.held = asyncio.Event()
        self.held.set()
        hop = WritingConnection.hop

        async def counted(driver: WritingConnection, work: object, *given: object) -> object:
            if given == ("COMMIT",):
                self.count += 1
                self.levels.append(driver.raw.execute("PRAGMA synchronous").fetchone()[0])
                self.begun.set()
                await self.held.wait()
                if self.fails is not None:
                    raise self.fails
            return await hop(driver, work, *given)  # type: ignore[arg-type]  # passed on as it came

        monkeypatch.setattr(WritingConnection, "hop", counted)


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(sqlite_url)
    yield opened
    await opened.close()


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> Commits:
    return Commits(monkeypatch)


async def write(database: Database, name: str, *, quick: bool = True, lasting: bool = True) -> None:
    async with database.writing(quick=quick, lasting=lasting) as books:
        await books.settings.set(name, name)


async def written(database: Database) -> set[str]:
    async with database.reading() as books:
        rows = await books.connection.execute(sa.text("SELECT name FROM settings"))
        return set(rows.scalars())


async def test_those_who_hurry_share_a_commit(database: Database, commits: Commits) -> None:
    await asyncio.gather(*(write(database, str(number)) for number in range(20)))

    assert commits.count < 10
    assert await written(database) == {str(number) for number in range(20)}


async def test_what_need_not_last_waits_for_no_disk_and_what_must_never_shares_its_commit(
    database: Database, commits: Commits
) -> None:
    """But it shares that of what must."""
    await write(database, "told", lasting=False)
    assert commits.levels == [1]

    await asyncio.gather(*(write(database, name, lasting=name != "told") for name in ("told", "heard", "told", "turn")))
    assert commits.levels[1:] == [1, 2]
    assert await written(database) == {"told", "heard", "turn"}


async def test_nobody_is_told_that_it_is_written_before_it_is(database: Database, commits: Commits) -> None:
    commits.held.clear()
    turns = [asyncio.create_task(write(database, name)) for name in "ab"]
    done, _ = await asyncio.wait(turns, timeout=0.05)
    assert done == set()
    assert await written(database) == set()
    commits.held.set()
    await asyncio.gather(*turns)

    assert await written(database) == {"a", "b"}


async def test_who_changes_their_mind_undoes_only_their_own(database: Database) -> None:
    async def change_my_mind() -> None:
        async with database.writing(quick=True) as books:
            await books.settings.set("mine", 1)
            raise Change

    outcomes = await asyncio.gather(
        write(database, "a"), change_my_mind(), write(database, "b"), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes] == [type(None), Change, type(None)]
    assert await written(database) == {"a", "b"}


async def test_a_commit_that_fails_fails_for_all_and_the_next_one_works(database: Database, commits: Commits) -> None:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    commits.fails = error
    outcomes = await asyncio.gather(*(write(database, name) for name in "abc"), return_exceptions=True)
    assert [isinstance(outcome, Unavailable) for outcome in outcomes] == [True] * 3
    assert len({id(outcome) for outcome in outcomes}) == 3
    commits.fails = None
    await write(database, "d")

    assert await written(database) == {"d"}


async def test_a_bug_in_a_commit_is_not_taken_for_trouble(database: Database, commits: Commits) -> None:
    commits.fails = sqlite3.OperationalError("our own mistake")
    with pytest.raises(sqlite3.OperationalError, match="our own mistake"):
        await write(database, "a")


async def test_when_sqlite_gives_up_the_whole_transaction_all_are_told(database: Database) -> None:
    async def break_off() -> None:
        async with database.writing(quick=True) as books:
            await books.connection.exec_driver_sql("ROLLBACK")  # as a full disk may do

    outcomes = await asyncio.gather(write(database, "a"), break_off(), write(database, "b"), return_exceptions=True)

    kept = {name for name, outcome in zip("a-b", outcomes, strict=True) if outcome is None}
    assert isinstance(outcomes[1], StorageError)
    assert await written(database) == kept


async def test_a_full_disk_in_a_shared_transaction_heals(database: Database) -> None:
    async with database.writing() as books:
        pages = (await books.connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await books.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    async def fill() -> None:
        async with database.writing(quick=True) as books:
            await books.settings.set("long", "ё" * 100_000)

    outcomes = await asyncio.gather(write(database, "a"), fill(), write(database, "b"), return_exceptions=True)
    assert isinstance(outcomes[1], Unavailable)
    kept = {name for name, outcome in zip("a-b", outcomes, strict=True) if outcome is None}
    assert await written(database) == kept
    async with database.writing() as books:
        await books.connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    await fill()

    assert "long" in await written(database)


async def test_who_is_cancelled_while_waiting_leaves_the_queue(database: Database) -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def dawdle() -> None:
        async with database.writing() as books:
            inside.set()
            await go_on.wait()
            await books.settings.set("slow", 1)

    first = asyncio.create_task(dawdle())
    await inside.wait()
    waiting = [asyncio.create_task(write(database, name)) for name in "abc"]
    await asyncio.sleep(0)
    waiting[1].cancel()
    go_on.set()
    outcomes = await asyncio.gather(first, *waiting, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [type(None), type(None), asyncio.CancelledError, type(None)]
    assert await written(database) == {"slow", "a", "c"}


async def test_who_is_cancelled_in_the_middle_is_undone_alone(database: Database) -> None:
    inside = asyncio.Event()

    async def dawdle() -> None:
        async with database.writing(quick=True) as books:
            await books.settings.set("mine", 1)
            inside.set()
            await asyncio.Event().wait()

    dawdling = asyncio.create_task(dawdle())
    await inside.wait()
    waiting = [asyncio.create_task(write(database, name)) for name in "ab"]
    await asyncio.sleep(0)
    dawdling.cancel()
    await asyncio.gather(dawdling, *waiting, return_exceptions=True)

    assert await written(database) == {"a", "b"}


async def test_a_cancellation_during_a_statement_waits_for_its_end(database: Database) -> None:
    """Else the thread would still work on the connection that others get next."""

    async def count() -> None:
        async with database.writing() as books:
            await books.settings.set("mine", 1)
            endless = (
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) SELECT sum(i) FROM n"
            )
            await books.connection.exec_driver_sql(endless)
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    await asyncio.sleep(0.02)
    counting.cancel()
    outcomes = await asyncio.gather(counting, write(database, "a"), return_exceptions=True)

    assert isinstance(outcomes[0], asyncio.CancelledError)
    assert await written(database) == {"a"}


async def test_readers_who_are_cancelled_during_a_statement_take_no_connection_along(
    database: Database, sqlite_url: str
) -> None:
    """A reader's connection goes with them; the next one is given another, and the file is not held open behind."""
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) SELECT sum(i) FROM n"

    async def look() -> None:
        async with database.reading() as books:
            await books.settings.get("a")
            await books.connection.exec_driver_sql(endless)

    for _ in range(2 * READERS):
        looking = asyncio.create_task(look())
        await asyncio.sleep(0.02)
        looking.cancel()
        outcome = (await asyncio.gather(looking, return_exceptions=True))[0]
        assert isinstance(outcome, asyncio.CancelledError)
    await write(database, "a")

    assert [await written(database) for _ in range(2 * READERS)] == [{"a"}] * 2 * READERS
    with closing(sqlite3.connect(sa.make_url(sqlite_url).database or "")) as other:
        busy, _, _ = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert busy == 0, "no old look keeps the log from being emptied"


async def test_who_is_cancelled_at_the_commit_takes_nobody_along(database: Database, commits: Commits) -> None:
    commits.held.clear()
    turns = [asyncio.create_task(write(database, name)) for name in "abc"]
    await commits.begun.wait()
    turns[0].cancel()
    await asyncio.sleep(0)
    commits.held.set()
    outcomes = await asyncio.gather(*turns, return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [asyncio.CancelledError, type(None), type(None)]
    assert await written(database) >= {"b", "c"}


async def test_who_takes_long_shares_with_nobody_and_everybody_has_their_turn(database: Database) -> None:
    order: list[str] = []

    async def turn(name: str, *, quick: bool) -> None:
        async with database.writing(quick=quick) as books:
            order.append(name)
            await books.settings.set(name, name)

    await asyncio.gather(*(turn(str(number), quick=number % 3 != 0) for number in range(30)))

    assert order == [str(number) for number in range(30)]


async def test_listeners_are_woken_after_the_shared_commit(database: Database, commits: Commits) -> None:
    woken: list[int] = []
    database.on_wake("outbox", lambda: woken.append(commits.count))

    async def turn() -> None:
        async with database.writing(quick=True) as books:
            books.wake("outbox")
            await books.settings.set("a", 1)

    await asyncio.gather(*(turn() for _ in range(5)))

    assert woken == list(range(1, commits.count + 1))


KILLED = """
import asyncio, sys
from storage.database import Database

async def main():
    database = await Database.open(sys.argv[1])
    async def turns(person):
        for turn in range(100000):
            async with database.writing(quick=True) as books:
                await books.settings.set(f"{person}", turn)
                await books.settings.set(f"{person}-again", turn)
            print(person, turn, flush=True)
    await asyncio.gather(*(turns(person) for person in range(8)))

asyncio.run(main())
"""


async def test_kill_9_loses_nothing_that_was_said_to_be_written(sqlite_url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, sqlite_url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    lines = [await process.stdout.readline() for _ in range(200)]
    os.kill(process.pid, signal.SIGKILL)
    lines += (await process.stdout.read()).splitlines()
    await process.wait()
    said: dict[str, int] = {}
    for line in lines:
        if len(words := line.split()) == 2:
            said[words[0].decode()] = int(words[1])

    with closing(sqlite3.connect(sa.make_url(sqlite_url).database or "")) as connection:
        kept = {name: int(value) for name, value in connection.execute("SELECT name, value FROM settings")}
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert said
    for person, turn in said.items():
        assert kept[person] >= turn
        assert kept[person] == kept[f"{person}-again"], "half a turn"


async def test_a_disk_that_fails_even_at_the_end_keeps_nobody_from_starting_anew(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = await Database.open(sqlite_url)
    async with database.writing(quick=True) as books:
        await books.settings.set("word", "said")

    async def fails(_: WritingConnection) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as disk:
        disk.setattr(WritingConnection, "rollback", fails)
        await database.close()

    again = await Database.open(sqlite_url)
    async with again.reading() as books:
        assert await books.settings.get("word") == "said"
    await again.close()
