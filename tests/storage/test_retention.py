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
from storage.tables import metadata, people, rules_fired
from storage.tables.personal import own, personal
from storage.tables.retention import (
    KeptFor,
    KeptWhileSeen,
    emptied,
    emptied_in_time,
    for_good,
    goes_with,
    kept_for,
    kept_for_some_time,
    kept_while_seen,
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
        "appeals": 90,
        "audit": 90,
        "complaints": 90,
        "coordinators": 365,
        "delayed_deeds": 30,
        "erasures": 1096,
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


def test_what_people_were_told_of_their_own_term_stays() -> None:
    found = retention_of(people)
    assert isinstance(found, KeptWhileSeen)
    assert (found.unseen.days, found.answered_in.days) == (365, 30)


def test_when_a_column_is_emptied_was_told_too() -> None:
    days = {str(column): term.time.days for column, term in emptied_in_time(metadata)}
    assert days == {
        "approaches.written_by": 365,
        "events.cancel_reason": 365,
        "groups.bound_by": 90,
        "librarians.contact": 30,
        "memberships.reason": 365,
    }


def with_term(*columns: sa.Column[Any], info: dict[Any, Any]) -> list[str]:
    """What a table about people lacks beside that of people and one that is kept for good."""
    house = sa.MetaData()
    key = sa.Column("id", sa.Integer, primary_key=True)
    sa.Table("people", house, key, info=kept_while_seen("x", days=1, answered_in=1))
    sa.Table("alliances", house, sa.Column("id", sa.Integer, primary_key=True), info=for_good("x"))
    alliance = sa.Column("alliance_id", sa.Integer, sa.ForeignKey("alliances.id", ondelete="CASCADE"))
    sa.Table("loans", house, sa.Column("id", sa.Integer, primary_key=True), alliance, *columns, info=info)
    return lacks(house)


def test_what_is_about_people_and_stays_for_good_is_named() -> None:
    def of(gone: str) -> sa.Column[int]:
        return sa.Column("who", sa.Integer, sa.ForeignKey("people.id", ondelete=gone), info=own("x"))

    def term(days: int) -> dict[Any, Any]:
        return emptied("x", days=days, old=lambda table, before: table.c.id < before)

    line = "column loans.phone: is about people and stays for good; when is it emptied (emptied), or its row gone?"
    phone = personal("x")
    assert with_term(sa.Column("phone", sa.Text, info=phone), info=for_good("x")) == [line]
    assert with_term(sa.Column("phone", sa.Text, info=phone), info=goes_with("alliances")) == [line]
    assert with_term(sa.Column("phone", sa.Text, info=phone), info=kept_for("x", days=1, by="loans")) == []
    assert with_term(sa.Column("phone", sa.Text, info=phone), of("CASCADE"), info=for_good("x")) == []
    assert with_term(sa.Column("phone", sa.Text, info=phone | term(1)), info=for_good("x")) == []
    assert with_term(sa.Column("phone", sa.Text, nullable=False, info=phone | term(1)), info=for_good("x")) == [
        "column loans.phone: is to be emptied and may not be empty"
    ]


def test_people_are_not_kept_for_good() -> None:
    house = sa.MetaData()
    sa.Table("people", house, sa.Column("id", sa.Integer, primary_key=True), info=for_good("x"))
    assert lacks(house) == [
        "table people: nobody is kept for good who is not there any more (kept_while_seen)",
    ]


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
