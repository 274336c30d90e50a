"""The run journal of jobs, and leases: who speaks for an account."""

import asyncio
from datetime import UTC, datetime, timedelta

from storage.database import Database

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
TTL = timedelta(seconds=15)


async def test_a_run_is_written_before_the_work_and_finished_after_it(database: Database) -> None:
    async with database.writing() as books:
        first = await books.runs.begin("remind", at=NOW)
        second = await books.runs.begin("digest", at=NOW)
        await books.runs.finish(first, at=NOW + TTL, facts={"told": 3})

        runs = await books.runs.last(10)

    assert [(run.id, run.job, run.finished_at, run.facts) for run in runs] == [
        (second, "digest", None, {}),
        (first, "remind", NOW + TTL, {"told": 3}),
    ]


async def test_a_run_that_vanished_is_seen(database: Database) -> None:
    async with database.writing() as books:
        gone = await books.runs.begin("remind", at=NOW)
        done = await books.runs.begin("remind", at=NOW)
        await books.runs.finish(done, at=NOW, facts={})
        await books.runs.begin("remind", at=NOW + timedelta(hours=1))

        assert [run.id for run in await books.runs.vanished(NOW + timedelta(minutes=1))] == [gone]


async def test_runs_worth_no_line_and_old_ones_are_forgotten(database: Database) -> None:
    async with database.writing() as books:
        idle = await books.runs.begin("remind", at=NOW)
        await books.runs.begin("remind", at=NOW)
        fresh = await books.runs.begin("remind", at=NOW + timedelta(days=1))
        await books.runs.delete(idle)

        assert (await books.runs.delete_before(NOW + timedelta(hours=1), limit=99))[0] == 1
        assert [run.id for run in await books.runs.last(10)] == [fresh]


async def test_of_many_who_want_a_lease_one_gets_it(database: Database) -> None:
    async def want(holder: str) -> int | None:
        async with database.writing() as books:
            return await books.leases.acquire("account:1", holder, at=NOW, ttl=TTL)

    fences = await asyncio.gather(*(want(f"process {number}") for number in range(5)))

    assert [fence for fence in fences if fence is not None] == [1]


async def test_a_lease_that_ran_out_is_taken_over_and_the_old_holder_hears_of_it(database: Database) -> None:
    async with database.writing() as books:
        first = await books.leases.acquire("account:1", "a", at=NOW, ttl=TTL)
        assert first is not None
        assert await books.leases.acquire("account:1", "b", at=NOW + TTL / 2, ttl=TTL) is None
        assert await books.leases.renew("account:1", "a", fence=first, at=NOW + TTL / 2, ttl=TTL)
        assert await books.leases.acquire("account:1", "b", at=NOW + TTL, ttl=TTL) is None

        second = await books.leases.acquire("account:1", "b", at=NOW + 2 * TTL, ttl=TTL)

        assert second is not None
        assert second > first
        assert not await books.leases.renew("account:1", "a", fence=first, at=NOW + 2 * TTL, ttl=TTL)


async def test_the_same_name_after_a_restart_gets_a_new_fence(database: Database) -> None:
    async with database.writing() as books:
        before = await books.leases.acquire("account:1", "host:1", at=NOW, ttl=TTL)
        after = await books.leases.acquire("account:1", "host:1", at=NOW, ttl=TTL)
        assert before is not None
        assert after is not None

        assert after > before
        assert not await books.leases.renew("account:1", "host:1", fence=before, at=NOW, ttl=TTL)


async def test_a_released_lease_is_free_at_once_and_its_fence_still_grows(database: Database) -> None:
    async with database.writing() as books:
        first = await books.leases.acquire("account:1", "a", at=NOW, ttl=TTL)
        assert first is not None
        await books.leases.release("account:1", "a", fence=first, at=NOW)

        assert await books.leases.acquire("account:1", "b", at=NOW, ttl=TTL) == first + 1


async def test_leases_of_different_accounts_are_independent(database: Database) -> None:
    async with database.writing() as books:
        assert await books.leases.acquire("account:1", "a", at=NOW, ttl=TTL) == 1
        assert await books.leases.acquire("account:2", "b", at=NOW, ttl=TTL) == 1


async def test_whoever_was_killed_has_not_let_go(database: Database) -> None:
    async with database.writing() as books:
        assert await books.leases.let_go("account:1"), "nobody had it yet"
        killed = await books.leases.acquire("account:1", "alone", at=NOW, ttl=TTL)
        assert killed is not None
        assert not await books.leases.let_go("account:1")
        polite = await books.leases.acquire("account:1", "alone", at=NOW + 9 * TTL, ttl=TTL)
        assert polite is not None
        await books.leases.release("account:1", "alone", fence=killed, at=NOW)
        assert not await books.leases.let_go("account:1"), "that was another life"
        await books.leases.release("account:1", "alone", fence=polite, at=NOW)
        assert await books.leases.let_go("account:1")
        assert await books.leases.acquire("account:1", "another", at=NOW, ttl=TTL) is not None
