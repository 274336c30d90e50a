"""What every wing counts of an alliance: public things only, each once, under the goals that it serves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from domain.event import State
from storage.chronicle import figures as of_chronicle
from storage.libraries import figures as of_libraries
from storage.plan import figures as of_plan
from tests.storage.explaining import executed, explain, read_whole
from tests.storage.libraries.namesakes import NOW, alliance, event, library

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from storage.books import Books
    from storage.database import Database

YEAR = date(2026, 1, 1), date(2027, 1, 1)
COUNTERS: dict[str, Callable[[Books], Awaitable[Any]]] = {
    "plan": lambda books: of_plan.lines(books.connection, 1, *YEAR),
    "chronicle": lambda books: of_chronicle.lines(books.connection, 1, *YEAR),
    "libraries": lambda books: of_libraries.partners(books.connection, 1),
}
DAY, NEXT_YEAR = date(2026, 12, 5), date(2027, 1, 1)


@pytest.mark.parametrize("counter", COUNTERS)
@pytest.mark.plans
async def test_counting_is_led_by_an_index(database: Database, counter: str) -> None:
    for statement in await executed(database, COUNTERS[counter]):
        async with database.reading() as books:
            assert read_whole(await explain(books.connection, statement)) == []


async def test_an_event_is_planned_and_what_became_of_it(database: Database) -> None:
    async with database.writing() as books:
        host = await library(books, (await alliance(books)).id)
        for state in State:
            await event(books, host, title=state.value, state=state, tags=["leisure"])
        await event(books, host, title="next year", starts_at=datetime(2027, 1, 3, 12, tzinfo=UTC))
        counted = await of_plan.lines(books.connection, host.alliance_id, *YEAR)

    assert sorted(tuple(line.amounts) for line in counted) == [
        ("planned", "ahead"),
        ("planned", "cancelled"),
        ("planned", "held"),
        ("planned", "held"),
    ]
    assert {line.goals for line in counted} == {("leisure",)}
    assert {(line.library, line.title, line.district, line.day) for line in counted} == {
        (host.id, host.title, host.district, DAY)
    }


async def test_an_entry_counts_once_as_it_was_corrected_last(database: Database) -> None:
    async with database.writing() as books:
        host = await library(books, (await alliance(books)).id)
        held = await event(books, host, state=State.CHRONICLED, tags=["leisure", "culture"])
        of_last_year = await event(books, host, starts_at=datetime(2025, 12, 5, 12, tzinfo=UTC), tags=["leisure"])
        for event_id, day in ((held.id, DAY), (of_last_year.id, DAY), (None, DAY), (None, NEXT_YEAR)):
            written = await books.chronicle.write(
                alliance_id=host.alliance_id,
                library_id=host.id,
                event_id=event_id,
                title="Вечер",
                happened_on=day,
                text="Пели",
                visitors=10,
                new_readers=None,
                at=NOW,
            )
            if event_id == held.id:
                await books.chronicle.correct(written.id, correction="не так", visitors=40, new_readers=3, at=NOW)
        counted = await of_chronicle.lines(books.connection, host.alliance_id, *YEAR)

    corrected = {"told": 1, "visitors": 40, "new_readers": 3}
    plain = {"told": 1, "visitors": 10, "new_readers": 0}
    assert sorted((sorted(line.goals), sorted(line.amounts.items())) for line in counted) == sorted(
        [(["culture", "leisure"], sorted(corrected.items())), ([], sorted(plain.items())), ([], sorted(plain.items()))]
    )


async def test_partners_are_members_of_now_and_their_regions(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        assert await of_libraries.partners(books.connection, founded.id) == (0, 0)
        await library(books, founded.id)
        await library(books, founded.id, "Вторая")
        await library(books, founded.id, "Третья", region="Омская область")
        gone = await library(books, founded.id, "Ушла", region="Томская область")
        await books.libraries.leave(gone.id, NOW, None)
        assert await of_libraries.partners(books.connection, founded.id) == (3, 2)
        assert (await books.libraries.count(founded.id), len(await books.libraries.regions(founded.id))) == (3, 2)
