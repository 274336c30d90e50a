"""Jobs run beside each other, in several processes, and beside turns: none acts on what is not so any more."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from domain.event import State
from handlers.plan import actions
from handlers.texts.plan import replanning
from scheduler.plan.ask_hosts import ask_hosts
from scheduler.plan.continue_series import repeat
from scheduler.plan.mark_held import mark_held
from scheduler.reminders.tell_changes import tell_changes
from tests.handlers.chronicle.steps import GROUP, villages
from tests.handlers.plan.steps import partners

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from scheduler.jobs import Work
    from storage.books import Books
    from tests.handlers.plan.steps import Partners
    from tests.people import Town

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
T = TypeVar("T")


async def beside(town: Town, done: Callable[[Books], Awaitable[object]], work: Coroutine[Any, Any, T]) -> T:
    """The work begins when something is done and not committed yet; that is, as soon as the work waits or is over."""
    async with town.database.writing() as books:
        await done(books)
        working = asyncio.create_task(work)
        await asyncio.wait({working}, timeout=0.5)
    return await working


def running(town: Town, work: Work) -> Coroutine[Any, Any, dict[str, int]]:
    return work(town.database, town.directory, town.time)


async def over(town: Town, **facts: Any) -> Partners:
    """An event is over, and no job has seen that."""
    village = await partners(town)
    await village.has(starts_at=town.time + HOUR, ends_at=town.time + 2 * HOUR, **facts)
    town.time += 3 * HOUR
    return village


async def test_what_is_moved_just_then_has_not_been_held(town: Town) -> None:
    village = await over(town)
    event = await village.event()
    later: dict[str, Any] = {"starts_at": town.time + WEEK, "ends_at": town.time + WEEK + HOUR}

    async def moves(books: Books) -> None:
        await books.events.lock(event.id)
        await books.events.change(event.id, bump=True, **later)

    await beside(town, moves, running(town, mark_held))

    moved = await village.event()
    assert (moved.state, moved.starts_at) == (State.ANNOUNCED, later["starts_at"])


async def test_what_has_been_held_just_then_is_not_moved(town: Town) -> None:
    village = await over(town)
    event = await village.event()
    await village.maria.forges(f"e-move:{event.id}")
    await village.maria.answers("16 января в 16:00")

    pressing = village.maria.answers(replanning.MOVE_YES)

    async def holds(books: Books) -> None:
        await books.events.lock(event.id)
        await books.events.move_state(event.id, State.HELD)

    await beside(town, holds, pressing)

    after = await village.event()
    assert (after.state, after.starts_at) == (State.HELD, event.starts_at)
    assert [entry["what"] for entry in await village.journal()] == ["announced"]


async def test_of_what_is_moved_just_then_nobody_is_asked_how_it_was(town: Town) -> None:
    here = await villages(town)
    event = await here.stored()
    assert event.ask_at is not None
    town.time = event.ask_at
    later = town.time + WEEK

    async def moves(books: Books) -> None:
        await books.events.lock(event.id)
        await books.events.change(event.id, bump=True, starts_at=later)
        await books.schedule.set_ask(event.id, later + HOUR, 0)

    facts = await beside(town, moves, running(town, ask_hosts))

    stored = await here.stored()
    assert facts == {"asked": 0}
    assert (stored.state, stored.asked, stored.ask_at) == (State.ANNOUNCED, 0, later + HOUR)


async def test_the_plan_says_that_it_is_over_whichever_job_sees_that_first(town: Town) -> None:
    """After a night in which the program was down all jobs come at once."""
    here = await villages(town)
    due = (await here.stored()).ask_at
    assert due is not None
    town.time = due
    await running(town, ask_hosts)
    await running(town, mark_held)
    await town.drain()

    plan = next(one for one in reversed(town.wall(GROUP)) if "ноябрь 2026 года" in one.text)
    assert "прошло" in plan.text


async def test_what_is_over_and_what_is_announced_just_then_are_both_in_the_plan(town: Town) -> None:
    village = await over(town)

    async def announces(books: Books) -> None:
        fresh = await books.events.add(
            alliance_id=village.alliance,
            at=town.time,
            title="Завтрашний вечер",
            kind="meeting",
            library_id=village.moscow.id,
            zone="Europe/Moscow",
            starts_at=town.time + HOUR,
        )
        await actions.make_public(books, fresh, town.time)

    await beside(town, announces, running(town, mark_held))
    await town.drain()

    plan = village.post("ноябрь 2026 года").text
    assert ("прошло" in plan, "Завтрашний вечер" in plan) == (True, True)


async def test_a_series_that_is_called_off_just_then_does_not_go_on(town: Town) -> None:
    village = await over(town, repeats="FREQ=WEEKLY")
    event = await village.event()

    async def cancels(books: Books) -> None:
        await books.events.lock(event.id)
        await books.events.move_state(event.id, State.CANCELLED)

    await beside(town, cancels, running(town, repeat))

    assert [one.state for one in await village.events()] == [State.CANCELLED]


async def test_what_was_planned_by_the_job_already_is_not_planned_again(town: Town) -> None:
    village = await over(town, repeats="FREQ=WEEKLY")
    event = await village.event()
    assert await running(town, repeat) == {"planned": 1}

    await village.maria.forges(f"e-cancel:{event.id}")
    await village.maria.answers(replanning.ONLY_THIS, "Метель", replanning.CANCEL_YES)

    assert [one.state for one in await village.events()] == [State.CANCELLED, State.ANNOUNCED]


async def test_for_a_library_that_leaves_just_then_nothing_more_is_planned(town: Town) -> None:
    village = await over(town, repeats="FREQ=WEEKLY")

    async def leaves(books: Books) -> None:
        await books.alliances.lock(village.alliance)
        await books.libraries.leave(village.moscow.id, town.time)

    assert await beside(town, leaves, running(town, repeat)) == {"planned": 0}
    assert len(await village.events()) == 1


async def test_nobody_hears_older_news_behind_newer_ones(town: Town) -> None:
    village = await partners(town)
    event = await village.has()
    await village.comes(village.ira, event)
    assert event.starts_at is not None
    older, newer = event.starts_at + timedelta(days=1), event.starts_at + timedelta(days=2)
    async with town.database.writing() as books:
        moved = await books.events.change(event.id, bump=True, starts_at=older)
        await books.changes.open(moved, event, moved=True, at=town.time)

    await beside(
        town, lambda books: books.events.change(event.id, bump=True, starts_at=newer), running(town, tell_changes)
    )
    await town.drain()

    heard = [said.text.plain for said in village.ira.heard if "Новое время" in said.text.plain]
    assert [("7 декабря" in one, "6 декабря" in one) for one in heard] == [(True, False)]


async def test_jobs_of_the_plan_in_two_processes_do_it_once(town: Town) -> None:
    village = await over(town, repeats="FREQ=WEEKLY")
    twice = [running(town, work) for work in (mark_held, repeat, mark_held, repeat)]
    facts = await asyncio.gather(*twice)
    await town.drain()

    assert sum(one.get("held", 0) for one in facts) == 1
    assert sum(one.get("planned", 0) for one in facts) == 1
    assert [one.state for one in await village.events()] == [State.HELD, State.ANNOUNCED]
    assert [entry["what"] for entry in await village.journal()] == ["announced", "announced"]
    assert "прошло" in village.post("ноябрь 2026 года").text
