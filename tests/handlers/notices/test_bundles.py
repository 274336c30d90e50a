"""News that come one upon the other: ten ring in an hour, the rest are in one message that changes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from domain.quotas import LIMITS, Quota
from handlers.notices.bundles import EVERY, LISTED
from handlers.notices.people import tell_coordinators
from storage.messaging.bundles import BUNDLED
from storage.tables import outbox
from tests.handlers.libraries.steps import founded

if TYPE_CHECKING:
    from storage.alliances.alliances import Alliance
    from tests.people import Town

MOST = LIMITS[Quota.COORDINATOR_NOTICES].most


async def happens(town: Town, alliance: Alliance, *numbers: int) -> None:
    """News to the coordinators, each at once."""
    for number in numbers:
        async with town.database.writing() as books:
            await tell_coordinators(books, alliance.id, f"Новость {number}", now=town.time, key=f"news:{number}")


async def test_a_few_ring_and_the_rest_is_one_message_that_changes(both_towns: Town) -> None:
    town = both_towns
    anna, alliance = await founded(town)
    before = len(anna.heard)
    await happens(town, alliance, *range(60))
    await town.drain()
    heard = [prompt.text.plain for prompt in anna.heard[before:]]
    assert heard[:MOST] == [f"Новость {n}" for n in range(MOST)]
    assert len(heard) == MOST + 1
    for n in range(60 - LISTED, 60):
        assert f"• Новость {n}" in heard[-1]
    assert f"И ещё {60 - MOST - LISTED} новости" in heard[-1] or f"И ещё {60 - MOST - LISTED} новостей" in heard[-1]

    town.time += EVERY
    await happens(town, alliance, 60, 61)
    town.time += EVERY
    await town.drain()
    assert len(anna.heard) == before + MOST + 1, "the same message"
    assert "• Новость 61" in anna.reads


async def test_the_message_changes_no_more_often_than_once_a_minute(town: Town) -> None:
    anna, alliance = await founded(town)
    await happens(town, alliance, *range(MOST + 1))
    await town.drain()
    was = anna.reads
    await happens(town, alliance, 100, 101)
    await town.drain()
    assert anna.reads == was
    town.time += EVERY
    await town.drain()
    assert "• Новость 101" in anna.reads


async def test_no_news_is_told_twice_and_all_of_it_is_kept(town: Town) -> None:
    _, alliance = await founded(town)
    await happens(town, alliance, *range(30))
    await happens(town, alliance, *range(30))
    async with town.database.reading() as books:
        kept = sa.select(sa.func.count()).where(outbox.c.trouble == BUNDLED)
        assert (await books.connection.execute(kept)).scalar_one() == 30 - MOST


async def test_in_the_next_hour_they_ring_again(town: Town) -> None:
    anna, alliance = await founded(town)
    await happens(town, alliance, *range(30))
    await town.drain()
    town.time += timedelta(hours=1, minutes=1)
    await happens(town, alliance, 50)
    await town.drain()
    assert anna.reads == "Новость 50"
