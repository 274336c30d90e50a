"""Whoever knew of an event is told once per version of it, and nobody is told of what concerns them no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.event import State
from handlers.plan.change_notices import event_changed
from tests.handlers.subscriptions.steps import PARTY, subscriber, village
from tests.people import Town


async def test_the_same_version_is_told_once(both_towns: Town) -> None:
    town = both_towns
    home = await village(town)
    held = await home.holds()
    ira = await subscriber(town, f"e{held.id}")
    async with town.database.writing() as books:
        after = await books.events.change(held.id, bump=True, place="Школа")
        told = [await event_changed(books, held, after, now=town.time) for _ in range(2)]
        later = await books.events.change(held.id, bump=True, place="Клуб")
        told.append(await event_changed(books, after, later, now=town.time))
    await town.drain()
    assert told == [1, 0, 1]
    assert len(ira.heard) == 2
    assert "Клуб" in ira.reads
    assert [button.press for row in ira.last.rows for button in row][:2] == [f"e:{held.id}", f"nogo:{held.id}"]


async def test_a_better_description_is_no_news(town: Town) -> None:
    home = await village(town)
    held = await home.holds()
    ira = await subscriber(town, f"e{held.id}")
    assert await home.changes(held, description="Приходите с детьми") == 0
    assert ira.heard == []


async def test_drafts_and_what_is_over_concern_nobody(town: Town) -> None:
    home = await village(town)
    held = await home.holds()
    ira = await subscriber(town, f"e{held.id}")
    draft = replace(held, state=State.DRAFT)
    moved = replace(held, place="Школа", sequence=1)
    after_all = PARTY + timedelta(hours=1)
    async with town.database.writing() as books:
        assert await event_changed(books, draft, moved, now=town.time) == 0
        assert await event_changed(books, held, moved, now=after_all) == 0
        assert await event_changed(books, held, replace(held, state=State.CANCELLED), now=after_all) == 0
    await town.drain()
    assert ira.heard == []


async def test_a_cancellation_overtakes_a_change_that_has_not_left_yet(town: Town) -> None:
    home = await village(town)
    held = await home.holds()
    ira = await subscriber(town, f"e{held.id}", zone="Asia/Kamchatka")
    await town.passes(timedelta(hours=4))  # one in the morning there
    await home.changes(held, place="Школа")
    await home.cancels(held)
    await town.passes(timedelta(hours=8))
    assert len(ira.heard) == 1
    assert "отменено" in ira.reads


async def test_somebody_from_another_messenger_is_told_there(wide_town: Town) -> None:
    home = await village(wide_town)
    held = await home.holds()
    people = [await subscriber(wide_town, f"e{held.id}", messenger=kind) for kind in ("telegram", "vk", "playground")]
    assert await home.changes(held, starts_at=PARTY + timedelta(days=1)) == 3
    assert all("23 ноября" in person.reads for person in people)
