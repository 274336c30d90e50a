"""Every table says how long its rows are kept, and what is to be deleted can be deleted."""

from __future__ import annotations

import inspect
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from storage.books import Books
from storage.database import Database
from storage.sql.chunks import DeletesOld, delete_some
from storage.tables import metadata, rules_fired
from storage.tables.retention import (
    KeptFor,
    for_good,
    goes_with,
    kept_for,
    kept_for_some_time,
    lacks,
    retention_of,
)
from tests.storage.libraries.namesakes import NOW, alliance, event, library


def test_every_table_says_how_long_its_rows_are_kept() -> None:
    assert lacks(metadata) == []


def test_whatever_is_kept_for_some_time_has_a_repository_that_deletes_it() -> None:
    wanted = inspect.signature(DeletesOld.delete_before)
    for one in kept_for_some_time(metadata):
        repository = getattr(Books(None), one.by)  # type: ignore[arg-type]  # nothing is read
        assert inspect.signature(type(repository).delete_before) == wanted, one.by


def test_what_is_needed_to_find_others_goes_after_them() -> None:
    order = [one.by for one in kept_for_some_time(metadata)]
    assert order.index("reminders") < order.index("fired_leads")
    assert order.index("letters") < order.index("pictures")


def test_how_long_is_what_people_and_operators_were_told() -> None:
    days = {one.counted: one.time // timedelta(days=1) for one in kept_for_some_time(metadata)}
    assert days == {
        "address_joins": 7,
        "audit": 90,
        "complaints": 90,
        "delayed_deeds": 30,
        "inbox": 3,
        "letters": 30,
        "library_merges": 7,
        "outbox": 30,
        "papers": 2,
        "pictures": 30,
        "plan_imports": 3,
        "reminders": 60,
        "rules": 60,
        "runs": 90,
        "spent": 2,
        "talks": 0,
        "tokens": 1,
    }, "a new table with kept_for(…) is a line here; what is here was told to people, and stays"


def test_whatever_a_table_does_not_say_is_listed_at_once() -> None:
    tables = sa.MetaData()

    def table(name: str, *columns: sa.Column[int], info: dict[Any, Any] | None = None) -> None:
        sa.Table(name, tables, sa.Column("id", sa.Integer, primary_key=True), *columns, info=info)

    def to(name: str, gone: str) -> sa.Column[int]:
        return sa.Column(f"{name}_id", sa.Integer, sa.ForeignKey(f"{name}.id", ondelete=gone))

    table("root", info=for_good("the example"))
    table("branch", to("root", "CASCADE"), info=goes_with("root"))
    table("silent")
    table("loose", to("root", "SET NULL"), info=goes_with("root"))
    table("snake", to("snake", "CASCADE"), info=goes_with("snake"))
    table("waiting", info=kept_for("an example", days=1, by="waiting", after=("nobody",)))
    assert lacks(tables) == [
        "table silent: says neither kept_for(…) nor for_good(…) nor goes_with(…)",
        "table loose: no foreign key deletes its rows with those of root",
        "table snake: goes round in a circle",
        "table waiting: waits for nobody, which nothing deletes",
    ]
    assert isinstance(retention_of(tables.tables["waiting"]), KeptFor)


@pytest.mark.parametrize("limit", [1, 2])
async def test_a_chunk_deletes_no_more_rows_than_it_may(database: Database, limit: int) -> None:
    """Also where a row is known by several columns."""
    async with database.writing() as books:
        home = await library(books, (await alliance(books)).id)
        held = await event(books, home)
        rows = [
            {"event_id": held.id, "lead": lead, "early": False, "starts_at": NOW, "fired_at": NOW}
            for lead in (10, 20, 30)
        ]
        await books.connection.execute(sa.insert(rules_fired), rows)
    left: list[int] = []
    after: int | None = 0
    while after is not None:
        async with database.writing() as books:
            gone, after = await delete_some(books.connection, rules_fired, rules_fired.c.lead > 10, limit=limit)
            left.append(gone)
    assert left == ([1, 1, 0] if limit == 1 else [2, 0])
