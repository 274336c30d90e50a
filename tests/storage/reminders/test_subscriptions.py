"""Subscriptions and declines on both databases."""

from datetime import date

import pytest
import sqlalchemy as sa
from pydantic import TypeAdapter

from storage.books import Books
from storage.database import Database
from storage.plan.audience import EVERYBODY, listening, next_bound
from storage.plan.events import Event
from storage.reminders.subscriptions import Subscription
from storage.tables import people
from tests.addresses import block
from tests.storage.explaining import explain
from tests.storage.libraries.namesakes import NOW, alliance, december, event, library, person


async def heard_by(books: Books, what: Event) -> list[int]:
    query = sa.select(people.c.id).where(listening(what))
    return sorted((await books.connection.execute(query, {"after": 0, "upto": EVERYBODY})).scalars())


async def test_subscribing_twice_is_subscribing_once(database: Database) -> None:
    async with database.writing() as books:
        founded, someone = await alliance(books), await person(books)
        assert await books.subscriptions.subscribe(someone, founded.id, "alliance", NOW)
        assert not await books.subscriptions.subscribe(someone, founded.id, "alliance", NOW)
        assert await books.subscriptions.is_subscribed(someone, founded.id, "alliance")
        assert not await books.subscriptions.is_subscribed(someone, founded.id, "tag:leisure")
        assert len(await books.subscriptions.of_person(someone)) == 1


async def test_a_person_sees_what_each_subscription_is_about(database: Database) -> None:
    async with database.writing() as books:
        founded, someone = await alliance(books), await person(books)
        host = await library(books, founded.id)
        day, month = await event(books, host), await event(books, host, month=date(2026, 12, 1))
        targets = ("alliance", f"library:{host.id}", "tag:leisure", "age:6", f"event:{day.id}", f"event:{month.id}")
        for target in targets:
            await books.subscriptions.subscribe(someone, founded.id, target, NOW)
        mine = await books.subscriptions.of_person(someone)
    assert [line.target for line in mine] == list(targets)
    assert {line.alliance for line in mine} == {"Ивановка"}
    assert [line.library for line in mine] == [None, host.title, None, None, None, None]
    assert [line.event for line in mine] == [None, None, None, None, day.title, month.title]
    assert (mine[4].starts_at, mine[4].zone, mine[5].month) == (day.starts_at, "Europe/Moscow", date(2026, 12, 1))
    lines = TypeAdapter(tuple[Subscription, ...])
    assert lines.validate_json(lines.dump_json(mine)) == mine


async def test_nobody_ends_the_subscription_of_another(database: Database) -> None:
    async with database.writing() as books:
        founded, someone, other = await alliance(books), await person(books, 1), await person(books, 2)
        await books.subscriptions.subscribe(someone, founded.id, "alliance", NOW)
        await books.subscriptions.subscribe(someone, founded.id, "age:6", NOW)
        assert not await books.subscriptions.unsubscribe_from(other, founded.id, "alliance")
        assert await books.subscriptions.unsubscribe_from(someone, founded.id, "alliance")
        assert not await books.subscriptions.unsubscribe_from(someone, founded.id, "alliance")
        (kept,) = await books.subscriptions.of_person(someone)
    assert kept.target == "age:6"


async def test_the_audience_is_everybody_subscribed_to_any_side_of_the_event(database: Database) -> None:
    async with database.writing() as books:
        founded, other = await alliance(books), await alliance(books)
        host, second, third = [await library(books, founded.id, title) for title in ("Первая", "Вторая", "Третья")]
        held = await event(books, host, co_hosts=[second.id], tags=["leisure"], age=6)
        wanted = ("alliance", f"library:{host.id}", f"library:{second.id}", "tag:leisure", "age:6", f"event:{held.id}")
        strange = (f"library:{third.id}", "tag:culture", "age:12", f"event:{held.id}0")
        people = [await person(books, number) for number in range(len(wanted) + len(strange) + 1)]
        for someone, target in zip(people, (*wanted, *strange), strict=False):
            await books.subscriptions.subscribe(someone, founded.id, target, NOW)
        await books.subscriptions.subscribe(people[-1], other.id, "alliance", NOW)
        for target in wanted:  # somebody who wants it six times over is one listener
            await books.subscriptions.subscribe(people[0], founded.id, target, NOW)
        expected = sorted(people[: len(wanted)])
        assert await heard_by(books, held) == expected
        by_themselves = [
            someone for someone in people if (await books.events.mine(someone, december(1), december(30))).total
        ]
        assert by_themselves == expected, "the same rule from the person's side"


async def test_who_declined_or_cannot_be_reached_is_not_in_the_audience(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        host = await library(books, founded.id)
        one, other = await event(books, host), await event(books, host, starts_at=december(6))
        declining, gone, blocked = [await person(books, number) for number in range(3)]
        for someone in (declining, gone, blocked):
            await books.subscriptions.subscribe(someone, founded.id, "alliance", NOW)
        await books.subscriptions.decline(declining, one.id)
        await books.subscriptions.decline(declining, one.id)
        await block(books, blocked)
        await books.people.erase(gone)
        assert await heard_by(books, one) == []
        assert await heard_by(books, other) == [declining]
        mine = await books.events.mine(declining, december(1), december(30))
        await books.subscriptions.subscribe(declining, founded.id, f"event:{one.id}", NOW)
        assert await heard_by(books, one) == [declining], "whoever comes wants to hear of it"
    assert [held.id for held in mine.items] == [other.id]


@pytest.mark.plans
async def test_the_audience_is_found_by_the_index_of_targets(database: Database) -> None:
    async with database.writing() as books:
        held = await event(books, await library(books, (await alliance(books)).id), tags=["leisure"])
        how = await explain(books.connection, next_bound(held), after=0, most=100)
    assert "ix_subscriptions_target" in how
    assert "SCAN subscriptions" not in how
    assert "SCAN people" not in how
