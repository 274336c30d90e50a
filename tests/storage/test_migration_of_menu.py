"""Whoever was known before the menu counted anything has opened nothing yet, and goes on."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine

from storage import migrations
from storage.database import Database
from storage.migrations import upgrade

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


async def to_the_first(url: str) -> None:
    """As the program of the first schema leaves it, with a person in it."""
    engine = create_async_engine(url)

    def run(connection: sa.Connection) -> None:
        config = migrations.config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        meta = sa.MetaData()
        meta.reflect(connection, only=["accounts", "people"])
        accounts, people = meta.tables["accounts"], meta.tables["people"]
        connection.execute(
            sa.insert(accounts).values(id=1, kind="vk", external_id=7, title="", settings={}, created_at=NOW)
        )
        person = {"id": 5, "account_id": 1, "external_id": 9, "chat": 9, "leads": [60], "created_at": NOW}
        connection.execute(sa.insert(people).values(person))

    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


async def test_a_person_of_the_first_schema_has_opened_nothing_yet(empty_url: str) -> None:
    await to_the_first(empty_url)
    await upgrade(empty_url)
    database = await Database.open(empty_url)
    async with database.writing() as books:
        before = await books.people.get(5)
        await books.people.set_menu_uses(5, {"afisha": 3})
        after = await books.people.get(5)
        met = await books.people.meet(1, 10, 10, at=NOW)
    await database.close()

    assert before is not None
    assert (before.leads, before.menu_uses) == ((60,), {})
    assert after is not None
    assert after.menu_uses == {"afisha": 3}
    assert met.menu_uses == {}
