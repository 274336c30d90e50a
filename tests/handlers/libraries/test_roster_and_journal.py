"""Anybody reads who the partners are and what happened, page by page; the chain is proved (rows 1, 3, 9, 12)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from domain.journal import Entry, Kind, seal
from handlers.texts.alliances import choosing as lists
from handlers.texts.alliances import journal as journal_texts
from handlers.texts.libraries import leaving
from handlers.texts.libraries import roster as texts
from handlers.texts.turn import paging
from handlers.texts.turn.dialogue import PHRASES
from storage.tables import journal
from tests.handlers.alliances.steps import binds
from tests.handlers.libraries.steps import OMSK, founded, founds_another, joins
from tests.people import START, Town
from tests.storage.libraries import namesakes


async def crowd(town: Town, alliance_id: int, number: int) -> None:
    """So many member libraries, half of them in another region."""
    async with town.database.writing() as books:
        for n in range(number):
            region = "Белгородская область" if n % 2 else "Омская область"
            title = f"МБУК «Централизованная библиотечная система», сельская библиотека, филиал № {n + 1}"
            await namesakes.library(books, alliance_id, title, region=region, district=f"Район {n + 1}")


async def test_the_roster_of_many_is_read_page_by_page(any_town: Town) -> None:
    _, alliance = await founded(any_town)
    await crowd(any_town, alliance.id, 19)
    reader = any_town.person("Читатель")
    await reader.says("/roster")
    assert "19 библиотек, 2 региона: межрегиональное сотрудничество" in reader.reads
    assert "Страница 1 из 3." in reader.reads
    assert "\n\n8. " in reader.reads
    await reader.presses(paging.LATER)
    assert "\n\n9. " in reader.reads
    await reader.presses(paging.LATER)
    assert "\n\n19. " in reader.reads
    assert paging.LATER not in reader.labels
    assert len(reader.heard) == 2, "the pages turn in place, after the first words of the bot"


async def test_a_roster_of_one_region_is_intra_regional(town: Town) -> None:
    _, alliance = await founded(town)
    await joins(town.person(), alliance=alliance.id)
    reader = town.person("Читатель")
    await reader.says("/roster")
    assert "1 библиотека, 1 регион: сотрудничество внутри региона" in reader.reads
    assert "присоединилась 20 ноября 2026 года" in reader.reads
    assert "не сверено с реестром" in reader.reads


async def test_an_empty_roster_invites(town: Town) -> None:
    await founded(town)
    reader = town.person("Читатель")
    await reader.says("/roster")
    assert "Ваша библиотека может стать первой" in reader.reads
    assert texts.JOIN in reader.labels


async def test_former_partners_are_remembered(town: Town) -> None:
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await joins(maria, OMSK, alliance=alliance.id, region="Омская область")
    await maria.forges(f"former:{alliance.id}")
    assert texts.NO_FORMER in maria.reads
    await maria.says("/leave")
    await maria.answers(PHRASES.skip, leaving.YES)
    await maria.says("/roster")
    assert OMSK not in maria.reads
    await maria.answers(texts.FORMER)
    assert OMSK in maria.reads
    assert "вышла 20 ноября 2026 года" in maria.reads


@pytest.mark.parametrize("page", ["-1", "x", "99", "9999999999999999999999999999", "1e3", "٣"])
async def test_a_forged_page_is_a_page_all_the_same(town: Town, page: str) -> None:
    _, alliance = await founded(town)
    await crowd(town, alliance.id, 9)
    reader = town.person("Читатель")
    for errand in ("roster", "former", "journal"):
        await reader.forges(f"{errand}:{alliance.id}:{page}") if page.isascii() else None
        await reader.starts(f"{errand}_{alliance.id}_{page}")
        assert "Александровка" in reader.reads


async def test_the_journal_is_read_in_human_words(any_town: Town) -> None:
    anna, alliance = await founded(any_town)
    if any_town.messenger().kind == "telegram":
        await binds(anna)
    maria = any_town.person("Мария")
    await joins(maria, OMSK, alliance=alliance.id, region="Омская область")
    reader = any_town.person("Читатель")
    await reader.says("/journal")
    assert f"К Соглашению присоединилась библиотека: {OMSK}" in reader.reads
    assert "Создано сотрудничество «Александровка»: Белгородская область." in reader.reads
    assert "20 ноября 2026 года, 12:00" in reader.reads
    if any_town.messenger().kind == "telegram":
        assert "Связана площадка: Telegram, «Тёзки Александровки»." in reader.reads


async def test_a_whole_journal_is_proved_whole(both_towns: Town) -> None:
    _, alliance = await founded(both_towns)
    await joins(both_towns.person(), alliance=alliance.id)
    reader = both_towns.person("Читатель")
    await reader.says("/journal")
    await reader.presses(journal_texts.VERIFY)
    assert "Журнал цел" in reader.reads
    async with both_towns.database.writing() as books:
        await books.connection.execute(sa.update(journal).where(journal.c.seq == 2).values(facts={"title": "Чужая"}))
    await reader.forges(f"verify:{alliance.id}")
    assert "Журнал нарушен с записи 2" in reader.reads
    assert "содержание этой записи изменили" in reader.reads


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("facts", [{}, {"title": "Вечер", "library": 7, "what": "moved", "day": "2026-12-05"}])
def test_every_kind_of_entry_has_its_words(kind: Kind, facts: dict[str, str | int]) -> None:
    entry: Entry = seal(None, START, kind, facts, "ключ")
    words = journal_texts.words(entry)
    assert words.endswith(".")
    assert not any(mark in words for mark in (":.", "  ", "None", "{", ": ;"))


# Which alliance a page is about.


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
    assert reader.reads.startswith(lists.WHICH)
    await reader.answers("Погореловка")
    assert "Библиотеки-партнёры: «Погореловка»" in reader.reads
    await reader.answers(lists.OTHERS, "Никольское")
    assert "Библиотеки-партнёры: «Никольское»" in reader.reads


async def test_among_very_many_one_is_sought_by_name(any_town: Town) -> None:
    async with any_town.database.writing() as books:
        for n in range(20):
            await namesakes.alliance(books, f"Александровка {n}-я", f"aleksandrovka-{n}-ya")
        await namesakes.alliance(books, "Погореловка", "pogorelovka")
    reader = any_town.person("Читатель")
    await reader.says("/journal")
    assert "Страница 1 из 3." in reader.reads
    await reader.answers(lists.SEEK, "с. погорЕловка", "Погореловка")
    assert "Журнал сотрудничества «Погореловка»" in reader.reads
    await reader.forges("seek:journal")
    await reader.answers("Никольское")
    assert lists.none_called("Никольское").plain in reader.reads


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
    assert lists.NOT_FOUND in reader.reads


async def test_without_any_alliance_one_can_be_founded(town: Town) -> None:
    reader = town.person("Читатель")
    await reader.says("/roster")
    assert lists.NONE_YET in reader.reads
    assert lists.FOUND in reader.labels
