"""A wish for long work waits its turn, remembers how far it is and ends once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from storage.books import Books
from storage.database import Database
from storage.files.long_jobs import WAKE
from tests.storage.libraries import namesakes
from tests.storage.libraries.namesakes import NOW

ABOUT = {"alliance": 3, "start": "2026-12-01"}


@pytest.fixture
async def books(database: Database) -> AsyncIterator[Books]:
    async with database.writing() as books:
        yield books


async def test_a_wish_wakes_whoever_makes_papers_and_waits_its_turn(books: Books) -> None:
    person = await namesakes.person(books)
    first = await books.long_jobs.want(person, "plan", ABOUT, NOW)
    second = await books.long_jobs.want(person, "roster", ABOUT, NOW)

    wanted = await books.documents.wanted(limit=5)
    assert [(one.id, one.kind, dict(one.about)) for one in wanted] == [
        (first, "plan", ABOUT),
        (second, "roster", ABOUT),
    ]
    assert await books.documents.wanted(limit=1) == wanted[:1]
    assert WAKE in books.woken


async def test_writing_a_plan_is_a_wish_of_its_own_kind(books: Books) -> None:
    person = await namesakes.person(books)
    paper = await books.long_jobs.want(person, "plan", ABOUT, NOW)
    work = await books.long_jobs.want(person, "plan-write", {"import": 7}, NOW)

    assert [one.id for one in await books.documents.wanted(limit=5)] == [paper]
    assert [one.id for one in await books.long_jobs.wanted_plans(limit=5)] == [work]
    assert await books.documents.open_of(person) == 1, "it is no document"


async def test_a_wish_remembers_how_far_it_is_and_ends_once(books: Books) -> None:
    person = await namesakes.person(books)
    work = await books.long_jobs.want(person, "plan-write", {"import": 7}, NOW)
    await books.long_jobs.note(work, {"import": 7, "after": 40})
    known = await books.long_jobs.get(work, lock=True)

    assert known is not None
    assert (dict(known.about), known.state) == ({"import": 7, "after": 40}, "wanted")
    assert await books.long_jobs.end(work, "stopped")
    assert not await books.long_jobs.end(work, "done")
    assert await books.long_jobs.wanted_plans(limit=5) == ()
    assert await books.long_jobs.get(work + 1) is None


async def test_old_wishes_are_forgotten(books: Books) -> None:
    person = await namesakes.person(books)
    await books.long_jobs.want(person, "plan", ABOUT, NOW)
    kept = await books.long_jobs.want(person, "plan", ABOUT, NOW + timedelta(days=1))

    assert (await books.long_jobs.delete_before(NOW + timedelta(hours=1), limit=99))[0] == 1
    assert [one.id for one in await books.documents.wanted(limit=5)] == [kept]
