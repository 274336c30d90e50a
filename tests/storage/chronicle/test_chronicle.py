"""The chronicle on both databases."""

import hashlib
from datetime import date

import pytest
from pydantic import TypeAdapter

from storage.books import Books
from storage.chronicle.chronicle import ChronicleEntry, ChroniclePicture, Totals
from storage.database import Database
from storage.libraries.libraries import Library
from tests.storage.libraries.namesakes import NOW, alliance, event, library, person

DAY = date(2026, 12, 5)


async def picture(books: Books, text: str, *, agreed: bool = True) -> ChroniclePicture:
    jpeg = text.encode()
    kept = await books.pictures.keep(
        jpeg, width=8, height=6, sha256=hashlib.sha256(jpeg).hexdigest(), person_id=await person(books), at=NOW
    )
    return ChroniclePicture(picture_id=kept, alt=text, agreed=agreed)


async def entry(
    books: Books, host: Library, day: date = DAY, visitors: int | None = None, new_readers: int | None = None
) -> ChronicleEntry:
    return await books.chronicle.write(
        alliance_id=host.alliance_id,
        library_id=host.id,
        title="Вечер памяти",
        happened_on=day,
        text="Пели и пили чай",
        at=NOW,
        visitors=visitors,
        new_readers=new_readers,
    )


async def test_an_entry_keeps_its_pictures_in_their_order(database: Database) -> None:
    async with database.writing() as books:
        host = await library(books, (await alliance(books)).id)
        held = await event(books, host)
        pictures = [await picture(books, text) for text in ("Хор на сцене", "Зал", "Самовар")]
        written = await books.chronicle.write(
            alliance_id=host.alliance_id,
            library_id=host.id,
            event_id=held.id,
            title=held.title,
            happened_on=DAY,
            text="Пели",
            visitors=40,
            pictures=pictures[:2],
            at=NOW,
        )
        await books.chronicle.add_pictures(written.id, pictures[2:])
        kept = await books.chronicle.get(written.id)
        assert await books.chronicle.of_event(held.id) == (kept,)
        assert await books.chronicle.get(written.id + 1) is None
    assert kept is not None
    assert kept.pictures == tuple(pictures)
    assert (kept.library, kept.settlement, kept.visitors, kept.new_readers) == (host.title, "Ивановка", 40, None)
    entries = TypeAdapter(ChronicleEntry)
    assert entries.validate_json(entries.dump_json(kept)) == kept


async def test_a_correction_stands_before_what_it_corrects_and_both_stay(database: Database) -> None:
    async with database.writing() as books:
        host = await library(books, (await alliance(books)).id)
        shown = await picture(books, "Зал")
        wrong = await entry(books, host, visitors=400)
        await books.chronicle.add_pictures(wrong.id, [shown])
        later = await entry(books, host, date(2026, 12, 6))
        right = await books.chronicle.correct(wrong.id, correction="Было 40 человек", visitors=40, at=NOW)
        page = await books.chronicle.page(host.alliance_id)
        second = await books.chronicle.page(host.alliance_id, offset=2, limit=2)
        with pytest.raises(LookupError):
            await books.chronicle.correct(404, correction="Ничего", at=NOW)
    assert [one.id for one in page.items] == [later.id, right.id, wrong.id]
    assert page.total == 3
    assert [one.id for one in second.items] == [wrong.id]
    corrected = page.items[2]
    assert (corrected.visitors, corrected.corrected_by) == (400, right.id)
    assert (right.visitors, right.text, right.corrects_id) == (40, wrong.text, wrong.id)
    assert (right.correction, right.pictures, right.corrected_by) == ("Было 40 человек", (shown,), None)


async def test_a_year_counts_corrected_entries_once(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        one, two = await library(books, founded.id), await library(books, founded.id, "Вторая")
        wrong = await entry(books, one, visitors=400)
        await books.chronicle.correct(wrong.id, correction="Опечатка", visitors=40, at=NOW)
        await entry(books, two, visitors=10, new_readers=3)
        await entry(books, one)
        await entry(books, one, date(2025, 12, 31), visitors=1000)
        totals = await books.chronicle.totals(founded.id, 2026)
        nothing = await books.chronicle.totals(founded.id, 2024)
        of_one = await books.chronicle.page(founded.id, library_id=two.id)
    assert totals == Totals(entries=3, libraries=2, visitors=50, new_readers=3)
    assert nothing == Totals(entries=0, libraries=0, visitors=0, new_readers=0)
    assert of_one.total == 1


async def test_the_chronicle_outlives_the_person_who_sent_the_pictures(database: Database) -> None:
    async with database.writing() as books:
        host = await library(books, (await alliance(books)).id)
        written = await entry(books, host)
        await books.chronicle.add_pictures(written.id, [await picture(books, "Зал")])
        await books.people.erase(await person(books))
        kept = await books.chronicle.get(written.id)
    assert kept is not None
    assert [one.alt for one in kept.pictures] == ["Зал"]
