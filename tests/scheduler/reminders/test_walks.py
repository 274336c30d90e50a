"""Very many people are told in chunks: whatever happens between two of them, each hears once, and nothing wrong."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
import sqlalchemy as sa

from handlers.plan import change_notices
from scheduler.reminders import remind, tell_changes
from scheduler.reminders.remind import plan_next
from storage.database import Database
from storage.sql.errors import StorageError
from storage.tables import changes, outbox, reminders, rules_fired
from tests.handlers.subscriptions.steps import PARTY, Village, village
from tests.people import Town
from tests.scheduler.conftest import MoodyDatabase

if TYPE_CHECKING:
    from storage.plan.events import Event

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
CROWD = 11
"""Subscribers; in chunks of three."""


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remind, "CHUNK", 3)
    monkeypatch.setattr(remind, "BATCH", 3)
    monkeypatch.setattr(tell_changes, "PEOPLE", 3)
    monkeypatch.setattr(change_notices, "AT_ONCE", 3)


async def crowd(home: Village, count: int = CROWD, **habits: Any) -> list[int]:
    """People who are subscribed to the alliance; their ids."""
    town, found = home.town, []
    async with town.database.writing() as books:
        for number in range(count):
            chat = 5000 + number
            someone = await books.people.meet(town.messenger().account, chat, chat, at=town.time)
            await books.people.set_leads(someone.id, habits.get("leads", (24 * 60,)))
            await books.people.set_weekly(someone.id, habits.get("weekly", False))
            await books.subscriptions.subscribe(someone.id, home.alliance, "alliance", town.time)
            found.append(someone.id)
    return found


def heard(town: Town, words: str = "") -> Counter[int]:
    """Chat → how many messages with these words."""
    chats = town.messenger().chats.items()
    told = {chat: sum(words in prompt.text.plain for _, prompt in lines) for chat, lines in chats}
    return Counter({chat: count for chat, count in told.items() if count})


def each_once(count: int = CROWD) -> Counter[int]:
    return Counter(range(5000, 5000 + count))


async def rows(town: Town, table: sa.Table) -> int:
    async with town.database.reading() as books:
        return int((await books.connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one())


async def is_reminded(town: Town) -> None:
    """The jobs run until nothing is left to do."""
    await town.passes(MINUTE, step=timedelta(seconds=30))


async def test_everybody_is_reminded_once(town: Town) -> None:
    home = await village(town)
    await home.holds()
    await crowd(home)
    town.time = PARTY - DAY
    await is_reminded(town)
    assert heard(town) == each_once()


async def test_several_events_are_one_message_though_each_walks_by_itself(town: Town) -> None:
    home = await village(town)
    for title in ("Чтения", "Концерт"):
        await home.holds(title)
    await crowd(home)
    town.time = PARTY - DAY
    await is_reminded(town)
    assert heard(town) == heard(town, "Чтения") == heard(town, "Концерт") == each_once()


@pytest.mark.parametrize("when", ["before", "at", "after"])
@pytest.mark.parametrize("nth", range(1, 16))
async def test_a_failure_between_any_two_chunks_loses_and_doubles_nothing(
    moody_town: Town, moody: MoodyDatabase, when: Any, nth: int
) -> None:
    home = await village(moody_town)
    await home.holds()
    await crowd(home)
    moody_town.time = PARTY - DAY
    moody.countdown, moody.when = nth, when
    for _ in range(3):
        with suppress(StorageError):
            await is_reminded(moody_town)
    await moody_town.passes(10 * MINUTE, step=MINUTE)
    assert moody.countdown <= 0, "the failure came"
    assert heard(moody_town) == each_once()


async def the_rule(town: Town) -> Any:
    async with town.database.reading() as books:
        return next(rule for rule in await books.fired_leads.due(town.time, (24 * 60,)) if not rule.early)


async def walking(town: Town) -> Event:
    """Two chunks of the crowd have a reminder that waits, the others have none yet."""
    home = await village(town)
    held = await home.holds()
    await crowd(home)
    town.time = PARTY - DAY
    rule = await the_rule(town)
    for _ in range(2):
        assert await plan_next(town.database, rule, town.time, Counter())
    assert await rows(town, reminders) == 6
    return held


async def test_cancelled_in_the_middle_of_the_walk_nobody_is_reminded(town: Town) -> None:
    held = await walking(town)
    rule = await the_rule(town)
    home = Village(town=town, alliance=held.alliance_id, library=cast("Any", None))
    assert await home.cancels(held) == 0, "nobody was told yet"
    assert not await plan_next(town.database, rule, town.time, Counter())
    await is_reminded(town)
    assert heard(town) == Counter()
    assert await rows(town, reminders) == 6


async def test_moved_in_the_middle_of_the_walk_all_are_reminded_at_the_new_time(town: Town) -> None:
    held = await walking(town)
    rule = await the_rule(town)
    home = Village(town=town, alliance=held.alliance_id, library=cast("Any", None))
    await home.changes(held, starts_at=PARTY + DAY)
    assert not await plan_next(town.database, rule, town.time, Counter()), "a rule of the old time"
    await is_reminded(town)
    assert heard(town) == Counter()
    town.time = PARTY
    await is_reminded(town)
    assert heard(town) == heard(town, "23 ноября") == each_once()


async def test_a_new_place_in_the_middle_of_the_walk_is_what_all_read(town: Town) -> None:
    held = await walking(town)
    home = Village(town=town, alliance=held.alliance_id, library=cast("Any", None))
    await home.changes(held, place="Школа")
    await is_reminded(town)
    assert heard(town) == heard(town, "Школа") == each_once()


async def test_whoever_unsubscribes_in_the_middle_of_the_walk_is_not_reminded(town: Town) -> None:
    held = await walking(town)
    async with town.database.writing() as books:
        for chat in (5001, 5009):  # one who is planned already, and one who is not
            someone = await books.people.by_external(town.messenger().account, chat)
            assert someone is not None
            await books.subscriptions.unsubscribe_from(someone.id, held.alliance_id, "alliance")
    await is_reminded(town)
    assert heard(town) == each_once() - Counter((5001, 5009))


async def test_an_event_that_begins_before_the_walk_is_over_reminds_nobody_more(town: Town) -> None:
    await walking(town)
    town.time = PARTY
    await is_reminded(town)
    assert heard(town) == Counter()
    async with town.database.reading() as books:
        facts = next(run.facts for run in await books.runs.last(9) if run.job == "remind")
        assert not (await books.connection.execute(sa.select(rules_fired).where(rules_fired.c.reached > 0))).all()
    assert (facts["too_late"], facts["missed"] > 0) == (6, True)


async def told(town: Town) -> tuple[Village, Event]:
    """The whole crowd knows of an event."""
    home = await village(town)
    held = await home.holds()
    await crowd(home)
    town.time = PARTY - DAY
    await is_reminded(town)
    return home, held


async def test_the_first_hear_of_a_change_at_once_and_all_the_others_by_the_job(town: Town) -> None:
    home, held = await told(town)
    assert await home.changes(held, place="Школа") == CROWD, "the coordinator hears how many it will be"
    assert len(heard(town, "Есть изменения")) == 3
    await is_reminded(town)
    assert heard(town, "Есть изменения") == each_once()
    assert await rows(town, changes) == 0


@pytest.mark.parametrize("when", ["before", "at", "after"])
@pytest.mark.parametrize("nth", range(1, 9))
async def test_a_failure_in_the_middle_of_telling_a_change_loses_and_doubles_nothing(
    moody_town: Town, moody: MoodyDatabase, when: Any, nth: int
) -> None:
    home, held = await told(moody_town)
    await home.cancels(held, "Метель")
    moody.countdown, moody.when = nth, when
    for _ in range(3):
        with suppress(StorageError):
            await is_reminded(moody_town)
    await moody_town.passes(10 * MINUTE, step=MINUTE)
    assert heard(moody_town, "отменено") == each_once()
    assert await rows(moody_town, changes) == 0


async def test_what_a_change_makes_void_is_void_before_its_walk_is_there(town: Town) -> None:
    home = await village(town)
    held = await home.holds()
    people = await crowd(home)
    async with town.database.writing() as books:
        for someone in people:
            await books.people.set_zone(someone, "Asia/Kamchatka")  # the reminder waits for the morning
            await books.people.set_quiet(someone, (PARTY.replace(hour=22)).time(), (PARTY.replace(hour=8)).time())
    town.time = PARTY - DAY
    await is_reminded(town)
    assert await rows(town, reminders) == CROWD
    async with town.database.writing() as books:
        before = await books.events.get(held.id)
        after = await books.events.change(held.id, bump=True, starts_at=PARTY + 5 * DAY)
        assert before is not None
        await change_notices.event_changed(books, before, after, now=town.time)
    town.time = PARTY - DAY + 8 * HOUR
    facts = await remind.remind(town.database, town.directory, town.time)
    assert heard(town) == Counter()
    assert facts.get("told", 0) == 0
    assert await rows(town, outbox) == 0


async def test_two_changes_at_once_tell_each_person_of_the_newest(town: Town) -> None:
    home, held = await told(town)
    async with town.database.writing() as books:
        school = await books.events.change(held.id, bump=True, place="Школа")
        await change_notices.event_changed(books, held, school, now=town.time)
        club = await books.events.change(held.id, bump=True, place="Клуб")
        await change_notices.event_changed(books, school, club, now=town.time)
    await is_reminded(town)
    first, later = Counter(range(5000, 5003)), each_once() - Counter(range(5000, 5003))
    assert heard(town, "Школа") == first, "they heard it before it was changed again"
    assert heard(town, "Клуб") == first + later
    assert home.alliance == held.alliance_id


async def test_a_reminder_that_still_waits_in_the_outbox_does_not_leave_after_the_cancellation(town: Town) -> None:
    home = await village(town)
    held = await home.holds()
    await crowd(home)
    town.time = PARTY - DAY
    await remind.remind(town.database, town.directory, town.time)
    async with town.database.writing() as books:  # the messenger is slow
        await books.connection.execute(sa.update(outbox).values(not_before=town.time + MINUTE))
    await home.cancels(held, "Метель")
    await is_reminded(town)
    await town.passes(5 * MINUTE)
    assert heard(town) == heard(town, "отменено") == each_once()


async def test_a_day_of_silence_expires_the_stale_ones_by_rule(town: Town) -> None:
    home = await village(town)
    await home.holds()
    await crowd(home)
    town.time = PARTY - DAY
    rule = await the_rule(town)
    while await plan_next(town.database, rule, town.time, Counter()):
        pass
    town.time = PARTY + DAY  # the program was down
    await is_reminded(town)
    assert heard(town) == Counter()
    async with town.database.reading() as books:
        facts = next(run.facts for run in await books.runs.last(9) if run.job == "remind")
    assert facts["too_late"] == CROWD


async def test_two_processes_share_the_work(postgresql_url: str) -> None:
    """They meet on the same rule and the same reminders."""
    one, two = await Database.open(postgresql_url), await Database.open(postgresql_url)
    town = await Town.found(one, "telegram")
    home = await village(town)
    await home.holds()
    await crowd(home, 30)
    town.time = PARTY - DAY
    await asyncio.gather(*(remind.remind(database, town.directory, town.time) for database in (one, two, one, two)))
    await is_reminded(town)
    assert heard(town) == each_once(30)
    await one.close()
    await two.close()
