"""A plan from a file remembers its rows and the events that came of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta

import pytest

from domain.event import Kind, State
from domain.plan.rows import Note, PlanRow, Remark
from storage.books import Books
from storage.database import Database
from tests.storage.libraries import namesakes
from tests.storage.libraries.namesakes import NOW

ROWS = (
    PlanRow(
        number=2,
        title="Вечер памяти",
        day=date(2026, 12, 5),
        at=time(15),
        until=datetime(2026, 12, 5, 17),  # noqa: DTZ001 - the wall clock of the host
        kind=Kind.MEETING,
        co_hosts=(7, 8),
        notes=(Note(what=Remark.AGE_UNKNOWN, said="детям"),),
    ),
    PlanRow(number=3, title="Выставка", month=date(2026, 12, 1)),
)


@pytest.fixture
async def books(database: Database) -> AsyncIterator[Books]:
    async with database.writing() as books:
        yield books


async def proposed(books: Books) -> tuple[int, int]:
    """The import and a draft of its library."""
    alliance = await namesakes.alliance(books)
    library = await namesakes.library(books, alliance.id)
    made = await books.plan_imports.propose(
        alliance_id=alliance.id, library_id=library.id, made_by=await namesakes.person(books), rows=ROWS, at=NOW
    )
    draft = await namesakes.event(books, library, state=State.DRAFT)
    return made, draft.id


async def test_the_rows_come_back_as_they_were(books: Books) -> None:
    number, _ = await proposed(books)
    found = await books.plan_imports.get(number, lock=True)

    assert found is not None
    assert (found.rows, found.written_at, found.undone_at) == (ROWS, None, None)
    assert await books.plan_imports.get(number + 1) is None


async def test_the_first_writing_counts_and_an_undone_one_may_be_written_again(books: Books) -> None:
    number, draft = await proposed(books)
    await books.plan_imports.wrote(number, {draft: "a" * 64}, NOW)
    await books.plan_imports.undone(number, NOW + timedelta(hours=1))
    undone = await books.plan_imports.get(number)
    await books.plan_imports.wrote(number, {}, NOW + timedelta(hours=2))
    again = await books.plan_imports.get(number)

    assert undone is not None
    assert again is not None
    assert undone.undone_at == NOW + timedelta(hours=1)
    assert (again.written_at, again.undone_at) == (NOW, None)


async def test_an_event_that_is_deleted_belongs_to_no_import(books: Books) -> None:
    number, draft = await proposed(books)
    await books.plan_imports.wrote(number, {draft: "a" * 64}, NOW)
    assert await books.plan_imports.events_of(number) == {draft: "a" * 64}
    assert await books.events.remove(draft)

    assert await books.plan_imports.events_of(number) == {}


async def test_imports_are_forgotten_and_their_events_stay(books: Books) -> None:
    number, draft = await proposed(books)
    await books.plan_imports.wrote(number, {draft: "a" * 64}, NOW)

    assert (await books.plan_imports.delete_before(NOW, limit=99))[0] == 0
    assert (await books.plan_imports.delete_before(NOW + timedelta(seconds=1), limit=99))[0] == 1
    assert await books.events.get(draft) is not None
