"""Registries in the database: found by the index, on both databases, however many there are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from domain.spelling import fold
from storage.database import Database
from storage.registries.known_libraries import in_settlements_called
from storage.registries.places import by_name
from tests.registry_columns import columns_of
from tests.storage.conftest import NOW
from tests.storage.explaining import explain
from tests.storage.libraries import namesakes


def place(number: int, name: str = "Ивановка", **facts: Any) -> dict[str, Any]:
    row = dict.fromkeys(columns_of("oktmo"))
    return row | {
        "source": "oktmo",
        "code": str(number),
        "region": "Омская область",
        "district": f"{number}-й район",
        "type": "село",
        "name": name,
        "folded": fold(name),
        **facts,
    }


@pytest.mark.plans
async def test_a_name_is_found_by_the_index(database: Database) -> None:
    async with database.reading() as books:
        assert "ix_places_folded" in await explain(books.connection, by_name("ивановка"))
        assert "ix_known_libraries_folded" in await explain(books.connection, in_settlements_called("ивановка"))


async def test_what_is_the_same_is_not_written_again(database: Database) -> None:
    async with database.writing() as books:
        run = await books.imports.begin("oktmo", "1", at=NOW)
        first = await books.imports.store(run, [place(1), place(2)])
        again = await books.imports.store(run, [place(1), place(2, population=5), place(3)])
    assert (first.new, first.changed, first.same) == (2, 0, 0)
    assert (again.new, again.changed, again.same) == (1, 1, 1)
    async with database.reading() as books:
        assert [one.population for one in await books.places.called("село ИВАНОВКА")] == [None, 5, None]


async def test_the_two_registries_do_not_forget_each_others_records(database: Database) -> None:
    async with database.writing() as books:
        ours = await books.imports.begin("oktmo", "1", at=NOW)
        await books.imports.store(ours, [place(1), place(2)])
        theirs = await books.imports.begin("geonames", "1", at=NOW)
        await books.imports.store(theirs, [place(1, source="geonames", name="Петровка")])
        assert await books.imports.unseen(theirs) == (0, 1)
        newer = await books.imports.begin("oktmo", "2", at=NOW)
        await books.imports.store(newer, [place(1)])
        assert await books.imports.unseen(newer) == (1, 2)
        assert await books.imports.delete_unseen(newer, 10) == 1
        assert len(await books.places.called("Петровка")) == len(await books.places.called("Ивановка")) == 1


async def test_an_import_that_was_broken_off_goes_on_and_a_finished_one_begins_anew(database: Database) -> None:
    async with database.writing() as books:
        run = await books.imports.begin("oktmo", "1", at=NOW)
        await books.imports.advance(run.id, 7, {"read": 7})
        gone_on = await books.imports.begin("oktmo", "1", at=NOW)
        assert (gone_on.id, gone_on.position, gone_on.counts) == (run.id, 7, {"read": 7})
        assert await books.imports.latest("oktmo") is None
        await books.imports.finish(run.id, {"read": 9}, at=NOW)
        other = await books.imports.begin("oktmo", "2", at=NOW)
        await books.imports.finish(other.id, {}, at=NOW + timedelta(hours=1))
        latest = await books.imports.latest("oktmo")
        assert latest is not None
        assert latest.sha256 == "2"
        assert (await books.imports.begin("oktmo", "1", at=NOW)).position == 0


async def test_what_is_loaded_is_found_by_its_name(database: Database) -> None:
    async with database.writing() as books:
        assert not await books.places.any()
        run = await books.imports.begin("oktmo", "1", at=NOW)
        await books.imports.store(run, [place(1)])
        (found,) = await books.places.called("Ивановка")
        assert (found.code, found.district) == ("1", "1-й район")
        assert await books.places.any()
        assert await books.places.called("«»") == ()


async def test_one_mark_for_each_settlement_of_an_alliance(database: Database) -> None:
    async with database.writing() as books:
        person = await namesakes.person(books)
        ours, theirs = await namesakes.alliance(books), await namesakes.alliance(books)
        marks = books.outreach
        assert await marks.mark(ours.id, "oktmo", "1", person, NOW)
        assert not await marks.mark(ours.id, "oktmo", "1", person, NOW)
        assert await marks.mark(theirs.id, "oktmo", "1", person, NOW)
        assert (await marks.of_alliance(ours.id))["oktmo", "1"].written_by == person
        assert await books.people.erase(person)
        assert (await marks.of_alliance(ours.id))["oktmo", "1"].written_by is None
        assert await marks.unmark(ours.id, "oktmo", "1")
        assert not await marks.unmark(ours.id, "oktmo", "1")
        assert len(await marks.of_alliance(theirs.id)) == 1
