"""Silent alliances get one kind hint in the daytime."""

from __future__ import annotations

from datetime import timedelta

from tests.handlers.subscriptions.steps import known, village
from tests.people import Person, Town
from tests.storage.libraries import namesakes

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


async def coordinator(town: Town, alliance: int) -> Person:
    """Somebody in this role, with a bound group."""
    anna = town.person("Анна")
    await anna.says("/menu")
    kept = await known(anna)
    async with town.database.writing() as books:
        await books.coordinators.appoint(alliance, kept.id, founder=True, at=town.time)
        await namesakes.group(books, alliance)
    anna.messenger.chats[anna.id].clear()
    return anna


async def test_a_silent_alliance_is_given_a_hint_once_and_by_day(town: Town) -> None:
    home = await village(town)
    await home.holds("Ёлка", town.time + 30 * DAY)
    anna = await coordinator(town, home.alliance)
    town.time += 15 * DAY
    await town.passes(HOUR)
    assert anna.heard == []
    town.time += DAY + 7 * HOUR  # eight in the evening in Moscow
    await town.passes(2 * HOUR, step=HOUR)
    assert anna.heard == []
    await town.passes(20 * HOUR, step=HOUR)
    assert len(anna.heard) == 1
    assert "14 дней" in anna.reads
    assert "Ёлка" in anna.reads
    await town.passes(2 * DAY, step=6 * HOUR)
    assert len(anna.heard) == 1


async def test_an_empty_plan_gets_ideas_instead(town: Town) -> None:
    home = await village(town)
    anna = await coordinator(town, home.alliance)
    town.time += 20 * DAY
    await town.passes(HOUR)
    assert "хронику" in anna.reads
