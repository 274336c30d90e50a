"""All that is kept of a person: nothing of it is passed over, nothing of anybody else is in it."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import Any

import sqlalchemy as sa
from pydantic_core import to_jsonable_python

from scheduler.people.own_data import read
from scheduler.people.own_data_file import archive
from storage.books import Books
from storage.database import Database
from storage.messaging.accounts import Account
from storage.people.own_data import SOURCES, Named
from storage.people.people import Person
from storage.tables import (
    chronicle,
    chronicle_pictures,
    consents,
    libraries,
    metadata,
)
from storage.tables.library_merges import library_merge_traces, library_merges
from storage.tables.personal import kept, to_a_person, withheld
from tests.storage.people.test_erasure import NOW, WORDS, settle

STRANGER = 5_000_000_000_005


async def leave_every_trace(books: Books, account: Account, person: Person) -> int:
    """A row in each table that is about people. Returns the alliance."""
    alliance = await settle(books, account, person)
    library = (await books.connection.execute(sa.select(sa.func.max(libraries.c.id)))).scalar_one()
    await books.plan_imports.propose(alliance_id=alliance, library_id=library, made_by=person.id, rows=(), at=NOW)
    agreed = {"purpose": "service", "version": 1, "text_hash": "0" * 64, "given_at": NOW, "how": "button"}
    await books.connection.execute(sa.insert(consents).values(person_id=person.id, **agreed))
    told = {"alliance_id": alliance, "library_id": library, "title": "Рассказ", "happened_on": NOW.date(), "text": "Да"}
    entry = sa.insert(chronicle).values(written_at=NOW, **told).returning(chronicle.c.id)
    number = (await books.connection.execute(entry)).scalar_one()
    shown = {"entry_id": number, "position": 0, "picture_id": 1, "agreed": True, "confirmed_by": person.id}
    await books.connection.execute(sa.insert(chronicle_pictures).values(confirmed_at=NOW, text_version=1, **shown))
    united = sa.insert(library_merges).values(gone_id=library + 1, kept_id=library, made_at=NOW)
    merge = (await books.connection.execute(united.returning(library_merges.c.id))).scalar_one()
    trace = {"rows": [{"person_id": person.id, "library_id": library + 1}]}
    await books.connection.execute(sa.insert(library_merge_traces).values(merge_id=merge, trace=trace, made_at=NOW))
    await books.audit.note("contact_seen", f"library:{library}", whom=person.id, at=NOW)
    return alliance


async def taken_by(books: Books, person: Person) -> tuple[dict[str, Any], str, list[str]]:
    """The JSON, the page, and the names of all files."""
    packed = zipfile.ZipFile(BytesIO(archive(await read(books, person.id, NOW))))
    names = packed.namelist()
    said = json.loads(packed.read(next(name for name in names if name.endswith(".json"))))
    page = packed.read(next(name for name in names if name.endswith(".html"))).decode()
    return said, page, names


async def test_every_personal_column_is_in_the_file_or_says_why_not(
    database: Database, account: Account, person: Person
) -> None:
    async with database.writing() as books:
        await leave_every_trace(books, account, person)
        said, _, names = await taken_by(books, person)
        wanted = [one.column for one in kept(metadata) if not to_a_person(one.column)]
        wanted = [column for column in wanted if str(column) not in withheld(metadata)]
        assert set(said["tables"]) == set(SOURCES), "a table of which this test knows no row"
        for column in wanted:
            if isinstance(column.type, sa.LargeBinary):
                continue
            values = list((await books.connection.execute(sa.select(column))).scalars())
            theirs = [row[column.name] for row in said["tables"][column.table.name]]
            assert values, f"{column}: the test has no row of it"
            for value in theirs:
                assert value in to_jsonable_python(values), str(column)
            assert theirs, str(column)
    assert set(said["withheld"]) == {"address_joins.trace", "complaints.answer", "library_merge_traces.trace"}
    assert [name for name in names if name.endswith(".jpg")] == ["фотографии/2.jpg", "фотографии/1.jpg"]


async def test_the_page_is_readable_and_names_things(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        await leave_every_trace(books, account, person)
        _, page, _ = await taken_by(books, person)
    for words in ("Подписки", "Все события, сотрудничество Ивановка", "Ивановская библиотека", WORDS, "Посиделки"):
        assert words in page
    assert "Telegram" in page
    assert "<script" not in page
    assert "http://" not in page.replace("http-equiv", "")


async def test_words_of_people_do_not_become_html(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        await leave_every_trace(books, account, person)
        await books.connection.execute(sa.update(libraries).values(title="<script>alert(1)</script>"))
        _, page, _ = await taken_by(books, person)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


async def test_nothing_of_a_stranger_is_in_the_file(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        await leave_every_trace(books, account, person)
        stranger = await books.people.meet(account.id, STRANGER, STRANGER, at=NOW)
        said, page, names = await taken_by(books, stranger)
    assert set(said["tables"]) == {"people", "addresses"}
    for foreign in (WORDS, "Ивановка", str(person.external_id)):
        assert foreign not in page
        assert foreign not in json.dumps(said, ensure_ascii=False)
    assert [name for name in names if name.endswith(".jpg")] == []


async def test_rows_are_read_page_by_page_the_newest_first(
    database: Database, account: Account, person: Person
) -> None:
    async with database.writing() as books:
        alliance = await settle(books, account, person)
        for number in range(5):
            await books.subscriptions.subscribe(person.id, alliance, f"age:{number}", at=NOW)
        whole = await books.own_data.rows(person.id, "subscriptions", offset=0, limit=10)
        parts = [
            row
            for offset in (0, 2, 4)
            for row in await books.own_data.rows(person.id, "subscriptions", offset=offset, limit=2)
        ]
    assert len(whole) == 6
    assert [row.values["target"] for row in parts] == [row.values["target"] for row in whole]
    assert whole[-1].values["target"] == "alliance"


async def test_what_a_row_names_is_called_by_its_name(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        alliance = await settle(books, account, person)
        library = (await books.connection.execute(sa.select(libraries.c.id))).scalar_one()
        await books.subscriptions.subscribe(person.id, alliance, f"library:{library}", at=NOW)
        await books.subscriptions.subscribe(person.id, alliance, "library:999999", at=NOW)
        gone, known, _ = await books.own_data.rows(person.id, "subscriptions", offset=0, limit=10)
        (choice,) = await books.own_data.rows(person.id, "address_choices", offset=0, limit=10)
    assert known.names["target"] == Named(library, "Ивановская библиотека")
    assert known.names["alliance_id"] == Named(alliance, "Ивановка")
    assert gone.names["target"] == Named(999999, None)
    assert choice.names["address_id"].name == "telegram"
