"""The database: transactions, their queue, and how it says that it cannot."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest
import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.sql.errors import AlreadyRunning, Collided, StorageError, Unavailable, translated
from tests.databases import Server

MOMENT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


LONG_STATEMENT = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 2000000) SELECT count(*) FROM n"
)
"""Some tenths of a second."""


class Change(Exception):
    """Somebody changed their mind."""


async def test_what_was_written_is_read(database: Database) -> None:
    async with database.writing() as books:
        await books.settings.set("motto", {"text": "Вместе"})

    async with database.reading() as books:
        assert await books.settings.get("motto") == {"text": "Вместе"}


async def test_an_exception_undoes_the_transaction(database: Database) -> None:
    async def change_my_mind() -> None:
        async with database.writing() as books:
            await books.settings.set("motto", "Вместе")
            raise Change

    with pytest.raises(Change):
        await change_my_mind()

    async with database.reading() as books:
        assert await books.settings.get("motto") is None


async def test_a_cancelled_turn_is_undone_and_frees_the_queue(database: Database) -> None:
    begun = asyncio.Event()

    async def dawdle() -> None:
        async with database.writing() as books:
            await books.settings.set("motto", "Вместе")
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(dawdle())
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    async with database.writing() as books:
        assert await books.settings.get("motto") is None


async def test_nothing_runs_on_behind_a_database_that_is_closed(sqlite_url: str) -> None:
    """A reader that was cut off is still in its statement, in a thread: that would answer a loop that is gone."""
    before = set(threading.enumerate())
    database = await Database.open(sqlite_url)
    begun = asyncio.Event()

    async def read() -> None:
        async with database.reading() as books:
            begun.set()
            await books.connection.execute(sa.text(LONG_STATEMENT))

    task = asyncio.create_task(read())
    await begun.wait()
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await database.close()
    assert [thread.name for thread in set(threading.enumerate()) - before if "connection_worker" in thread.name] == []


async def test_reading_changes_nothing(database: Database) -> None:
    with pytest.raises((StorageError, exc.DBAPIError)):
        async with database.reading() as books:
            await books.settings.set("motto", "Вместе")

    async with database.reading() as books:
        assert await books.settings.get("motto") is None


async def test_a_reader_sees_one_moment(database: Database) -> None:
    async with database.reading() as reader:
        assert await reader.settings.get("motto") is None
        async with database.writing() as writer:
            await writer.settings.set("motto", "Вместе")

        assert await reader.settings.get("motto") is None


async def test_readers_do_not_wait_for_the_writer(database: Database) -> None:
    async with database.writing() as writer:
        await writer.settings.set("motto", "Вместе")
        async with database.reading() as reader:
            assert await reader.settings.get("motto") is None


async def test_writers_take_turns_first_come_first_served(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)
    order: list[int] = []

    async def write(number: int) -> None:
        async with database.writing() as books:
            order.append(number)
            await books.settings.set("last", number)

    await asyncio.gather(*(write(number) for number in range(50)))
    await database.close()

    assert order == list(range(50))


async def test_counting_at_once_loses_no_count(database: Database) -> None:
    async with database.writing() as books:
        account = await books.accounts.ensure("telegram", 1, at=MOMENT)
        person = await books.people.meet(account.id, 5, 5, at=MOMENT)

    async def turn() -> int:
        async with database.writing() as books:
            await books.lock_person(person.id)
            return await books.people.next_turn(person.id)

    turns = await asyncio.gather(*(turn() for _ in range(20)))

    assert sorted(turns) == list(range(1, 21))


async def test_a_locked_person_has_one_turn_at_a_time(database: Database) -> None:
    async with database.writing() as books:
        account = await books.accounts.ensure("telegram", 1, at=MOMENT)
        person = await books.people.meet(account.id, 5, 5, at=MOMENT)
    under_way = 0

    async def turn() -> None:
        nonlocal under_way
        async with database.writing() as books:
            await books.lock_person(person.id)
            under_way += 1
            assert under_way == 1
            await books.people.get(person.id)
            under_way -= 1

    await asyncio.gather(*(turn() for _ in range(10)))


async def test_listeners_are_woken_after_the_commit_once(database: Database) -> None:
    woken: list[str] = []
    database.on_wake("outbox", lambda: woken.append("outbox"))
    database.on_wake("inbox", lambda: woken.append("inbox"))

    async with database.writing() as books:
        books.wake("outbox")
        books.wake("outbox")
        assert woken == []

    assert woken == ["outbox"]


async def test_nobody_is_woken_by_what_was_undone(database: Database) -> None:
    woken: list[str] = []
    database.on_wake("outbox", lambda: woken.append("outbox"))

    async def change_my_mind() -> None:
        async with database.writing() as books:
            books.wake("outbox")
            raise Change

    with pytest.raises(Change):
        await change_my_mind()

    assert woken == []


async def test_a_transaction_within_a_transaction_is_a_bug_that_says_so(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)
    with pytest.raises(RuntimeError, match="within a transaction"):
        async with database.writing(), database.writing():
            pass
    async with database.writing() as books:
        await books.settings.set("still", "works")
    await database.close()


async def test_a_second_program_on_the_same_file_refuses(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)
    try:
        with pytest.raises(AlreadyRunning, match="Stop it first"):
            await Database.open(sqlite_url)
    finally:
        await database.close()

    again = await Database.open(sqlite_url)
    await again.close()


async def test_a_command_may_look_while_the_program_runs(database: Database, database_url: str) -> None:
    async with database.writing() as books:
        await books.settings.set("motto", "Вместе")

    beside = await Database.open(database_url, alone=False)
    async with beside.reading() as books:
        assert await books.settings.get("motto") == "Вместе"
    with pytest.raises(RuntimeError, match="reading only"):
        async with beside.writing():
            pass
    await beside.close()


async def test_looking_makes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "none.db"

    with pytest.raises(Unavailable):
        await Database.open(f"sqlite+aiosqlite:///{path}", alone=False)

    assert [name for name in (path, Path(f"{path}.lock")) if name.exists()] == []


async def test_sqlite_is_set_up_so_that_nothing_is_lost(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)

    async def pragmas(connection: AsyncConnection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "query_only")
        return [(await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one() for name in names]

    async with database.writing() as books:
        assert await pragmas(books.connection) == ["wal", 2, 1, 0]
    async with database.reading() as books:
        assert (await pragmas(books.connection))[3] == 1
    await database.close()


async def test_a_file_locked_by_somebody_else_is_unavailable(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url, patience=0.05)
    with closing(sqlite3.connect(sa.make_url(sqlite_url).database or "")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="locked"):
            async with database.writing() as books:
                await books.settings.set("motto", "Вместе")
        other.rollback()

    async with database.writing() as books:
        await books.settings.set("motto", "Вместе")
    await database.close()


async def test_a_full_disk_is_unavailable_and_heals(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)
    async with database.writing() as books:
        pages = (await books.connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await books.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Unavailable, match="disk is full"):
        async with database.writing() as books:
            await books.settings.set("long", "ё" * 100_000)
    async with database.writing() as books:
        await books.connection.exec_driver_sql("PRAGMA max_page_count = 1000000")

    async with database.writing() as books:
        await books.settings.set("long", "ё" * 100_000)
    await database.close()


async def test_what_is_no_database_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Дорогие коллеги! " * 100)

    with pytest.raises(Unavailable, match="not a database"):
        await Database.open(f"sqlite+aiosqlite:///{path}")
    with pytest.raises(Unavailable):
        await Database.open(f"sqlite+aiosqlite:///{tmp_path}/no/such/folder.db")


async def test_only_two_kinds_of_database_are_known() -> None:
    for url in ("mysql+aiomysql://localhost/tezki", "sqlite:///tezki.db", "sqlite+aiosqlite://"):
        with pytest.raises(ValueError, match=r"tezki|TEZKI"):
            await Database.open(url)


async def test_a_server_that_does_not_answer_is_unavailable(postgresql_server: Server) -> None:
    with pytest.raises(Unavailable):
        await Database.open("postgresql+asyncpg://tezki@127.0.0.1:1/tezki")
    with pytest.raises(Unavailable, match="3D000"):
        await Database.open(postgresql_server.url("nothing_there"))


async def test_a_cut_connection_is_unavailable_and_replaced(postgresql_url: str, postgresql_server: Server) -> None:
    database = await Database.open(postgresql_url)
    name = sa.make_url(postgresql_url).database
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 - our own name

    async def be_cut_off() -> None:
        async with database.writing() as books:
            await books.settings.set("motto", "Вместе")
            postgresql_server.sql(cut)
            await books.settings.set("motto", "Врозь")

    with pytest.raises(Unavailable):
        await be_cut_off()

    async with database.writing() as books:
        assert await books.settings.get("motto") is None
    await database.close()


async def test_a_deadlock_asks_to_try_again(postgresql_url: str) -> None:
    database = await Database.open(postgresql_url)
    async with database.writing() as books:
        await books.settings.set("a", 0)
        await books.settings.set("b", 0)
    both = asyncio.Barrier(2)

    async def write(first: str, second: str) -> None:
        async with database.writing() as books:
            await books.settings.set(first, 1)
            await both.wait()
            await books.settings.set(second, 1)

    outcomes = await asyncio.gather(write("a", "b"), write("b", "a"), return_exceptions=True)
    await database.close()

    assert [type(outcome) for outcome in outcomes if outcome is not None] == [Collided]


def test_a_bug_is_not_taken_for_trouble() -> None:
    with closing(sqlite3.connect(":memory:")) as connection, pytest.raises(sqlite3.OperationalError) as caught:
        connection.execute("SELECT * FROM nowhere")

    assert translated(caught.value) is None


@pytest.mark.parametrize(
    ("state", "ours"),
    [
        ("40001", Collided),
        ("40P01", Collided),
        ("53100", Unavailable),
        ("57P01", Unavailable),
        ("08006", Unavailable),
        ("23505", type(None)),
        ("42P01", type(None)),
    ],
)
def test_postgresql_states_are_told_apart(state: str, ours: type) -> None:
    error = asyncpg.PostgresError("…")
    error.sqlstate = state

    assert type(translated(error)) is ours
