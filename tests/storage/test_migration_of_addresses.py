"""A program that ran when an address was a person runs on: talks, journals, inbox and outbox stay what they were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine

from handlers.texts.alliances import founding
from handlers.texts.turn.dialogue import PHRASES
from storage import migrations
from storage.database import Database
from storage.migrations import upgrade
from storage.sql.types import JSON_AS_TEXT
from storage.tables import address_choices, addresses, consents, journal, librarians, metadata, outbox, people, spent
from talk.updates import IncomingMessage
from tests.addresses import block
from tests.contents import rows_of
from tests.handlers.alliances.steps import founds, the_alliance
from tests.handlers.libraries.steps import joins
from tests.people import Town

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.people import Person

BEFORE: Final = "0004"
NEW: Final = {addresses.name, address_choices.name}
LATER: Final[dict[str, dict[str, None]]] = {
    outbox.name: dict.fromkeys(("stamp", "collapse_key")),
    journal.name: dict.fromkeys(("salt", "words")),
}
"""Columns that came after: nothing is known of them in what was there."""
Rows = list[dict[str, Any]]


async def lived(town: Town) -> tuple[Person, Person]:
    """Somebody founded an alliance and stands in the middle of a talk; one blocked us, one was erased."""
    maria, blocked, erased = town.person("Мария"), town.person("Олег"), town.person("Вера")
    await founds(maria)
    await joins(maria, alliance=(await the_alliance(town)).id, contact="maria@example.ru")
    await blocked.says("/menu")
    await maria.forges(f"co-invite:{(await the_alliance(town)).id}")
    await maria.says("/found")
    await maria.answers("Ивановка", "Тульская область")
    await erased.says("/menu")
    async with town.database.writing() as books:
        alliance, known = await the_alliance(town), await books.people.by_external(maria.messenger.account, maria.id)
        assert known is not None
        await books.subscriptions.subscribe(known.id, alliance.id, "alliance", at=town.time)
        gone = await books.people.by_external(erased.messenger.account, erased.id)
        away = await books.people.by_external(blocked.messenger.account, blocked.id)
        assert gone is not None
        assert away is not None
        await block(books, away.id)
        await books.people.erase(gone.id)
        heard = IncomingMessage(
            account=maria.messenger.account,
            event_id="unheard",
            chat=maria.id,
            user=maria.id,
            at=town.time,
            text="Общественно-коллективное движение",
        )
        await books.inbox.store([heard], at=town.time)
    return maria, blocked


async def everything(database: Database) -> dict[str, Rows]:
    async with database.reading() as books:
        return await rows_of(books)


def as_before(kept: dict[str, Rows]) -> dict[str, Rows]:
    """The same rows in the shape that they had: where somebody is written to stood in ``people``."""
    at = {row["person_id"]: row for row in kept[addresses.name]}
    names = "account_id", "external_id", "chat"
    old = [
        {**row, **{name: at[row["id"]][name] for name in names}, "reachable": at[row["id"]]["state"] == "live"}
        for row in kept[people.name]
    ]
    return {**{name: rows for name, rows in kept.items() if name not in NEW}, people.name: old}


async def pour(url: str, kept: dict[str, Rows], last_person: int) -> None:
    """A database of the schema before, with these rows; so many people were known in it once."""
    engine = create_async_engine(url, **JSON_AS_TEXT)

    def run(connection: sa.Connection) -> None:
        config = migrations.config()
        config.attributes["connection"] = connection
        command.upgrade(config, BEFORE)
        found = sa.MetaData()
        found.reflect(connection)
        for table in metadata.sorted_tables:
            rows, there = kept.get(table.name, []), found.tables.get(table.name)
            if there is None:
                continue
            if rows:
                names = [column.name for column in there.columns]
                typed = sa.table(table.name, *(sa.column(name, _type(table, name)) for name in names))
                connection.execute(sa.insert(typed), [{name: row[name] for name in names} for row in rows])
            if "id" in there.columns:
                last = last_person if table is people else max((row["id"] for row in rows), default=0)
                _count_on(connection, table.name, last)

    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


def _count_on(connection: sa.Connection, table: str, last: int) -> None:
    """The next row has a greater number than this."""
    counting = {
        "postgresql": "SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)",
        "sqlite": "UPDATE sqlite_sequence SET seq = :last WHERE name = :table",
    }
    if last:
        connection.execute(sa.text(counting[connection.dialect.name]), {"table": table, "last": last})


def _type(table: sa.Table, name: str) -> Any:
    known: dict[str, Any] = {
        "reachable": sa.Boolean(),
        **dict.fromkeys(("account_id", "external_id", "chat"), sa.BigInteger()),
    }
    return table.columns[name].type if name in table.columns else known[name]


@pytest.fixture
async def source(sqlite_url: str) -> AsyncIterator[Town]:
    database = await Database.open(sqlite_url)
    yield await Town.found(database, "telegram")
    await database.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """The town after the program was updated."""

    town: Town
    maria: Person
    """In the middle of a talk."""
    blocked: Person
    before: dict[str, Rows]
    """What the database held."""


@pytest.fixture
async def migrated(source: Town, empty_url: str) -> AsyncIterator[Migrated]:
    maria, blocked = await lived(source)
    kept = await everything(source.database)
    await pour(empty_url, as_before(kept), last_person=max(row["id"] for row in kept[people.name]) + 1)
    await upgrade(empty_url)
    database = await Database.open(empty_url)
    for one in source.messengers.values():
        one.database = database
    source.database = database
    source._start()
    yield Migrated(town=source, maria=maria, blocked=blocked, before=kept)
    await database.close()


async def test_every_row_is_as_it_was(migrated: Migrated) -> None:
    before = migrated.before
    after = await everything(migrated.town.database)
    names = ("person_id", "account_id", "external_id", "chat", "state", "preferred")
    theirs = [{name: row[name] for name in names} for row in after[addresses.name]]

    assert theirs == [{name: row[name] for name in names} for row in before[addresses.name]]
    assert sorted(row["state"] for row in theirs) == ["blocked", "live"]
    speaking = [
        {**row, "vouched_how": "before", "vouched_at": row["since"], "vouched_by": None}
        for row in before[librarians.name]
    ]
    assert [row["state"] for row in speaking] == ["vouched"], "whoever served speaks for the library"
    unknown = {name: [{**row, **LATER[name]} for row in before[name]] for name in LATER} | {
        spent.name: [],
        consents.name: [],
    }
    assert all(row["seen_at"] for row in after[people.name]), "a year of silence begins now"
    unknown[people.name] = [
        {**row, "seen_at": now["seen_at"], "done_by": None, "shown": None}
        for row, now in zip(before[people.name], after[people.name], strict=True)
    ]
    assert {**after, addresses.name: []} == {**before, addresses.name: [], librarians.name: speaking, **unknown}


async def test_a_talk_goes_on_with_what_was_heard_meanwhile(migrated: Migrated) -> None:
    town, maria = migrated.town, migrated.maria
    await town.drain()
    await maria.answers(founding.SCOPE_WIDE, "Подходит", PHRASES.skip, PHRASES.skip, PHRASES.skip)
    await maria.answers(PHRASES.all_right, founding.ACCEPT_AND_FOUND)

    assert (await the_alliance(town)).settlement == "Ивановка"
    async with town.database.reading() as books:
        known = await books.people.by_external(maria.messenger.account, maria.id)
        assert known is not None
        assert len((await books.roles.of(known.id, town.time)).coordinates) == 2
        assert len((await books.roles.of(known.id, town.time)).vouched) == 1


async def test_nobody_gets_a_number_that_somebody_had(migrated: Migrated) -> None:
    town, before = migrated.town, migrated.before
    new = town.person("Анна")
    await new.says("/menu")
    async with town.database.reading() as books:
        known = await books.people.by_external(new.messenger.account, new.id)

    assert known is not None
    assert known.id > max(row["id"] for row in before[people.name]) + 1


async def test_whoever_blocked_us_is_reached_when_they_write_again(migrated: Migrated) -> None:
    town, blocked = migrated.town, migrated.blocked
    await blocked.says("/menu")
    async with town.database.reading() as books:
        known = await books.people.by_external(blocked.messenger.account, blocked.id)

    assert known is not None
    assert known.reachable
