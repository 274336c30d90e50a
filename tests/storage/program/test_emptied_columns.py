"""What is emptied while its row stays: when its time is over, by an index, and nothing before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.messaging.accounts import Account
from storage.people.people import Person
from storage.program.emptied_columns import EMPTIED
from storage.tables import approaches, events, groups, librarians, memberships
from tests.storage.conftest import NOW
from tests.storage.people.test_erasure import WORDS, settle

DAY = timedelta(days=1)


async def values(database: Database, column: sa.Column[Any]) -> list[Any]:
    async with database.reading() as books:
        return list((await books.connection.execute(sa.select(column))).scalars())


async def lived(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        alliance = await settle(books, account, person)
        library = (await books.connection.execute(sa.select(librarians.c.library_id))).scalar_one()
        left = {"library_id": library, "alliance_id": alliance, "joined_at": NOW, "left_at": NOW, "reason": WORDS}
        await books.connection.execute(sa.insert(memberships).values(**left))
        await books.connection.execute(sa.update(events).values(cancel_reason=WORDS))


@pytest.mark.parametrize(
    ("name", "column", "days"),
    [
        ("approaches_written_by", approaches.c.written_by, 365),
        ("events_cancel_reason", events.c.cancel_reason, 365),
        ("groups_bound_by", groups.c.bound_by, 90),
        ("librarians_contact", librarians.c.contact, 30),
        ("memberships_reason", memberships.c.reason, 365),
    ],
)
async def test_a_column_is_emptied_when_its_time_is_over(
    database: Database, account: Account, person: Person, *, name: str, column: sa.Column[Any], days: int
) -> None:
    await lived(database, account, person)

    async def emptied(at: datetime) -> int:
        async with database.writing() as books:
            return await books.emptied_columns.empty(name, at, limit=10)

    assert EMPTIED[name][0] is column
    assert await emptied(NOW + days * DAY) == 0
    assert None not in await values(database, column)
    assert await emptied(NOW + (days + 1) * DAY) == 1
    assert await values(database, column) == [None]
    assert await emptied(NOW + (days + 1) * DAY) == 0


async def test_the_contact_stays_where_the_library_has_come_back(
    database: Database, account: Account, person: Person
) -> None:
    await lived(database, account, person)
    async with database.writing() as books:
        now = (await books.connection.execute(sa.select(memberships))).mappings().one()
        back = {**now, "id": now["id"] + 1, "left_at": None, "reason": None}
        await books.connection.execute(sa.insert(memberships).values(**back))
        assert await books.emptied_columns.empty("librarians_contact", NOW + 400 * DAY, limit=10) == 0
    assert await values(database, librarians.c.contact) == [WORDS]


def test_every_one_of_them_was_tried() -> None:
    assert set(EMPTIED) == {
        "approaches_written_by",
        "events_cancel_reason",
        "groups_bound_by",
        "librarians_contact",
        "memberships_reason",
    }
