"""The way to the newest schema leads to the same place as a fresh start."""

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine.interfaces import ReflectedIndex
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import Database
from storage.migrations import State, state, upgrade
from storage.sql.errors import AlreadyRunning, TooNew, Unavailable
from storage.tables import metadata


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def spelled(index: ReflectedIndex) -> str:
    """An index with its condition as text."""
    options = {name: str(option) for name, option in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": options})


async def reflected(url: str) -> dict[str, object]:
    """Everything that the database itself says about its tables."""

    def look(connection: sa.Connection) -> dict[str, object]:
        inspector = sa.inspect(connection)
        return {
            table: {
                "columns": [{**column, "type": str(column["type"])} for column in inspector.get_columns(table)],
                "key": inspector.get_pk_constraint(table),
                "indexes": sorted(map(spelled, inspector.get_indexes(table))),
                "unique": sorted(map(str, inspector.get_unique_constraints(table))),
                "foreign": sorted(map(str, inspector.get_foreign_keys(table))),
                "checks": sorted(map(str, inspector.get_check_constraints(table))),
                "counts up": connection.scalar(
                    sa.text("SELECT sql LIKE '%AUTOINCREMENT%' FROM sqlite_master WHERE name = :table"),
                    {"table": table},
                )
                if connection.dialect.name == "sqlite"
                else None,
            }
            for table in inspector.get_table_names()
            if table != "alembic_version"
        }

    engine = create_async_engine(url)
    async with engine.begin() as connection:
        found = await connection.run_sync(look)
    await engine.dispose()
    return found


async def created(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


async def emptied(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.exec_driver_sql("DROP TABLE alembic_version")
    await engine.dispose()


async def test_a_migrated_database_is_like_a_fresh_one(empty_url: str) -> None:
    await upgrade(empty_url)
    migrated = await reflected(empty_url)
    await emptied(empty_url)
    assert await reflected(empty_url) == {}
    await created(empty_url)

    fresh = await reflected(empty_url)

    assert set(fresh) == set(metadata.tables)
    for table in fresh:
        assert migrated[table] == fresh[table]


async def test_alembic_sees_nothing_left_to_do(database_url: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        left = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata)
        )
    await engine.dispose()

    assert left == []


async def test_partial_indexes_are_partial_on_both(database_url: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        source = "SELECT name, sql FROM sqlite_master" if on_sqlite else "SELECT indexname, indexdef FROM pg_indexes"
        rows = (await connection.execute(sa.text(source))).all()
        definitions: dict[str, str] = {row[0]: row[1] for row in rows}
    await engine.dispose()

    partial = {
        str(index.name)
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    assert partial >= {"ix_inbox_new", "ix_outbox_due", "ix_reminders_due", "uq_memberships_now"}
    assert {name for name in partial if " WHERE " in definitions[name]} == partial


async def test_upgrading_twice_is_harmless(database_url: str) -> None:
    before = await reflected(database_url)

    await upgrade(database_url)

    assert await reflected(database_url) == before


async def test_state_tells_what_is_missing(empty_url: str) -> None:
    before = await state(empty_url)
    await upgrade(empty_url)

    assert before.current is None
    assert before.pending[-1] == before.head
    assert await state(empty_url) == State(current=before.head, head=before.head, pending=())


async def test_state_of_nothing_makes_no_file(tmp_path: Path) -> None:
    await state(f"sqlite+aiosqlite:///{tmp_path / 'none.db'}")

    assert names(tmp_path) == []


async def test_a_database_of_a_newer_program_is_left_alone(empty_url: str) -> None:
    await upgrade(empty_url)
    engine = create_async_engine(empty_url)
    async with engine.begin() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()

    with pytest.raises(TooNew, match="9999"):
        await upgrade(empty_url)
    with pytest.raises(TooNew, match="9999"):
        await state(empty_url)


async def test_a_running_program_is_not_migrated_under_its_feet(sqlite_url: str) -> None:
    database = await Database.open(sqlite_url)
    try:
        with pytest.raises(AlreadyRunning):
            await upgrade(sqlite_url)
    finally:
        await database.close()


async def test_several_processes_may_start_at_once(empty_url: str) -> None:
    """On PostgreSQL the second waits; on SQLite it refuses, as a second program on one file does."""
    if empty_url.startswith("postgresql"):
        await asyncio.gather(*(upgrade(empty_url) for _ in range(3)))
    else:
        outcomes = await asyncio.gather(*(upgrade(empty_url) for _ in range(3)), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes if outcome] == [AlreadyRunning, AlreadyRunning]

    assert (await state(empty_url)).pending == ()


async def test_an_unreachable_server_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        await upgrade("postgresql+asyncpg://tezki@127.0.0.1:1/tezki")
