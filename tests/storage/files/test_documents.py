"""A wish for a document is fulfilled once; its bytes are kept only until they are sent."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.books import Books
from storage.database import Database
from tests.storage.libraries import namesakes
from tests.storage.libraries.namesakes import NOW

ABOUT = {"alliance": 3, "start": "2026-12-01"}


@pytest.fixture
async def books(database: Database) -> AsyncIterator[Books]:
    async with database.writing() as books:
        yield books


async def test_a_paper_is_made_once_and_forgotten_when_it_is_sent(books: Books) -> None:
    person = await namesakes.person(books)
    paper = await books.long_jobs.want(person, "plan", ABOUT, NOW)

    assert await books.documents.made(paper, "План.xlsx", b"1")
    assert not await books.documents.made(paper, "План.xlsx", b"2")
    assert await books.documents.file_of(paper) == ("План.xlsx", b"1")
    assert await books.documents.wanted(limit=5) == ()
    assert await books.documents.open_of(person) == 1
    await books.documents.sent([paper])
    assert await books.documents.open_of(person) == 0
    with pytest.raises(LookupError):
        await books.documents.file_of(paper)


async def test_a_wish_that_was_given_up_waits_no_more(books: Books) -> None:
    person = await namesakes.person(books)
    paper = await books.long_jobs.want(person, "plan", ABOUT, NOW)

    assert await books.long_jobs.end(paper, "failed")
    assert not await books.long_jobs.end(paper, "failed")
    assert not await books.documents.made(paper, "План.xlsx", b"1")
    assert await books.documents.open_of(person) == 0
