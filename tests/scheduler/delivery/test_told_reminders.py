"""A reminder that waits in the outbox does not leave once its event is cancelled or moved, wherever the walk is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.plan import change_notices
from scheduler.reminders import remind, tell_changes
from storage.database import Database
from storage.reminders.in_outbox import LONGEST_KEY, key_of_several
from talk.messenger import Uncertain
from tests.handlers.subscriptions.steps import PARTY, Village, village
from tests.people import START, Town
from tests.scheduler.delivery.crowds import CrowdMessenger
from tests.scheduler.reminders.test_walks import DAY, HOUR, crowd, each_once, heard, is_reminded

if TYPE_CHECKING:
    from storage.plan.events import Event


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change reaches three people in its own turn; the others wait for the job."""
    monkeypatch.setattr(tell_changes, "PEOPLE", 3)
    monkeypatch.setattr(change_notices, "AT_ONCE", 3)


async def reminded(town: Town, *titles: str) -> Village:
    """All of a crowd have a reminder of these events in the outbox; nothing has left."""
    home = await village(town)
    for title in titles:
        await home.holds(title)
    await crowd(home)
    town.time = PARTY - DAY
    await remind.remind(town.database, town.directory, town.time)
    return home


async def test_cancelled_it_leaves_to_nobody(town: Town) -> None:
    home = await reminded(town, "Чтения")
    await home.cancels(await the_event(town, "Чтения"))
    await is_reminded(town)
    assert heard(town) == heard(town, "отменено") == each_once()


async def test_moved_it_leaves_to_nobody(town: Town) -> None:
    home = await reminded(town, "Чтения")
    await home.changes(await the_event(town, "Чтения"), starts_at=PARTY + DAY)
    await is_reminded(town)
    assert heard(town) == heard(town, "23 ноября") == each_once()


async def test_with_another_place_it_leaves_all_the_same(town: Town) -> None:
    """The reminder is true; what is different is told by the walk. Only the first were told before it left."""
    home = await reminded(town, "Чтения")
    await home.changes(await the_event(town, "Чтения"), place="Школа")
    await is_reminded(town)
    assert heard(town, "Школа") == each_once()
    assert len(heard(town) - each_once()) == 8


async def test_of_several_events_those_that_stay_are_told_without_the_cancelled_one(town: Town) -> None:
    home = await reminded(town, "Чтения", "Концерт")
    await home.cancels(await the_event(town, "Чтения"))
    assert not heard(town, "Концерт")
    await is_reminded(town)
    assert heard(town, "Концерт") == heard(town, "отменено") == each_once()
    assert heard(town) == each_once() + each_once()


async def test_of_several_events_those_that_stay_are_told_without_the_moved_one(town: Town) -> None:
    home = await reminded(town, "Чтения", "Концерт")
    await home.changes(await the_event(town, "Чтения"), starts_at=PARTY - 2 * HOUR)
    await is_reminded(town)
    assert heard(town, "Концерт") == heard(town, "Чтения") == each_once()


async def test_of_several_events_that_stay_all_are_told(town: Town) -> None:
    await reminded(town, "Чтения", "Концерт")
    await town.drain()
    assert heard(town) == heard(town, "Концерт") == heard(town, "Чтения") == each_once()


async def test_a_call_to_many_that_may_have_been_made_is_not_repeated_for_what_is_cancelled(database: Database) -> None:
    """All of its people are told of the cancellation instead."""
    async with database.writing() as books:
        account = await books.accounts.ensure("vk", 901, at=START)
    messenger = CrowdMessenger("vk", account.id)
    town = Town(database, [messenger])
    home = await reminded(town, "Чтения")
    messenger.failures.append(Uncertain("no answer"))
    await town.drain()
    await home.cancels(await the_event(town, "Чтения"))
    town.time += timedelta(minutes=10)
    await is_reminded(town)
    assert heard(town) == heard(town, "отменено") == each_once()


async def the_event(town: Town, title: str) -> Event:
    async with town.database.reading() as books:
        return next(one for one in await books.events.many(range(1, 10)) if one.title == title)


def test_a_key_is_never_longer_than_the_outbox_keeps() -> None:
    starts = dict.fromkeys(range(10**12, 10**12 + 4), PARTY)
    assert len(key_of_several(10**17, starts, range(10**17, 10**17 + 4))) <= LONGEST_KEY
