"""The same turn with a thousand people and with a million of them, and all that they left behind.

The great database is poured by set operations into a folder on the disk: 1,000,000 people, 100,000 events, 10,000,000
old deliveries (some 3 GB). ``--small``: a hundredth of it.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import statistics
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks.bench_turn import environment
from benchmarks.bots import bot, round_of, serving
from benchmarks.figures import Figure
from storage.migrations import upgrade

FEW: Final = 1_000
MANY: Final = 1_000_000
EVENTS: Final = 100_000
DELIVERIES: Final = 10_000_000
BYTES: Final = 500
"""What a row of the past takes on the disk at most, with its indexes."""
LONG_AGO: Final = "2026-01-01 00:00:00.000000"
NUMBERS: Final = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"


def measure(*, small: bool) -> list[Figure]:
    share = 100 if small else 1
    needed = DELIVERIES // share * BYTES
    if shutil.disk_usage(tempfile.gettempdir()).free < needed * 2:
        print(f"SKIPPED: {needed * 2 >> 30} GB of free disk are needed in {tempfile.gettempdir()}")
        return []
    with tempfile.TemporaryDirectory(prefix="tezki-bench-") as folder:
        return [asyncio.run(_measure(Path(folder), share, rounds=1 if small else 5, seconds=1.0 if small else 4.0))]


async def _measure(folder: Path, share: int, *, rounds: int, seconds: float) -> Figure:
    for name, many in (("few", 0), ("many", 1)):
        await upgrade(environment(folder, name)["TEZKI_DATABASE_URL"])
        people = MANY // share if many else FEW
        pour(folder / f"{name}.db", people, many * EVENTS // share, many * DELIVERIES // share)
    async with serving() as (server, stack):
        few, great = [
            await stack.enter_async_context(
                bot(server, "ours", 1, key=name, environment=environment(folder, name), log=folder / f"{name}.log")
            )
            for name in ("few", "many")
        ]
        for one in (few, great):
            await round_of(one, seconds / 2)
        pairs = [(await round_of(few, seconds), await round_of(great, seconds)) for _ in range(rounds)]
    ratio = statistics.median(small.rate / large.rate for small, large in pairs)
    rates = [statistics.median(one.rate for one in side) for side in zip(*pairs, strict=True)]
    return Figure(
        work=f"the same turn with {MANY // share:,} people, {EVENTS // share:,} events,"
        f" {DELIVERIES // share:,} deliveries",
        ours=f"{rates[1]:.0f}/s",
        baseline=f"with {FEW:,} people: {rates[0]:.0f}/s",
        ratio=ratio,
        at_most=1.2,
    )


def pour(path: Path, people: int, events: int, deliveries: int) -> None:
    """People, events and what was told to them in the past."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")
        database.execute(
            "INSERT INTO accounts (id, kind, external_id, settings, created_at) VALUES (1, 'telegram', 1, '{}', ?)",
            (LONG_AGO,),
        )
        database.execute(
            f"{NUMBERS} INSERT INTO people (leads, greeted_at, created_at) SELECT '[]', ?, ? FROM n",  # noqa: S608 - our own words
            (people, LONG_AGO, LONG_AGO),
        )
        database.execute(
            "INSERT INTO consents (person_id, purpose, version, text_hash, given_at, how)"
            " SELECT id, 'service', 1, '', created_at, 'button' FROM people"
        )
        database.execute(
            "INSERT INTO addresses (person_id, account_id, external_id, chat, preferred, since, used_at)"
            " SELECT id, 1, 1000000 + id, 1000000 + id, 1, created_at, created_at FROM people"
        )
        if events:
            _pour_events(database, events)
        if deliveries:
            database.execute(
                f"{NUMBERS} INSERT INTO outbox"  # noqa: S608 - our own words
                " (account_id, chat, lane, action, key, person_id, not_before, state, refs, created_at, done_at)"
                """ SELECT 1, 1000001 + i % ?, 2, '{"kind":"tell"}', 'e' || i, 1 + i % ?, ?, 'sent', '["1"]', ?, ?"""
                " FROM n",
                (deliveries, people, people, LONG_AGO, LONG_AGO, LONG_AGO),
            )
        database.execute("COMMIT")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _pour_events(database: sqlite3.Connection, events: int) -> None:
    """Rows of ``alliances``, ``libraries`` and ``events`` with something in every column that must have it."""
    for table, many in (("alliances", events // 100), ("libraries", events // 10), ("events", events)):
        names, values = [], []
        for _, name, kind, needed, default, key in database.execute(f"PRAGMA table_info({table})").fetchall():
            if not needed or default is not None or key:
                continue
            names.append(name)
            values.append(_something(name, kind.upper(), events))
        database.execute(
            f"{NUMBERS} INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM n",  # noqa: S608 - ours
            (many,),
        )


def _something(name: str, kind: str, events: int) -> str:
    if name.endswith("_id"):
        return f"1 + i % {events // (100 if name == 'alliance_id' else 10)}"
    if kind == "DATE":
        return f"'{LONG_AGO[:10]}'"
    if "DATETIME" in kind:
        return f"'{LONG_AGO}'"
    if "JSON" in kind:
        return "'[]'"
    if "INT" in kind or "BOOL" in kind:
        return "1"
    return "'x' || i"
