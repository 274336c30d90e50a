"""A cursor of ours brings its first rows along and fetches the others when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.sql.sqlite_connection import AHEAD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from storage.books import Books

COUNTED = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < {most}) SELECT x FROM n"


@pytest.fixture(params=["reading", "writing"])
async def books(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Books]:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'rows.db'}")
    async with database.reading() if request.param == "reading" else database.writing() as books:
        yield books
    await database.close()


@pytest.mark.parametrize("most", [1, AHEAD - 1, AHEAD, AHEAD + 1, 3 * AHEAD])
async def test_all_rows_come_however_many_they_are(books: Books, most: int) -> None:
    found = await books.connection.execute(sa.text(COUNTED.format(most=most)))
    assert list(found.scalars()) == list(range(1, most + 1))


@pytest.mark.parametrize("most", [1, AHEAD, 2 * AHEAD + 1])
async def test_rows_can_be_read_by_and_by(books: Books, most: int) -> None:
    async with books.connection.stream(sa.text(COUNTED.format(most=most))) as rows:
        assert [row.x async for row in rows] == list(range(1, most + 1))
    async with books.connection.stream(sa.text(COUNTED.format(most=most))) as rows:
        assert (await rows.fetchone(), len(await rows.fetchmany(5))) == ((1,), min(5, most - 1))


async def test_what_is_left_unread_can_be_closed(books: Books) -> None:
    async with books.connection.stream(sa.text(COUNTED.format(most=3 * AHEAD))) as rows:
        await rows.fetchone()
    assert (await books.connection.execute(sa.text("SELECT 1"))).scalar_one() == 1
