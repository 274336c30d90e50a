"""The audit: one line an hour for the same, counts by kind, gone after its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from storage.program.audit import KINDS, LONGEST
from storage.tables import audit
from storage.tables.retention import KeptFor, retention_of

if TYPE_CHECKING:
    from storage.database import Database

NOW = datetime(2026, 11, 30, 9, 41, tzinfo=UTC)


async def test_the_same_within_an_hour_is_one_line_and_whoever_else_another(database: Database) -> None:
    async with database.writing() as books:
        account = await books.accounts.ensure("telegram", 1, at=NOW)
        one, other = [(await books.people.meet(account.id, number, number, at=NOW)).id for number in (1, 2)]
        for whom in (one, one, other, None, None):
            await books.audit.note("refused", "cancel_event", whom=whom, at=NOW)
        await books.audit.note("refused", "leave_alliance", whom=one, at=NOW)
        await books.audit.note("refused", "cancel_event", whom=one, at=NOW + timedelta(minutes=20))
        lines = await books.audit.last(10)
    found = [(line.what, line.whom, line.times, line.hour.hour) for line in reversed(lines)]
    assert found == [
        ("cancel_event", one, 2, 9),
        ("cancel_event", other, 1, 9),
        ("cancel_event", None, 2, 9),
        ("leave_alliance", one, 1, 9),
        ("cancel_event", one, 1, 10),
    ]


async def test_counts_are_of_all_kinds_and_of_the_time_that_is_asked_for(database: Database) -> None:
    async with database.writing() as books:
        assert await books.audit.counts(since=NOW) == dict.fromkeys(KINDS, 0)
        for hours in range(3):
            await books.audit.note("secret", "x" * 200, at=NOW + timedelta(hours=hours))
        assert (await books.audit.counts(since=NOW))["secret"] == 2, "the hour in which it began is over"
        assert {len(line.what) for line in await books.audit.last(5)} == {LONGEST}


async def test_lines_go_after_three_months(database: Database) -> None:
    kept = retention_of(audit)
    assert isinstance(kept, KeptFor)
    assert (kept.time, kept.by) == (timedelta(days=90), "audit")
    async with database.writing() as books:
        for days in (0, 1):
            await books.audit.note("retired", "alliance:1", at=NOW + timedelta(days=days))
        assert (await books.audit.delete_before(NOW + timedelta(hours=1), limit=10))[0] == 1
        assert len(await books.audit.last(5)) == 1
