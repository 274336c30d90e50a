"""What many tests begin with is done once, and no test can tell (tests/snapshots.py, tests/contents.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.event import State
from tests.contents import contents_of
from tests.snapshots import snapshot
from tests.web.village import NOW, SECRET, found, settle

if TYPE_CHECKING:
    from storage.database import Database

AWKWARD = 'it\'s «\\quoted», {braced}, (bracketed), "said",\nand goes on\t\\'


async def test_what_is_put_back_is_what_was_taken(database: Database) -> None:
    """Pictures, moments, JSON, words with anything in them, and which number comes next."""
    contents = contents_of(database)
    village = await settle(database)
    async with database.writing() as books:
        await books.alliances.change(village.alliance.id, motto=AWKWARD)
    before, copy = await contents.key(), await contents.copy()
    async with database.writing() as books:
        other = await found(books, "Ивановка", slug_base="ivanovka")
        await books.events.move_state(village.events["soon"].id, State.CANCELLED, cancel_reason="метель")
        await books.events.remove(village.events["draft"].id)
    assert await contents.key() != before

    await contents.put(copy)

    assert await contents.key() == before
    async with database.writing() as books:
        alliance = await books.alliances.get(village.alliance.id)
        event = await books.events.get(village.events["soon"].id)
        shown = await books.librarians.of_library(village.libraries[0].id)
        assert (await found(books, "Ивановка", slug_base="ivanovka")).id == other.id
    assert alliance is not None
    assert event is not None
    assert (alliance.motto, event.state, event.starts_at) == (
        AWKWARD,
        State.ANNOUNCED,
        village.events["soon"].starts_at,
    )
    assert SECRET in {one.contact for one in shown}


async def test_a_step_from_the_same_place_is_taken_once(database: Database) -> None:
    taken: list[str] = []

    @snapshot
    async def step(database: Database, settlement: str) -> int:
        taken.append(settlement)
        async with database.writing() as books:
            return (await found(books, settlement, slug_base="place")).id

    contents = contents_of(database)
    nothing = await contents.copy()
    first = await step(database, "Никольское")
    after = await contents.key()
    await contents.put(nothing)
    assert await step(database, "Никольское") == first
    assert await contents.key() == after
    assert taken == ["Никольское"]
    await step(database, "Никольское")  # it stands elsewhere now
    await contents.put(nothing)
    await step(database, "Ивановка")
    assert taken == ["Никольское", "Никольское", "Ивановка"]


async def test_whoever_patches_something_gets_no_snapshot(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[object] = []

    @snapshot
    async def step(database: Database) -> None:
        taken.append(database)

    monkeypatch.setattr("tests.web.village.NOW", NOW)
    await step(database)
    await step(database)
    assert len(taken) == 2
