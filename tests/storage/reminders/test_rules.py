"""Rules on both databases: each lead of an event fires once per start time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.event import State
from domain.time.notices import MINUTES
from storage.books import Books
from storage.database import Database
from storage.messaging.notification_prefs import Sending
from storage.plan.events import Event
from storage.reminders.fired_leads import DueLead
from tests.storage.libraries.namesakes import NOW, alliance, december, event, library, person
from tests.storage.reminders.test_reminders import due_people

DAY = 24 * 60
LEADS = (DAY, 60)
START = december(5)


async def party(books: Books, **facts: Any) -> Event:
    return await event(books, await library(books, (await alliance(books)).id), **facts)


async def test_leads_that_are_past_when_it_is_announced_are_not_caught_up_on(database: Database) -> None:
    eve = START - timedelta(hours=2)
    async with database.writing() as books:
        held = await party(books)
        await books.fired_leads.reset(held.id, START, at=eve)
        assert await books.fired_leads.due(eve, (DAY,)) == ()
        assert await books.fired_leads.missed(START, eve, (DAY,)) == ()
        last = DueLead(event_id=held.id, lead=60, early=False, starts_at=START)
        assert await books.fired_leads.due(START - timedelta(hours=1), (DAY, 60)) == (replace(last, early=True), last)
        assert await books.fired_leads.missed(START, eve, (DAY, 60)) == (last,)


async def test_a_new_start_is_announced_anew(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        await books.fired_leads.reset(held.id, START, at=START - timedelta(minutes=5))
        moved = await books.events.change(held.id, starts_at=december(6))
        await books.fired_leads.reset(held.id, moved.starts_at, at=START)
        back = await books.events.change(held.id, starts_at=START)
        await books.fired_leads.reset(held.id, back.starts_at, at=START - timedelta(hours=2))
        assert {rule.lead for rule in await books.fired_leads.due(START - timedelta(hours=1), LEADS)} == {60}
        await books.fired_leads.reset(held.id, None, at=START)
        assert {rule.lead for rule in await books.fired_leads.due(START - timedelta(hours=1), LEADS)} == {DAY, 60}


async def test_a_rule_is_due_early_for_the_evening_and_then_for_all(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        assert await books.fired_leads.due(START - timedelta(hours=50), LEADS) == ()
        evening = await books.fired_leads.due(START - timedelta(hours=49), LEADS)
        assert evening == (DueLead(event_id=held.id, lead=DAY, early=True, starts_at=START),)
        assert await books.fired_leads.fire_all(evening, NOW) == 1
        assert await books.fired_leads.fire_all(evening, NOW) == 0
        assert await books.fired_leads.due(START - timedelta(hours=49), LEADS) == ()
        last = await books.fired_leads.due(START - timedelta(hours=1), LEADS)
        assert {(rule.lead, rule.early) for rule in last} == {(DAY, False), (60, True), (60, False)}
        assert len(await books.fired_leads.due(START - timedelta(hours=1), LEADS, limit=1)) == 1
        assert await books.fired_leads.due(START, LEADS) == ()
        await books.events.move_state(held.id, State.CANCELLED)
        assert await books.fired_leads.due(START - timedelta(hours=1), LEADS) == ()


async def test_what_was_never_fired_is_missed_when_the_event_has_begun(database: Database) -> None:
    since, now = START - timedelta(days=30), START + timedelta(hours=1)
    async with database.writing() as books:
        held = await party(books)
        assert {rule.lead for rule in await books.fired_leads.missed(now, since, LEADS)} == {DAY, 60}
        await books.fired_leads.fire_all([DueLead(event_id=held.id, lead=DAY, early=False, starts_at=START)], NOW)
        assert [rule.lead for rule in await books.fired_leads.missed(now, since, LEADS)] == [60]
        assert await books.fired_leads.missed(START - timedelta(hours=1), since, LEADS) == (), "it has not begun"


async def test_what_fired_is_forgotten_with_time(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        await books.fired_leads.reset(held.id, START, at=START)
        assert (await books.fired_leads.delete_before(START, limit=99))[0] == 0
        assert (await books.fired_leads.delete_before(START + timedelta(days=1), limit=99))[0] == 2 * len(MINUTES)


async def test_a_person_s_planned_reminders_are_withdrawn_and_put_off(database: Database) -> None:
    async with database.writing() as books:
        held = await party(books)
        ira = await person(books)
        await books.people.set_leads(ira, LEADS)
        await books.subscriptions.subscribe(ira, held.alliance_id, "alliance", NOW)
        for lead in LEADS:
            everybody = await books.reminders.next_batch(held, after=0, limit=9)
            sendings = [Sending(prefs=one, send_at=START) for one in everybody.prefs]
            await books.reminders.plan(held, lead, everybody, sendings)
        assert not await books.reminders.is_due(START - timedelta(minutes=1))
        assert await books.reminders.is_due(START)
        (due,) = await due_people(books, START, 9)
        await books.reminders.postpone([one.id for one in due.reminders], START + timedelta(hours=1))
        assert not await books.reminders.is_due(START)
        assert await books.reminders.withdraw_of(ira, but=(60,)) == 1
        (due,) = await due_people(books, START + timedelta(hours=1), 9)
        assert [one.lead for one in due.reminders] == [60]
        assert await books.reminders.withdraw_of(ira) == 1
        assert not await books.reminders.is_due(START + timedelta(hours=2))


async def test_readers_of_the_digest_are_found_by_their_clock(database: Database) -> None:
    async with database.writing() as books:
        omsk, nobody_knows, single = [await person(books, number) for number in range(3)]
        await books.people.set_zone(omsk, "Asia/Omsk")
        for someone in (omsk, nobody_knows):
            await books.people.set_weekly(someone, True)
        assert set(await books.digests.zones()) == {"Asia/Omsk", None}
        assert [one.person_id for one in await books.digests.weekly(NOW, zone="Asia/Omsk", limit=9)] == [omsk]
        assert [one.person_id for one in await books.digests.weekly(NOW, zone=None, limit=9)] == [nobody_knows]
        assert len(await books.digests.weekly(NOW, limit=9)) == 2
        assert single not in {one.person_id for one in await books.digests.weekly(NOW, limit=9)}


async def test_the_afisha_of_everybody_and_of_what_is_online(database: Database) -> None:
    async with database.writing() as books:
        here = await party(books, title="Очное", place="Клуб")
        other = await alliance(books, "Погореловка", "pogorelovka")
        there = await event(books, await library(books, other.id), title="Чтения", link="https://example.org/x")
        until = START + timedelta(days=1)
        assert {one.id for one in (await books.events.afisha(None, NOW, until)).items} == {here.id, there.id}
        assert [one.id for one in (await books.events.upcoming(None, NOW, until, online=True)).items] == [there.id]
        assert [one.id for one in (await books.events.upcoming([other.id], NOW, until)).items] == [there.id]


async def test_a_walk_goes_on_where_it_was_and_only_once(database: Database) -> None:
    async with database.writing() as books:
        held = await event(books, await library(books, (await alliance(books)).id), starts_at=START)
        (rule,) = [one for one in await books.fired_leads.due(START - timedelta(hours=1), (60,)) if not one.early]
        assert await books.fired_leads.cursor(rule) == 0
        assert await books.fired_leads.advance(rule, 0, 7, at=NOW)
        assert not await books.fired_leads.advance(rule, 0, 7, at=NOW), "somebody was faster"
        assert await books.fired_leads.cursor(rule) == 7
        assert rule in await books.fired_leads.due(START - timedelta(hours=1), (60,)), "it has not fired yet"
        assert not await books.fired_leads.advance(rule, 6, 9, at=NOW)
        assert await books.fired_leads.advance(rule, 7, None, at=NOW)
        assert await books.fired_leads.cursor(rule) is None
        assert rule not in await books.fired_leads.due(START - timedelta(hours=1), (60,))
        await books.events.change(held.id, starts_at=START + timedelta(hours=3))
        assert await books.fired_leads.cursor(rule) is None


async def test_a_walk_is_over_when_the_event_begins(database: Database) -> None:
    async with database.writing() as books:
        await event(books, await library(books, (await alliance(books)).id), starts_at=START)
        (rule,) = [one for one in await books.fired_leads.due(START - timedelta(hours=1), (60,)) if not one.early]
        await books.fired_leads.advance(rule, 0, 7, at=NOW)
        missed = await books.fired_leads.missed(START, NOW, (60,))
        assert missed == (rule,)
        assert await books.fired_leads.fire_all(missed, START) == 1
        assert await books.fired_leads.fire_all(missed, START) == 0
        assert await books.fired_leads.missed(START, NOW, (60,)) == ()
