"""A coordinator makes one library of two cards, with a trail, and can part them again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.texts.libraries import uniting as texts
from handlers.texts.turn import shared
from tests.handlers.libraries.test_library import id_of
from tests.handlers.plan.steps import OMSK, VLADIVOSTOK, partners
from tests.handlers.races import at_once, pressing

if TYPE_CHECKING:
    from tests.handlers.plan.steps import Partners
    from tests.people import Person, Town


async def coordinated(town: Town) -> tuple[Partners, Person]:
    """Никольское with a coordinator, who looks at two cards of one library."""
    village = await partners(town)
    anna = town.person("Анна")
    await anna.says("/menu")
    async with town.database.writing() as books:
        await books.coordinators.appoint(village.alliance, await id_of(town, anna), founder=True, at=town.time)
    return village, anna


async def unites(village: Partners, anna: Person) -> None:
    """That of Омск becomes the far one."""
    await anna.forges(f"lib:{village.omsk.id}")
    await anna.presses(texts.UNITE)
    await anna.presses(VLADIVOSTOK)
    await anna.presses(texts.YES_UNITE)


async def test_first_one_sees_what_moves(any_town: Town) -> None:
    village, anna = await coordinated(any_town)
    await village.has(library_id=village.omsk.id)
    await anna.forges(f"unite:{village.omsk.id}:{village.far.id}")
    assert "Исчезнет: " + OMSK in anna.reads
    assert "Перейдёт: 1 событие, 2 библиотекаря" in anna.reads
    await anna.presses(texts.KEEP_BOTH)
    async with any_town.database.reading() as books:
        assert await books.libraries.count(village.alliance) == 3


async def test_everything_moves_and_everybody_hears(any_town: Town) -> None:
    village, anna = await coordinated(any_town)
    event = await village.has(library_id=village.omsk.id)
    async with any_town.database.writing() as books:
        ira = await id_of(any_town, village.ira)
        await books.subscriptions.subscribe(ira, village.alliance, f"library:{village.omsk.id}", any_town.time)
    await unites(village, anna)
    assert anna.reads == str(texts.united(OMSK, VLADIVOSTOK).plain)
    assert village.oleg.saw(texts.told_staff(OMSK, VLADIVOSTOK).plain)
    async with any_town.database.reading() as books:
        known = await books.events.get(event.id)
        assert await books.journal.verify(village.alliance) is None
        kinds = [entry.kind async for entry in books.journal.all(village.alliance)]
        assert await books.subscriptions.is_subscribed(ira, village.alliance, f"library:{village.far.id}")
        roles = await books.roles.of(await id_of(any_town, village.oleg), any_town.time)
    assert known is not None
    assert known.library_id == village.far.id
    assert kinds[-1] == "libraries_united"
    assert village.far.id in roles.librarian_of
    assert f"Проводит: {VLADIVOSTOK}" in village.post("Проводит").text
    await anna.says("/journal")
    assert "Две карточки оказались одной библиотекой" in anna.reads


async def test_old_buttons_lead_to_the_one_that_stays(town: Town) -> None:
    village, anna = await coordinated(town)
    await unites(village, anna)
    await village.oleg.forges(f"library:{village.omsk.id}")
    assert VLADIVOSTOK in village.oleg.reads
    await village.ira.starts(f"lib_{village.omsk.id}")
    assert VLADIVOSTOK in village.ira.reads


async def test_a_mistake_is_taken_back_for_a_week(any_town: Town) -> None:
    village, anna = await coordinated(any_town)
    event = await village.has(library_id=village.omsk.id)
    await unites(village, anna)
    await any_town.passes(timedelta(days=6), step=timedelta(hours=12))
    await anna.presses(texts.UNDO)
    assert anna.reads == texts.parted(OMSK, VLADIVOSTOK).plain
    assert village.oleg.saw(texts.told_parted(OMSK, VLADIVOSTOK).plain)
    async with any_town.database.reading() as books:
        known = await books.events.get(event.id)
        assert await books.libraries.count(village.alliance) == 3
        assert [entry.kind async for entry in books.journal.all(village.alliance)][-1] == "libraries_parted"
    assert known is not None
    assert known.library_id == village.omsk.id


async def test_after_a_week_it_is_too_late(town: Town) -> None:
    village, anna = await coordinated(town)
    await unites(village, anna)
    await town.passes(timedelta(days=8), step=timedelta(hours=12))
    await anna.presses(texts.UNDO)
    assert anna.reads == texts.TOO_LATE


async def test_only_the_coordinators_of_that_alliance_may(town: Town) -> None:
    village, anna = await coordinated(town)
    for person in (village.maria, village.oleg, village.ira):
        await person.forges(f"unite:{village.omsk.id}:{village.far.id}:yes")
        assert person.reads == shared.FORBIDDEN
    await unites(village, anna)
    await village.maria.forges("unite-undo:1")
    assert village.maria.reads == shared.FORBIDDEN


async def test_of_two_coordinators_at_once_one_does(both_towns: Town) -> None:
    village, anna = await coordinated(both_towns)
    vera = both_towns.person("Вера")
    await vera.says("/menu")
    async with both_towns.database.writing() as books:
        await books.coordinators.appoint(village.alliance, await id_of(both_towns, vera), at=both_towns.time)
    for one in (anna, vera):
        await one.forges(f"unite:{village.omsk.id}:{village.far.id}")
    await at_once(both_towns, village.alliance, *(pressing(one, texts.YES_UNITE) for one in (anna, vera)))
    assert sorted(one.saw(texts.NO_SUCH_PAIR) for one in (anna, vera)) == [False, True]
    async with both_towns.database.reading() as books:
        assert await books.libraries.count(village.alliance) == 2
