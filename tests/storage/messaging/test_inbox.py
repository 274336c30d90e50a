"""The inbox: everything is kept once, in its order, until it has been dealt with."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.messaging.accounts import Account
from storage.messaging.inbox import Row
from storage.tables import inbox
from talk.updates import AccountId, GroupChanged, IncomingMessage, ReachabilityChanged, RemoteFile

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def heard(account: Account, event: str, *, chat: int = 5, text: str = "Добрый день!") -> IncomingMessage:
    return IncomingMessage(account=AccountId(account.id), event_id=event, chat=chat, user=chat, at=NOW, text=text)


async def waiting(database: Database, account: Account, *, after_id: int = 0, limit: int = 100) -> tuple[Row, ...]:
    async with database.reading() as books:
        return await books.inbox.waiting([account.id], after_id=after_id, limit=limit)


async def test_everything_that_was_heard_comes_back_as_it_was(database: Database, account: Account) -> None:
    batch: list[IncomingMessage | GroupChanged | ReachabilityChanged] = [
        IncomingMessage(
            account=AccountId(account.id),
            event_id="1",
            chat=-100_200_300_400,
            user=7_000_000_000_001,
            at=NOW + timedelta(microseconds=1),
            files=(RemoteFile(ref="file", size=100),),
            place=(57.5, 37.25),
        ),
        GroupChanged(account=AccountId(account.id), event_id="2", group=-9, at=NOW, what="renamed", title="Тёзки"),
        ReachabilityChanged(account=AccountId(account.id), event_id="3", user=4, at=NOW, reachable=False),
    ]
    async with database.writing() as books:
        assert len(await books.inbox.store(batch, at=NOW)) == 3

    rows = await waiting(database, account)

    assert [row.update for row in rows] == batch
    assert [row.chat for row in rows] == [-100_200_300_400, -9, 4]


async def test_what_this_version_cannot_read_stands_in_nobodys_way(database: Database, account: Account) -> None:
    async with database.writing() as books:
        await books.inbox.store([heard(account, str(number)) for number in range(6)], at=NOW)
        await books.connection.execute(
            sa.update(inbox).where(inbox.c.event_id.in_(["0", "1", "2", "4"])).values(body={"kind": "of tomorrow"})
        )

    assert [row.update.event_id for row in await waiting(database, account, limit=2)] == ["3", "5"]
    assert [row.update.event_id for row in await waiting(database, account, limit=1)] == ["3"]


async def test_an_event_heard_twice_is_one_event(database: Database, account: Account) -> None:
    async with database.writing() as books:
        first = await books.inbox.store([heard(account, "1"), heard(account, "1"), heard(account, "2")], at=NOW)
        again = await books.inbox.store([heard(account, "2"), heard(account, "3")], at=NOW)

    assert (len(first), len(again)) == (2, 1)
    assert [row.update.event_id for row in await waiting(database, account)] == ["1", "2", "3"]


async def test_an_event_dealt_with_long_ago_is_still_known(database: Database, account: Account) -> None:
    async with database.writing() as books:
        await books.inbox.store([heard(account, "1")], at=NOW)
    (row,) = await waiting(database, account)
    async with database.writing() as books:
        await books.inbox.done(row.update)

    async with database.writing() as books:
        assert len(await books.inbox.store([heard(account, "1")], at=NOW)) == 0


async def test_the_same_id_of_another_account_is_another_event(database: Database, account: Account) -> None:
    async with database.writing() as books:
        other = await books.accounts.ensure("vk", 200, at=NOW)
        assert len(await books.inbox.store([heard(account, "1"), heard(other, "1")], at=NOW)) == 2

    assert len(await waiting(database, account)) == 1


async def test_a_long_batch_keeps_its_order(database: Database, account: Account) -> None:
    events = [str(number) for number in range(2_500)]
    async with database.writing() as books:
        assert len(await books.inbox.store([heard(account, event) for event in events], at=NOW)) == 2_500

    assert [row.update.event_id for row in await waiting(database, account, limit=3_000)] == events


async def test_waiting_goes_on_behind_what_was_seen(database: Database, account: Account) -> None:
    async with database.writing() as books:
        await books.inbox.store([heard(account, str(number)) for number in range(5)], at=NOW)

    first = await waiting(database, account, limit=3)
    rest = await waiting(database, account, after_id=first[-1].id)

    assert [row.update.event_id for row in (*first, *rest)] == ["0", "1", "2", "3", "4"]


async def test_nothing_appears_behind_the_back_of_a_reader(database: Database, account: Account) -> None:
    """Ids are committed in their order: whoever has seen one has seen all before it."""

    async def store(event: str, stored: asyncio.Event, go_on: asyncio.Event) -> None:
        async with database.writing() as books:
            await books.inbox.store([heard(account, event)], at=NOW)
            stored.set()
            await go_on.wait()

    async def seen() -> tuple[str, ...]:
        return tuple(row.update.event_id for row in await waiting(database, account))

    at_once = asyncio.Event()
    at_once.set()
    stored, go_on = asyncio.Event(), asyncio.Event()
    first = asyncio.create_task(store("1", stored, go_on))
    await stored.wait()
    second = asyncio.create_task(store("2", asyncio.Event(), at_once))
    await asyncio.wait([second], timeout=0.2)  # time enough to overtake, if that were possible
    looks = [await seen()]
    assert not second.done()
    go_on.set()
    both = asyncio.gather(first, second)
    while not both.done():
        looks.append(await seen())
    await both

    assert looks[0] == ()
    assert await seen() == ("1", "2")
    assert set(looks) <= {(), ("1",), ("1", "2")}


async def test_done_happens_once_and_forgets_the_words(database: Database, account: Account) -> None:
    async with database.writing() as books:
        await books.inbox.store([heard(account, "1")], at=NOW)
    (row,) = await waiting(database, account)

    async def deal() -> bool:
        async with database.writing() as books:
            return await books.inbox.done(row.update)

    assert sorted(await asyncio.gather(*(deal() for _ in range(5)))) == [False, False, False, False, True]
    assert await waiting(database, account) == ()
    async with database.reading() as books:
        assert (await books.connection.execute(sa.select(inbox.c.body))).scalars().all() == [None]


async def test_failures_are_counted_and_a_parked_update_waits_no_more(database: Database, account: Account) -> None:
    async with database.writing() as books:
        await books.inbox.store([heard(account, "1")], at=NOW)
    (row,) = await waiting(database, account)

    async with database.writing() as books:
        assert [await books.inbox.start(row.update) for _ in range(2)] == [1, 2]
    assert [row.attempts for row in await waiting(database, account)] == [2]
    async with database.writing() as books:
        await books.inbox.park(row.update)
        assert await books.inbox.start(row.update) is None
    assert await waiting(database, account) == ()


async def test_only_what_is_old_and_finished_is_forgotten(database: Database, account: Account) -> None:
    async with database.writing() as books:
        await books.inbox.store([heard(account, "done"), heard(account, "new")], at=NOW)
        await books.inbox.store([heard(account, "late")], at=NOW + timedelta(hours=1))
    done, _, late = await waiting(database, account)
    async with database.writing() as books:
        await books.inbox.done(done.update)
        await books.inbox.done(late.update)
        assert (await books.inbox.delete_before(NOW + timedelta(minutes=1), limit=9))[0] == 1
        assert (await books.inbox.delete_before(NOW + timedelta(minutes=1), limit=9))[0] == 0

    assert [row.update.event_id for row in await waiting(database, account)] == ["new"]


async def test_what_cannot_be_read_stops_nobody(
    database: Database, account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    async with database.writing() as books:
        await books.inbox.store([heard(account, "1", text="секрет"), heard(account, "2")], at=NOW)
        await books.connection.execute(
            sa.update(inbox).where(inbox.c.event_id == "1").values(body={"kind": "hint", "text": "секрет"})
        )

    assert [row.update.event_id for row in await waiting(database, account)] == ["2"]
    assert "секрет" not in capsys.readouterr().out


async def test_storing_wakes_the_reader_only_if_there_is_something_new(database: Database, account: Account) -> None:
    woken: list[str] = []
    database.on_wake("inbox", lambda: woken.append("inbox"))

    for _ in range(2):
        async with database.writing() as books:
            await books.inbox.store([heard(account, "1")], at=NOW)

    assert woken == ["inbox"]


async def test_only_a_counted_start_may_be_forgotten_when_postgresql_falls(postgresql_url: str) -> None:
    """What arrived is written down for good, or whoever got it would get it twice (docs/reliability.md)."""
    database = await Database.open(postgresql_url)
    async with database.writing() as books:
        account = await books.accounts.add("telegram", 100, "Тёзки", None, {}, at=NOW)
        await books.inbox.store([heard(account, "1")], at=NOW)
    waits = sa.text("SHOW synchronous_commit")
    async with database.writing(quick=True, lasting=False) as books:
        assert (await books.connection.execute(waits)).scalar_one() == "on"
        assert await books.inbox.start(heard(account, "1")) == 1
        assert (await books.connection.execute(waits)).scalar_one() == "off"
    async with database.writing() as books:
        assert (await books.connection.execute(waits)).scalar_one() == "on", "it holds for one transaction"
    await database.close()


async def test_a_stub_is_known_when_its_event_comes_again_and_waits_for_nobody(
    database: Database, account: Account
) -> None:
    async with database.writing() as books:
        await books.inbox.store_stub(account.id, "1", at=NOW)
        await books.inbox.store_stub(account.id, "1", at=NOW)
    async with database.writing() as books:
        assert await books.inbox.store([heard(account, "1")], at=NOW) == ()
        assert [(one.kind, one.starts) for one in await books.inbox.parked(9)] == [("unstorable", 0)]
    assert await waiting(database, account) == ()
