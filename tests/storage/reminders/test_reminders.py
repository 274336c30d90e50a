"""Reminders on both databases: planned for whoever wants them, due once, withdrawn in time."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa
from pydantic import TypeAdapter

from storage.books import Books
from storage.database import Database
from storage.messaging.notification_prefs import NotificationPrefs, Sending
from storage.plan.audience import next_bound
from storage.plan.events import Event
from storage.reminders.changes import next_concerned
from storage.reminders.group_messages import GroupMessage
from storage.reminders.in_outbox import reminder_of
from storage.reminders.reminders import CHANGE, DIGEST, DuePerson, due_first, due_rows
from storage.tables import reminders
from talk.messenger import Tell
from talk.prompt import Prompt
from talk.rich import rich
from tests.addresses import block
from tests.storage.explaining import explain
from tests.storage.libraries import namesakes
from tests.storage.libraries.namesakes import NOW, alliance, december, event, library, person

DAY = 24 * 60
EVE = december(4)


async def reader(books: Books, number: int, alliance_id: int, *leads: int, target: str = "alliance") -> int:
    """Somebody who is subscribed and wants to be reminded so many minutes before."""
    someone = await person(books, number)
    await books.people.set_leads(someone, leads)
    await books.subscriptions.subscribe(someone, alliance_id, target, NOW)
    return someone


async def party(books: Books) -> Event:
    return await event(books, await library(books, (await alliance(books)).id))


async def plan(books: Books, what: Event, send_at: datetime = EVE, lead: int = DAY) -> int:
    """Everybody at the same moment."""
    everybody = await books.reminders.next_batch(what, after=0, limit=100)
    assert everybody.last
    sendings = [Sending(prefs=prefs, send_at=send_at) for prefs in everybody.prefs]
    return await books.reminders.plan(what, lead, everybody, sendings)


async def due_people(books: Books, now: datetime, limit: int) -> tuple[DuePerson, ...]:
    """All people with something due, one by one."""
    groups, several = await books.reminders.due(now, limit)
    alike = [number for group in groups for number in group.reminder_ids]
    ids = alike + [one.id for person in several for one in person.reminders]
    return await books.reminders.people(ids)


async def states(books: Books) -> list[tuple[int, str]]:
    query = sa.select(reminders.c.person_id, reminders.c.state).order_by(reminders.c.person_id, reminders.c.id)
    return [(row[0], row[1]) for row in await books.connection.execute(query)]


async def test_only_those_who_chose_this_lead_are_reminded(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        chosen = await reader(books, 1, held.alliance_id, DAY, 180)
        coming = await reader(books, 2, held.alliance_id, DAY, target=f"event:{held.id}")
        await reader(books, 3, held.alliance_id, 60, 14)  # not 1440, though its digits are there
        await reader(books, 4, held.alliance_id)
        weekly = await reader(books, 5, held.alliance_id, DAY)
        await books.people.set_weekly(weekly, True)
        await person(books, 6)
        assert await plan(books, held) == 2
        assert await states(books) == [(chosen, "planned"), (coming, "planned")]


async def test_planning_twice_reminds_once(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        await reader(books, 1, held.alliance_id, DAY)
        assert await plan(books, held) == 1
        assert await plan(books, held) == 0
        assert await plan(books, held, lead=180) == 0
        late = await reader(books, 2, held.alliance_id, DAY)
        assert await plan(books, held) == 1
        assert (await states(books))[1] == (late, "planned")


async def test_each_habit_gets_its_own_moment(database: Database) -> None:
    night = time(22), time(8)
    async with database.writing() as books:
        held = await party(books)
        owl, moscow, lark, stranger = [await reader(books, number, held.alliance_id, DAY) for number in range(4)]
        for someone in (owl, moscow, lark):
            await books.people.set_zone(someone, "Europe/Moscow")
        await books.people.set_quiet(owl, None, None)
        await books.people.set_quiet(moscow, None, None)
        await books.people.set_quiet(lark, *night)
        everybody = await books.reminders.next_batch(held, after=0, limit=100)
        free = NotificationPrefs(zone="Europe/Moscow", quiet_from=None, quiet_to=None)
        asleep = NotificationPrefs(zone="Europe/Moscow", quiet_from=night[0], quiet_to=night[1])
        unknown = NotificationPrefs(zone=None, quiet_from=None, quiet_to=None)
        assert set(everybody.prefs) == {free, asleep, unknown}
        assert len(everybody.prefs) == 3
        sendings = [Sending(prefs=asleep, send_at=EVE + timedelta(hours=1)), Sending(prefs=free, send_at=EVE)]
        assert await books.reminders.plan(held, DAY, everybody, sendings) == 3, "a habit without a sending gets none"
        assert await books.reminders.plan(held, DAY, everybody, []) == 0
        first = await due_people(books, EVE, 9)
        both = await due_people(books, EVE + timedelta(hours=1), 9)
    assert [one.person_id for one in first] == [owl, moscow]
    assert [one.person_id for one in both] == [owl, moscow, lark]
    assert stranger not in {one.person_id for one in both}


async def test_what_is_due_for_a_person_comes_together(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        other = await event(books, await library(books, held.alliance_id, "Вторая"), title="Чтения")
        first = await reader(books, 1, held.alliance_id, DAY)
        await plan(books, held)
        second = await reader(books, 2, held.alliance_id, DAY)
        await plan(books, held, EVE + timedelta(minutes=1))
        await plan(books, other, EVE + timedelta(minutes=2))
        assert await due_people(books, EVE - timedelta(minutes=1), 9) == ()
        due = await due_people(books, EVE + timedelta(hours=1), 9)
        one = await due_people(books, EVE + timedelta(hours=1), 1)
    assert [(who.person_id, [line.event_id for line in who.reminders]) for who in due] == [
        (first, [held.id, other.id]),
        (second, [held.id, other.id]),
    ]
    assert one == due[:1], "all that is due for the first person, though one reminder was asked for"
    assert (due[0].chat, due[0].reachable) == (7_000_000_001, True)
    assert (due[0].reminders[0].lead, due[0].reminders[0].send_at) == (DAY, EVE)
    people = TypeAdapter(tuple[DuePerson, ...])
    assert people.validate_json(people.dump_json(due)) == due


async def test_a_reminder_is_told_or_dropped_once(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        told, late = await reader(books, 1, held.alliance_id, DAY), await reader(books, 2, held.alliance_id, DAY)
        await plan(books, held)
        one, two = await due_people(books, EVE, 9)
        await books.reminders.mark_told(line.id for line in one.reminders)
        await books.reminders.drop(line.id for line in (*one.reminders, *two.reminders))
        assert await due_people(books, EVE, 9) == ()
        assert await states(books) == [(told, "told"), (late, "dropped")]


async def test_a_moved_event_withdraws_the_unsent_and_names_those_who_know_the_old_day(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        told, waiting, blocked, declining = [await reader(books, number, held.alliance_id, DAY) for number in range(4)]
        coming = await reader(books, 7, held.alliance_id, target=f"event:{held.id}")
        await plan(books, held)
        for one in await due_people(books, EVE, 9):
            if one.person_id != waiting:
                await books.reminders.mark_told(line.id for line in one.reminders)
        await block(books, blocked)
        await books.subscriptions.decline(declining, held.id)
        assert await books.reminders.withdraw_older(held.id) == 1
        listeners = await books.changes.listeners(held.id)
        moved = await books.events.change(held.id, starts_at=december(12), bump=True)
        assert await due_people(books, december(30), 9) == ()
        assert await plan(books, moved, december(11)) == 2, "the new day is reminded of anew"
        again = await due_people(books, december(30), 9)
    assert [one.person_id for one in listeners] == [told, coming]
    assert listeners[0].chat == 7_000_000_000
    assert {(one.person_id, one.reminders[0].sequence) for one in again} == {(told, 1), (waiting, 1)}


async def test_declining_and_unsubscribing_withdraw_what_is_planned(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        declining, leaving, staying = [await reader(books, number, held.alliance_id, DAY) for number in range(3)]
        await books.subscriptions.subscribe(staying, held.alliance_id, f"library:{held.library_id}", NOW)
        await plan(books, held)
        await books.subscriptions.decline(declining, held.id)
        await books.subscriptions.unsubscribe_from(leaving, held.alliance_id, "alliance")
        await books.subscriptions.unsubscribe_from(staying, held.alliance_id, "alliance")
        assert await states(books) == [(declining, "withdrawn"), (leaving, "withdrawn"), (staying, "planned")]


async def test_those_told_in_another_way_are_told_of_changes_too(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        someone = await reader(books, 1, held.alliance_id)
        for lead in (DIGEST, CHANGE, CHANGE):
            await books.reminders.record_told(held.id, [someone], lead=lead, sequence=0, at=NOW)
        await books.reminders.record_told(held.id, [], lead=CHANGE, sequence=0, at=NOW)
        assert [one.person_id for one in await books.changes.listeners(held.id)] == [someone]
        assert len(await states(books)) == 2


async def test_readers_of_the_digest_come_once_a_week(database: Database) -> None:
    async with database.writing() as books:
        one, two, single, blocked = [await person(books, number) for number in range(4)]
        for someone in (one, two, blocked):
            await books.people.set_weekly(someone, True)
        await block(books, blocked)
        first = await books.digests.weekly(NOW, limit=1)
        rest = await books.digests.weekly(NOW, after=first[-1].person_id, limit=9)
        await books.people.digested(one, at=NOW)
        left = await books.digests.weekly(NOW, limit=9)
        next_week = await books.digests.weekly(NOW + timedelta(days=6), limit=9)
    assert [who.person_id for who in (*first, *rest)] == [one, two]
    assert single not in {who.person_id for who in rest}
    assert [who.person_id for who in left] == [two]
    assert [(who.person_id, who.digested_at) for who in next_week] == [(one, NOW), (two, None)]


async def test_a_chunk_ends_where_the_next_begins_and_nobody_is_left_out(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        everybody = [await reader(books, number, held.alliance_id, DAY) for number in range(7)]
        await books.subscriptions.subscribe(everybody[2], held.alliance_id, f"library:{held.library_id}", NOW)
        await books.people.set_leads(everybody[4], [60])
        reached, sizes, last = 0, [], False
        while not last:
            batch = await books.reminders.next_batch(held, after=reached, limit=3)
            sendings = [Sending(prefs=prefs, send_at=EVE) for prefs in batch.prefs]
            sizes.append(await books.reminders.plan(held, DAY, batch, sendings))
            reached, last = batch.upto, batch.last
        assert sizes == [3, 2, 1]
        assert [who for who, _ in await states(books)] == [one for one in everybody if one != everybody[4]]


async def test_the_most_frequent_moment_is_nobody_elses(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        readers = [await reader(books, number, held.alliance_id, DAY) for number in range(3)]
        for someone, zone in zip(readers, ("Asia/Omsk", "Asia/Tomsk", "Europe/Moscow"), strict=True):
            await books.people.set_zone(someone, zone)
        batch = await books.reminders.next_batch(held, after=0, limit=9)
        later = EVE + timedelta(hours=1)
        sendings = [
            Sending(prefs=prefs, send_at=later if prefs.zone == "Europe/Moscow" else EVE) for prefs in batch.prefs
        ]
        assert await books.reminders.plan(held, DAY, batch, sendings) == 3
        assert [one.person_id for one in await due_people(books, EVE, 9)] == readers[:2]
        assert [one.person_id for one in await due_people(books, later, 9)] == readers


async def test_what_waited_until_the_event_began_is_dropped_chunk_by_chunk(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        ahead = await event(books, await library(books, held.alliance_id, "Вторая"), starts_at=december(20))
        assert held.starts_at is not None
        for number in range(5):
            await reader(books, number, held.alliance_id, DAY)
        await plan(books, held)
        await plan(books, ahead)
        began = held.starts_at
        assert await books.reminders.stale(began - timedelta(minutes=1), began) == (), "it has not begun"
        assert await books.reminders.stale(began, EVE - timedelta(minutes=1)) == (), "nothing waits so long"
        assert await books.reminders.stale(began, began) == (held.id,)
        reached: int | None = 0
        dropped = []
        while reached is not None:
            count, reached = await books.reminders.expire(held.id, began, after=reached, limit=2)
            dropped.append(count)
        assert dropped == [2, 2, 1]
        assert [one.reminders[0].event_id for one in await due_people(books, began, 9)] == [ahead.id] * 5


@pytest.mark.plans
async def test_what_is_due_is_found_by_its_indexes(database: Database) -> None:
    async with database.reading() as books:
        first = await explain(books.connection, due_first(NOW, 100))
        rest = await explain(books.connection, due_rows(NOW, [1, 2, 3]))
    assert "ix_reminders_due" in first
    assert "ix_reminders_person" in rest or "ix_reminders_due" in rest, "PostgreSQL chooses by what is in the table"
    assert "SCAN reminders" not in first + rest


@pytest.mark.plans
async def test_the_walks_are_found_by_the_indexes_that_they_walk(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        audience = await explain(books.connection, next_bound(held), after=7, most=100)
        concerned = await explain(books.connection, next_concerned(held.id, 7, 100))
    assert "ix_subscriptions_target" in audience
    assert "reminders_event_id_person_id_lead_sequence" in concerned or "sqlite_autoindex_reminders" in concerned
    assert "SCAN reminders" not in concerned
    assert "SCAN subscriptions" not in audience + concerned


async def test_people_with_one_reminder_come_by_what_they_have_in_common(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        one, two, far, blocked, busy = [await reader(books, number, held.alliance_id, DAY) for number in range(5)]
        await books.people.set_zone(far, "Asia/Omsk")
        await plan(books, held)
        await block(books, blocked)
        other = await event(books, await library(books, held.alliance_id, "Вторая"), title="Чтения")
        for someone in (one, two, far, blocked):
            await books.subscriptions.decline(someone, other.id)
        await plan(books, other)
        groups, several = await books.reminders.due(EVE, 9)
    assert sorted((group.zone or "", group.reachable, len(group.reminder_ids)) for group in groups) == [
        ("", False, 1),
        ("", True, 2),
        ("Asia/Omsk", True, 1),
    ]
    assert {group.event_id for group in groups} == {held.id}
    assert [(person.person_id, len(person.reminders)) for person in several] == [(busy, 2)]


async def test_what_is_said_to_many_is_what_would_be_said_to_one(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        here, far = [await reader(books, number, held.alliance_id, DAY) for number in range(2)]
        await books.people.set_zone(far, "Asia/Omsk")
        await plan(books, held)
        groups, _ = await books.reminders.due(EVE, 9)
        ids = [number for group in groups for number in group.reminder_ids]
        prompts = {None: Prompt(text=rich("«Дома» 10:00\n'")), "Asia/Omsk": Prompt(text=rich("В Омске"))}
        notice = reminder_of(held.id, held.sequence, december(9))
        said = GroupMessage(
            event_id=held.id, prompts=prompts, reminder_ids=ids, lane=2, not_after=december(9), notice=notice
        )
        await books.reminders.put_group(said, now=EVE)
        await books.reminders.put_group(said, now=EVE)
        assert await states(books) == [(here, "told"), (far, "told")]
        account = await namesakes.account(books)
        rows = await books.delivery_queue.due(account, EVE, limit=9)
    assert {row.person_id: row.action for row in rows} == {
        here: Tell(chat=7_000_000_000, prompt=prompts[None]),
        far: Tell(chat=7_000_000_001, prompt=prompts["Asia/Omsk"]),
    }
    assert {(row.lane, row.not_before, row.not_after, row.chat) for row in rows} == {
        (2, EVE, december(9), 7_000_000_000),
        (2, EVE, december(9), 7_000_000_001),
    }
    told = (notice.kind, notice.subject, notice.version, notice.may_wait, notice.wait_until)
    assert {(row.kind, row.subject, row.version, row.may_wait, row.wait_until) for row in rows} == {told}
    assert all(row.key is not None and row.key.startswith(f"remind:{held.id}:{row.person_id}:") for row in rows)
