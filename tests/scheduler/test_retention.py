"""What has served its purpose is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from scheduler import retention as forget
from storage.tables import events, inbox, outbox, reminders, rules_fired, talks
from tests.handlers.subscriptions.steps import PARTY, known, village
from tests.people import Town

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


async def test_old_things_are_forgotten_and_fresh_ones_stay(town: Town) -> None:
    home = await village(town)
    await home.holds(starts_at=PARTY)
    ira = town.person()
    await ira.says("/menu")
    await ira.starts("found")
    assert await _rows(town) == {"inbox": 2, "outbox": 2, "talks": 1}
    town.time += 2 * DAY
    await town.passes(HOUR, step=HOUR)
    assert await _rows(town) == {"inbox": 2, "outbox": 2, "talks": 1}
    town.time += 6 * DAY
    await town.passes(HOUR, step=HOUR)
    count = len(ira.heard)
    assert await _rows(town) == {"inbox": 0, "outbox": 2, "talks": 0}
    town.time += 60 * DAY
    await town.passes(HOUR, step=HOUR)
    assert (await _rows(town))["outbox"] == 0
    assert len(ira.heard) == count, "nobody is told that they forgot something"


async def test_who_was_reminded_of_what_is_long_over_is_forgotten_chunk_by_chunk(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what is ahead is not, though it was once to be on a day that is long past."""
    monkeypatch.setattr(forget, "CHUNK", 2)
    home = await village(town)
    over, moved = await home.holds("Ёлка", PARTY), await home.holds("Концерт", PARTY)
    readers = [town.person() for _ in range(5)]
    for reader in readers:
        await reader.says("/menu")
    kept = [(await known(reader)).id for reader in readers]
    async with town.database.writing() as books:
        for event in (over, moved):
            await books.reminders.record_told(event.id, kept, lead=1440, sequence=0, at=town.time)
        later = sa.update(events).where(events.c.id == moved.id).values(starts_at=PARTY + 300 * DAY)
        await books.connection.execute(later)
    assert await _count(town, reminders) == 10
    town.time = PARTY
    town.time += 61 * DAY
    await town.passes(HOUR, step=HOUR)

    async with town.database.reading() as books:
        about = (await books.connection.execute(sa.select(reminders.c.event_id))).scalars().all()
        rules = (await books.connection.execute(sa.select(rules_fired.c.starts_at).distinct())).scalars().all()
    assert about == [moved.id] * 5
    assert all(start > town.time - 60 * DAY for start in rules)


async def test_a_picture_that_was_never_used_is_forgotten_and_a_poster_is_not(town: Town) -> None:
    home = await village(town)
    async with town.database.writing() as books:
        poster, stray = [
            await books.pictures.keep(name.encode(), width=1, height=1, sha256=name, person_id=None, at=town.time)
            for name in ("poster", "stray")
        ]
    await home.holds(starts_at=PARTY, poster_id=poster)
    town.time += 31 * DAY
    await town.passes(HOUR, step=HOUR)
    async with town.database.reading() as books:
        assert await books.pictures.bytes_of(poster) == b"poster"
        with pytest.raises(LookupError):
            await books.pictures.bytes_of(stray)


async def test_a_photograph_that_was_not_published_is_gone_after_a_month(town: Town) -> None:
    home = await village(town)
    async with town.database.writing() as books:
        kept, poster = [
            await books.pictures.keep(jpeg, width=1, height=1, sha256=jpeg.hex(), person_id=None, at=town.time)
            for jpeg in (b"1", b"2")
        ]
    await home.holds(starts_at=PARTY, poster_id=poster)
    town.time += 29 * DAY
    await town.passes(HOUR, step=HOUR)
    async with town.database.reading() as books:
        assert await books.pictures.bytes_of(kept)
    town.time += 2 * DAY
    await town.passes(HOUR, step=HOUR)
    async with town.database.reading() as books:
        assert await books.pictures.bytes_of(poster)
        with pytest.raises(LookupError):
            await books.pictures.bytes_of(kept)


async def _count(town: Town, table: sa.Table) -> int:
    async with town.database.reading() as books:
        return int((await books.connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one())


async def _rows(town: Town) -> dict[str, int]:
    return {table.name: await _count(town, table) for table in (inbox, outbox, talks)}
