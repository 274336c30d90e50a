"""What feeds ask for: every long list is led by an index; tokens that live until they are revoked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.event import State
from storage.database import Database
from storage.people.tokens import FOR_EVER
from tests.storage.explaining import asked, explain, read_whole
from tests.storage.libraries.namesakes import NOW, alliance, december, event, library, person

SINCE = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("ask", "arguments", "how"),
    [
        ("dated", (1, SINCE), {}),
        ("dated", (1, SINCE), {"library_id": 1}),
        ("dated", (1, SINCE), {"tag": "leisure"}),
        ("wanted", (1, SINCE), {}),
        ("events", ((1, 2),), {}),
        ("series", ((1, 2),), {}),
        ("dated", (1, SINCE), {"library_id": 1, "undated": True}),
        ("dated", (1, SINCE), {"before": date(2027, 1, 1)}),
        ("public_events", (0, 10), {}),
        ("public_libraries", (0, 10), {}),
        ("told_entries", (0, 10), {}),
        ("greatest", ("entries",), {}),
    ],
)
@pytest.mark.plans
async def test_lists_are_led_by_an_index(
    database: Database, ask: str, arguments: tuple[Any, ...], how: dict[str, Any]
) -> None:
    for statement in await asked(database, "feeds", ask, *arguments, **how):
        async with database.reading() as books:
            assert read_whole(await explain(books.connection, statement)) == []


async def test_series_stand_side_by_side_and_are_whole_however_old(database: Database) -> None:
    async with database.writing() as books:
        host = await library(books, (await alliance(books)).id)
        old = await event(books, host, starts_at=datetime(2025, 1, 1, tzinfo=UTC))
        first = await event(books, host, starts_at=datetime(2025, 1, 2, tzinfo=UTC), repeats="FREQ=YEARLY")
        single = await event(books, host)
        second = await event(books, host, repeats="FREQ=YEARLY", series_id=first.id)
        await event(books, host, state=State.DRAFT)
        await event(books, host, month=date(2026, 12, 1))
        ids = await books.feeds.dated(host.alliance_id, SINCE)
        assert ids == (first.id, second.id, single.id)
        assert old.id not in ids
        assert [one.id for one in await books.feeds.events(ids)] == list(ids)


async def test_how_a_series_ends(database: Database) -> None:
    async with database.writing() as books:
        host = await library(books, (await alliance(books)).id)
        first = await event(books, host, starts_at=december(1), repeats="FREQ=WEEKLY")
        second = await event(books, host, starts_at=december(8), repeats="FREQ=WEEKLY", series_id=first.id)
        await event(books, host, starts_at=december(15), repeats="FREQ=WEEKLY", series_id=first.id, state=State.DRAFT)
        known = (await books.feeds.series((first.id,)))[first.id]
        assert (known.last_id, known.goes_on) == (second.id, True)
        assert (known.first_start, known.first_zone) == (december(1), "Europe/Moscow")
        await books.events.move_state(second.id, State.CANCELLED)
        assert not (await books.feeds.series((first.id,)))[first.id].goes_on
        assert await books.feeds.series((999,)) == {}
        assert await books.feeds.series(()) == {}


async def test_a_token_lives_until_it_is_revoked(database: Database) -> None:
    async with database.writing() as books:
        owner, other = await person(books), await person(books, 2)
        token = await books.tokens.issue("calendar", {"person": owner}, owner, FOR_EVER)
        much_later = NOW + timedelta(days=100_000)
        assert await books.tokens.look(token, "calendar", much_later) == {"person": owner}
        assert (await books.tokens.delete_before(much_later, limit=99))[0] == 0
        assert await books.tokens.held_by(owner, "calendar", NOW) == {"person": owner}
        assert await books.tokens.held_by(other, "calendar", NOW) is None
        assert not await books.tokens.revoke(other, "calendar")
        assert not await books.tokens.revoke(owner, "invite")
        assert await books.tokens.revoke(owner, "calendar")
        assert await books.tokens.look(token, "calendar", NOW) is None
