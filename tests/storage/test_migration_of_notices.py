"""What stands in the outbox of a program before notices is told by its key, and leaves, waits and goes as it did."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from storage import migrations, tables
from storage.books import Books
from storage.messaging.outbox_rows import READ
from storage.migrations import upgrade
from storage.reminders.in_outbox import key_of_several, reminder_of_several
from storage.sql.types import Id, Instant, Json
from storage.tables import outbox
from talk.messenger import BULK, INTERACTIVE, URGENT, Tell, actions
from talk.prompt import Prompt
from talk.rich import rich

FIRST = 12
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PARTY = NOW + timedelta(days=3)
STARTS = {FIRST: PARTY, 15: PARTY}
SEVERAL = key_of_several(5, STARTS, [101, 102])

notices = importlib.import_module("storage.migrations.versions.0002_notices")

HELLO = Tell(chat=5, prompt=Prompt(text=rich("Здравствуйте")))
PEOPLE = sa.Table(
    "people",
    sa.MetaData(),
    *(sa.Column(name, Id) for name in ("id", "account_id", "external_id", "chat")),
    sa.Column("leads", Json),
    sa.Column("created_at", Instant),
)
"""As they were then."""
Notice = tuple[str | None, str | None, int | None, bool, datetime | None]
NOTHING: Notice = (None, None, None, False, None)

KNOWN: dict[str, tuple[int, datetime | None, Notice]] = {
    # key: lane, not_after, and what is known of it afterwards
    "remind:12:5:101": (BULK, PARTY, ("reminder", "event:12", 3, True, PARTY)),
    "remind:12:5:999": (URGENT, PARTY, ("reminder", "event:12", 0, True, PARTY)),  # its reminder is gone
    SEVERAL: (BULK, max(STARTS.values()), ("reminder", "reminders:101+102", 0, True, max(STARTS.values()))),
    "remind:several:5:101": (BULK, PARTY, ("reminder", None, 0, True, PARTY)),  # there were very many
    "changed:12:4:5": (BULK, PARTY, ("change", "event:12", 4, True, NOW + timedelta(hours=21))),
    "changed:15:4:5": (BULK, None, ("change", "event:15", 4, True, None)),
    "changed:16:4:5": (URGENT, PARTY, ("change", "event:16", 4, False, None)),
    "digest:5:20261115": (BULK, None, ("digest", None, 0, True, None)),
    "asked:12:1:5": (INTERACTIVE, None, ("question", "event:12", 0, False, None)),
    "hint:1:-1007": (INTERACTIVE, None, ("hint", "chat:1:-1007", 0, False, None)),
    "bound:1:5": (INTERACTIVE, None, NOTHING),
}


async def to_the_first(url: str) -> None:
    """As the program of the first schema leaves it."""
    engine = create_async_engine(url)

    def run(connection: sa.Connection) -> None:
        config = migrations.config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")

    async with engine.begin() as connection:
        await connection.run_sync(run)
        await fill(connection)
    await engine.dispose()


async def fill(connection: AsyncConnection) -> None:
    """Only columns that the first schema has."""
    at = {"created_at": NOW}
    await put(connection, tables.accounts, id=1, kind="vk", external_id=1, settings={}, **at)
    await put(connection, PEOPLE, id=5, account_id=1, external_id=5, chat=5, leads=[], **at)
    names = {"slug": "lugovoe", "settlement": "Луговое", "folded": "луговое"}
    founded = {"form": "movement", "wide": False, "goals": [], "zone": "UTC", "journal_key": "k", "founded_at": NOW}
    await put(connection, tables.alliances, id=1, **names, **founded)
    place = {"settlement": "Луговое", "region": "Тульская область", "zone": "UTC"}
    library = {"title": "Библиотека", "folded": "луговое", "ownership": "public", "verdict": "same"}
    await put(connection, tables.libraries, id=1, alliance_id=1, **place, **library, **at)
    event = {"alliance_id": 1, "library_id": 1, "kind": "reading", "zone": "UTC", "state": "announced", **at}
    for number in STARTS:
        await put(connection, tables.events, id=number, title="Чтения", day=NOW.date(), starts_at=PARTY, **event)
    for number, about in ((101, 12), (102, 15)):
        values = {"person_id": 5, "lead": 60, "sequence": 3, "send_at": NOW, "state": "told"}
        await put(connection, tables.reminders, id=number, event_id=about, **values)
    letter = {"alliance_id": 1, "audience": "subscribers", "state": "paused", "totals": {}}
    await put(connection, tables.letters, id=3, **letter, **at)
    row = {
        "account_id": 1,
        "chat": 5,
        "person_id": 5,
        "not_before": NOW,
        "action": actions.dump_python(HELLO, mode="json"),
        **at,
    }
    for key, (lane, until, _) in KNOWN.items():
        await put(connection, tables.outbox, key=key, lane=lane, not_after=until, **row)
    for key, state in (("letter:3:5", "held"), ("remind:12:5:100", "sent"), ("remind:12:5:98", "parked")):
        more = {"letter_id": 3 if state == "held" else None, "done_at": None if state == "held" else NOW}
        await put(connection, tables.outbox, key=key, lane=BULK, state=state, not_after=PARTY, **more, **row)
    await put(connection, tables.outbox, lane=INTERACTIVE, **row)


async def put(connection: AsyncConnection, table: sa.Table, **values: Any) -> None:
    await connection.execute(sa.insert(table).values(**values))


@pytest.fixture
async def migrated(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncConnection]:
    """From the first schema with data in it to the newest; rows are filled three at a time."""
    monkeypatch.setattr(notices, "ROWS", 3)
    await to_the_first(empty_url)
    await upgrade(empty_url)
    engine = create_async_engine(empty_url)
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


async def known(connection: AsyncConnection) -> dict[str | None, Notice]:
    names = [outbox.c[name] for name in ("key", "kind", "subject", "version", "may_wait", "wait_until")]
    return {
        row.key: (row.kind, row.subject, row.version, row.may_wait, row.wait_until)
        for row in await connection.execute(sa.select(*names))
    }


async def test_what_may_still_leave_is_told_by_its_key(migrated: AsyncConnection) -> None:
    found = await known(migrated)
    bundle = reminder_of_several(STARTS, [101, 102])

    assert found.pop("letter:3:5") == ("letter", "letter:3", 0, True, None)
    assert found.pop("remind:12:5:98") == ("reminder", "event:12", 0, True, PARTY), "the operator may send it yet"
    assert found.pop("remind:12:5:100") == NOTHING, "it has left"
    assert found.pop(None) == NOTHING
    assert found.pop(SEVERAL) == ("reminder", bundle.subject, bundle.version, True, bundle.wait_until)
    assert found == {key: notice for key, (_, _, notice) in KNOWN.items() if key != SEVERAL}


async def test_the_delivery_asks_of_them_whether_they_are_still_so(migrated: AsyncConnection) -> None:
    """One event is moved: a reminder of it alone and one of it among others are void."""
    moved = sa.update(tables.events).where(tables.events.c.id == FIRST)
    await migrated.execute(moved.values(starts_at=PARTY + timedelta(days=1), sequence=4))
    books = Books(migrated)
    waiting = await books.delivery_queue._rows.read(sa.select(*READ).where(outbox.c.state == "waiting"))

    void = await books.notices.outdated(waiting)

    assert {row.key for row in waiting if row.id in void} == {"remind:12:5:101", "remind:12:5:999", SEVERAL}
