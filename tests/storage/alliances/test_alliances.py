"""Alliances, their Agreements and coordinators on both databases."""

from datetime import timedelta

import pytest
from pydantic import TypeAdapter
from sqlalchemy.exc import NoResultFound

from storage.alliances.agreements import AgreementSection
from storage.alliances.alliances import Alliance
from storage.books import Books
from storage.database import Database
from storage.sql.paging import Page
from tests.storage.libraries.namesakes import NOW, account, alliance, event, group, library, person

DAY = timedelta(days=1)


async def test_alliances_of_one_name_get_numbered_slugs(database: Database) -> None:
    async with database.writing() as books:
        slugs = [(await alliance(books)).slug for _ in range(3)]
        other = await alliance(books, "Иваново", "ivano")
        known = await books.alliances.by_folded("ивановка")
    assert slugs == ["ivanovka", "ivanovka-2", "ivanovka-3"]
    assert other.slug == "ivano"
    assert [one.slug for one in known] == slugs


async def test_a_name_that_was_squatted_stands_behind_the_alliance_that_has_partners(database: Database) -> None:
    """H5: a newcomer was offered the oldest of forty, the squatter's. Libraries for whom nobody speaks do not count."""
    async with database.writing() as books:
        squatted, theirs = await alliance(books), await alliance(books)
        for n in range(3):
            await library(books, squatted.id, f"Выдуманная {n}")
        home = await library(books, theirs.id, "Сельская библиотека")
        await books.librarians.add(home.id, await person(books, 1), at=NOW)
        assert [one.id for one in await books.alliances.by_folded("ивановка")] == [theirs.id, squatted.id]


async def test_an_alliance_is_found_as_it_was_founded(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
    async with database.reading() as books:
        assert await books.alliances.get(founded.id) == founded
        assert await books.alliances.by_slug("ivanovka") == founded
        assert await books.alliances.by_slug("petrovka") is None
        assert await books.alliances.get(founded.id + 1) is None
    assert founded.goals == ("leisure", "culture")
    assert founded.founded_at == NOW
    assert len(founded.journal_key) == 32


async def test_a_page_of_alliances_passes_through_json(database: Database) -> None:
    async with database.writing() as books:
        for name, slug in (("Яблоновка", "yablonovka"), ("Анновка", "annovka"), ("Михайловка", "mikhaylovka")):
            await alliance(books, name, slug)
        page = await books.alliances.all(offset=1, limit=1)
        beyond = await books.alliances.all(offset=9, limit=1)
    assert [one.settlement for one in page.items] == ["Михайловка"]
    assert page.total == 3
    assert beyond == Page(items=(), total=3)
    pages = TypeAdapter(Page[Alliance])
    assert pages.validate_json(pages.dump_json(page)) == page


async def test_changing_an_alliance_leaves_the_rest_as_it_was(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        changed = await books.alliances.change(founded.id, motto="Одно имя на всех", goals=("culture",))
        with pytest.raises(NoResultFound):
            await books.alliances.change(founded.id + 1, motto="Ничей")
    assert (changed.motto, changed.goals) == ("Одно имя на всех", ("culture",))
    assert (changed.settlement, changed.slug) == (founded.settlement, founded.slug)


async def test_a_person_has_the_alliances_they_coordinate_and_those_of_their_libraries(database: Database) -> None:
    async with database.writing() as books:
        one, two, three = [await alliance(books) for _ in range(3)]
        someone = await person(books)
        await books.coordinators.appoint(one.id, someone, founder=True, at=NOW)
        served = await library(books, two.id)
        await books.librarians.add(served.id, someone, at=NOW)
        mine = [found.id for found in await books.alliances.of_person(someone, NOW)]
        await books.coordinators.retire(one.id, someone, at=NOW)
        later = [found.id for found in await books.alliances.of_person(someone, NOW)]
    assert mine == [one.id, two.id]
    assert later == [two.id]
    assert three.id not in mine


async def silent(books: Books, days: int) -> list[int]:
    return [one.id for one in await books.alliances.silent(NOW + days * DAY)]


async def test_an_alliance_falls_silent_two_weeks_after_its_last_post(database: Database) -> None:
    async with database.writing() as books:
        quiet = await alliance(books)
        await group(books, quiet.id)
        assert await silent(books, 14) == [], "it has no member yet"
        await library(books, quiet.id)
        assert await silent(books, 13) == []
        assert await silent(books, 14) == [quiet.id]
        talkative = await books.groups.of_alliance(quiet.id)
        await books.posts.upsert(talkative[0].id, "event:1", "plans", "a", at=NOW + 10 * DAY)
        assert await silent(books, 23) == []
        assert await silent(books, 24) == [quiet.id]
        await books.alliances.nudged(quiet.id, NOW + 24 * DAY)
        assert await silent(books, 37) == []
        assert await silent(books, 38) == [quiet.id]
        await books.alliances.change(quiet.id, silent_days=0)
        assert await silent(books, 400) == [], "zero days: never nudge"


async def test_without_a_bound_group_nobody_is_told_to_publish(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        await event(books, await library(books, founded.id))
        bound = await group(books, founded.id)
        await books.groups.lose(bound.id)
        assert await silent(books, 100) == []


async def test_every_adopted_agreement_is_a_new_version(database: Database) -> None:
    section = AgreementSection(key="goals", title="Цели", text="Сохранение и развитие культуры")
    async with database.writing() as books:
        founded, other = await alliance(books), await alliance(books)
        first = await books.agreements.adopt(founded.id, [section], NOW)
        second = await books.agreements.adopt(founded.id, [section, section], NOW + DAY)
        assert await books.agreements.latest(other.id) is None
        latest = await books.agreements.latest(founded.id)
        original = await books.agreements.get(founded.id, 1)
        versions = await books.agreements.versions(founded.id)
    assert (first, second) == (1, 2)
    assert latest is not None
    assert latest.sections == (section, section)
    assert original is not None
    assert original.sections == (section,)
    assert [(one.version, one.adopted_at) for one in versions] == [(2, NOW + DAY), (1, NOW)]


async def test_a_coordinator_stays_in_office_until_retired(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        founder, second = await person(books, 1), await person(books, 2)
        await books.coordinators.appoint(founded.id, second, at=NOW)
        await books.coordinators.appoint(founded.id, founder, founder=True, at=NOW + DAY)
        await books.coordinators.appoint(founded.id, second, at=NOW + 2 * DAY)
        both = await books.coordinators.of_alliance(founded.id, NOW + 3 * DAY)
        assert await books.coordinators.retire(founded.id, second, at=NOW + 3 * DAY)
        assert not await books.coordinators.retire(founded.id, second, at=NOW + 4 * DAY)
        assert not await books.coordinators.is_coordinator(founded.id, second, NOW + 3 * DAY)
        assert await books.coordinators.is_coordinator(founded.id, founder, NOW + 3 * DAY)
        await books.coordinators.appoint(founded.id, second, at=NOW + 5 * DAY)
        again = await books.coordinators.of_alliance(founded.id, NOW + 5 * DAY)
        telegram = await account(books)
    assert [one.person_id for one in both] == [founder, second]
    assert both[1].since == NOW, "a second appointment changes nothing"
    assert [(one.account_id, one.chat) for one in both] == [(telegram, 7_000_000_001), (telegram, 7_000_000_002)]
    assert again[1].since == NOW + 5 * DAY


async def test_a_turn_at_an_alliance_gives_it_and_nothing_for_an_unknown_one(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        assert await books.alliances.lock(founded.id) == founded
        with pytest.raises(NoResultFound):
            await books.alliances.lock(founded.id + 1)
