"""A column among numbers, few or many: one statement, the same on both databases, served by an index."""

from __future__ import annotations

from collections.abc import Collection

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.sql.any_of import any_of
from storage.tables import reminders, settings
from tests.storage.explaining import explain


async def found(database: Database, numbers: Collection[int], *, others: bool) -> list[int]:
    """Of one, two and three."""
    async with database.reading() as books:
        chosen = [sa.not_(one) if others else one for one in (any_of(sa.literal(n), numbers) for n in (1, 2, 3))]
        row = (await books.connection.execute(sa.select(*chosen))).one()
    return [number for number, yes in enumerate(row, 1) if yes]


@pytest.mark.parametrize("numbers", [(), (2,), (1, 3), range(2, 5000)])
async def test_it_is_what_in_is(database: Database, numbers: Collection[int]) -> None:
    assert await found(database, numbers, others=False) == [one for one in (1, 2, 3) if one in numbers]
    assert await found(database, numbers, others=True) == [one for one in (1, 2, 3) if one not in numbers]


async def test_a_parameter_may_be_named(database: Database) -> None:
    async with database.reading() as books:
        query = sa.select(settings.c.name).where(any_of(sa.literal(3), "wanted"))
        assert (await books.connection.execute(query, {"wanted": [1, 2]})).all() == []


@pytest.mark.plans
async def test_however_many_they_are_it_is_one_statement_that_goes_by_the_index(database: Database) -> None:
    queries = [sa.select(reminders.c.event_id).where(any_of(reminders.c.id, range(size))) for size in (1, 1000)]
    async with database.reading() as books:
        whole = {"render_postcompile": True}  # as it reaches the driver
        texts = {str(one.compile(dialect=books.connection.dialect, compile_kwargs=whole)) for one in queries}
        plan = await explain(books.connection, queries[1])

    assert len(texts) == 1
    assert "INTEGER PRIMARY KEY" in plan or "pk_reminders" in plan or "reminders_pkey" in plan
