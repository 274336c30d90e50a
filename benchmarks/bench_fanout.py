"""The fan-out of one event to a million subscriptions, beside one INSERT … SELECT on the same tables."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Figure
from benchmarks.village import LEAD, NOW, Postgresql, Sqlite, watching
from scheduler.reminders.remind import plan_next
from storage.database import Database
from storage.reminders.fired_leads import DueLead

if TYPE_CHECKING:
    from benchmarks.village import Meanwhile

CHOSEN: Final = """
    FROM people AS p
    WHERE p.id IN (SELECT s.person_id FROM subscriptions AS s WHERE s.alliance_id = 1
                   AND s.target IN ('alliance', 'event:1', 'library:1'))
      AND NOT p.weekly AND EXISTS (SELECT 1 FROM addresses AS a WHERE a.person_id = p.id AND a.state = 'live')
      AND {holds}
      AND NOT EXISTS (SELECT 1 FROM declines AS d WHERE d.person_id = p.id AND d.event_id = 1)
    ON CONFLICT DO NOTHING
"""
RAW: Final = {
    "SQLite": "INSERT INTO reminders (event_id, person_id, lead, sequence, send_at, state)"  # noqa: S608 - our own words
    " SELECT 1, p.id, 1440, 0, '2026-11-21 09:00:00.000000', 'planned'"
    + CHOSEN.format(holds="EXISTS (SELECT 1 FROM json_each(p.leads) AS held WHERE held.value = 1440)"),
    "PostgreSQL": "INSERT INTO reminders (event_id, person_id, lead, sequence, send_at, state)"
    " SELECT 1, p.id, 1440, 0, timestamptz '2026-11-21 09:00:00Z', 'planned'"
    + CHOSEN.format(holds="p.leads @> to_jsonb(1440)"),
}
MOST: Final = {"SQLite": 0.050, "PostgreSQL": 0.025}
"""Seconds that another writer may take meanwhile, p99."""
MS: Final = 1000


def measure(*, small: bool) -> list[Figure]:
    count, rounds = (2_000, 1) if small else (1_000_000, 3)
    figures = []
    for kind in (Sqlite, Postgresql):
        place = kind()
        try:
            figures += asyncio.run(_measure(place, count, rounds))
        finally:
            place.close()
    return figures


async def _measure(place: Sqlite | Postgresql, count: int, rounds: int) -> list[Figure]:
    await place.populate(count)
    pairs = []
    for _ in range(rounds):
        raw = await place.raw(RAW[place.name])
        ours, _felt = await _ours(await place.fresh(), count, watched=False)
        pairs.append((raw, ours))
    ratio = statistics.median(raw / ours for raw, ours in pairs)
    raw, ours = (statistics.median(side) for side in zip(*pairs, strict=True))
    _, felt = await _ours(await place.fresh(), count, watched=True)
    most = MOST[place.name]
    return [
        Figure(
            work=f"fan-out of one event to {count:,} subscriptions, {place.name}",
            ours=f"{count / ours:,.0f} rows/s",
            baseline=f"one INSERT … SELECT by the bare driver: {count / raw:,.0f} rows/s",
            ratio=ratio,
            at_least=0.6,
        ),
        Figure(
            work=f"another writer during it, p99, {place.name}",
            ours=f"{felt.p99 * MS:.1f} ms of {len(felt.writes)} writes",
            baseline=f"at most {most * MS:.0f} ms",
            ratio=felt.p99 / most,
            at_most=1,
        ),
        Figure(
            work=f"the longest block of the event loop during it, {place.name}",
            ours=f"{felt.longest_block * MS:.1f} ms",
            baseline="at most 50 ms",
            ratio=felt.longest_block / 0.050,
            at_most=1,
        ),
    ]


async def _ours(url: str, count: int, *, watched: bool) -> tuple[float, Meanwhile]:
    database = await Database.open(url)
    try:
        async with database.reading() as books:
            rules = [rule for rule in await books.fired_leads.due(NOW, (LEAD,)) if not rule.early]
        async with watching(database if watched else None) as felt:
            began = time.perf_counter()
            planned = await _walk(database, rules[0])
            took = time.perf_counter() - began
        if planned != count:
            raise AssertionError(f"{planned} reminders for {count} people")
        return took, felt
    finally:
        await database.close()


async def _walk(database: Database, rule: DueLead) -> int:
    facts: Counter[str] = Counter()
    while await plan_next(database, rule, NOW, facts):
        pass
    return facts["planned"]
