"""Which alliance a page is about: one's own, the only one, or the one that is chosen."""

from __future__ import annotations

from handlers.texts.alliances import choosing
from tests.handlers.libraries.steps import founded, founds_another, joins
from tests.people import Town
from tests.storage.libraries import namesakes


async def test_with_one_alliance_nobody_is_asked(town: Town) -> None:
    await founded(town)
    reader = town.person("Читатель")
    await reader.says("/journal")
    assert "Журнал сотрудничества «Александровка»" in reader.reads


async def test_with_several_a_stranger_chooses_or_seeks(any_town: Town) -> None:
    for settlement in ("Ивановка", "Михайловка", "Никольское", "Погореловка"):
        await founded(any_town, settlement)
    reader = any_town.person("Читатель")
    await reader.says("/roster")
    assert reader.reads.startswith(choosing.WHICH)
    await reader.answers("Погореловка")
    assert "Библиотеки-партнёры: «Погореловка»" in reader.reads
    await reader.answers(choosing.OTHERS, "Никольское")
    assert "Библиотеки-партнёры: «Никольское»" in reader.reads


async def test_among_very_many_one_is_sought_by_name(any_town: Town) -> None:
    async with any_town.database.writing() as books:
        for n in range(20):
            await namesakes.alliance(books, f"Александровка {n}-я", f"aleksandrovka-{n}-ya")
        await namesakes.alliance(books, "Погореловка", "pogorelovka")
    reader = any_town.person("Читатель")
    await reader.says("/journal")
    assert "Страница 1 из 3." in reader.reads
    await reader.answers(choosing.SEEK, "с. погорЕловка", "Погореловка")
    assert "Журнал сотрудничества «Погореловка»" in reader.reads
    await reader.forges("seek:journal")
    await reader.answers("Никольское")
    assert choosing.none_called("Никольское").plain in reader.reads


async def test_the_persons_own_alliance_comes_first(town: Town) -> None:
    _, alliance = await founded(town, "Ивановка")
    await founded(town, "Михайловка")
    maria = town.person("Мария")
    await joins(maria, "Ивановская библиотека", alliance=alliance.id, settlement="село Ивановка")
    await maria.says("/roster")
    assert "Библиотеки-партнёры: «Ивановка»" in maria.reads


async def test_two_alliances_of_one_name_can_be_told_apart(town: Town) -> None:
    await founded(town)
    await founds_another(town.person("Борис"))
    reader = town.person("Читатель")
    await reader.says("/roster")
    assert {"Александровка", "Александровка (2)"} <= set(reader.labels)


async def test_an_alliance_that_is_not_there_leads_to_the_list(town: Town) -> None:
    await founded(town)
    reader = town.person("Читатель")
    await reader.forges("roster:77")
    assert choosing.NOT_FOUND in reader.reads


async def test_without_any_alliance_one_can_be_founded(town: Town) -> None:
    reader = town.person("Читатель")
    await reader.says("/roster")
    assert choosing.NONE_YET in reader.reads
    assert choosing.FOUND in reader.labels
