"""Whoever was named as holding an event with its host before they were asked counts as having agreed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine

from storage import migrations
from storage.database import Database
from storage.migrations import upgrade

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


async def to_the_schema_before(url: str) -> None:
    """With an event that two libraries hold."""
    engine = create_async_engine(url)

    def run(connection: sa.Connection) -> None:
        config = migrations.config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0008")
        meta = sa.MetaData()
        meta.reflect(connection, only=["alliances", "libraries", "events", "event_hosts"])
        alliances, libraries, events, hosts = (
            meta.tables[name] for name in ("alliances", "libraries", "events", "event_hosts")
        )
        alliance = {"id": 3, "slug": "ivanovka", "settlement": "Ивановка", "folded": "ивановка", "form": "movement"}
        more = {"wide": True, "goals": [], "zone": "Europe/Moscow", "journal_key": "0" * 32, "founded_at": NOW}
        connection.execute(sa.insert(alliances).values(**alliance, **more))
        for number, title in ((7, "Сельская"), (8, "Детская")):
            connection.execute(
                sa.insert(libraries).values(
                    id=number,
                    alliance_id=3,
                    settlement="Ивановка",
                    region="Омская область",
                    zone="Asia/Omsk",
                    title=title,
                    folded=title.lower(),
                    ownership="municipal",
                    verdict="same",
                    created_at=NOW,
                )
            )
        connection.execute(
            sa.insert(events).values(
                id=12,
                alliance_id=3,
                library_id=7,
                title="Вечер",
                kind="meeting",
                day=date(2026, 12, 1),
                month=date(2026, 12, 1),
                zone="Asia/Omsk",
                state="announced",
                created_at=NOW,
            )
        )
        connection.execute(sa.insert(hosts).values(event_id=12, library_id=8))

    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


async def test_a_co_host_of_before_has_agreed(empty_url: str) -> None:
    await to_the_schema_before(empty_url)
    await upgrade(empty_url)
    database = await Database.open(empty_url)
    async with database.reading() as books:
        event = await books.events.get(12)
        nobody = await books.co_hosts.to_remind(datetime(2030, 1, 1, tzinfo=UTC), 10)
    await database.close()

    assert event is not None
    assert (event.co_hosts, event.invited, event.declined) == ((8,), (), ())
    assert nobody == ()
