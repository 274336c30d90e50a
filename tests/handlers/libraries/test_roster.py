"""Anybody reads who the partners are, page by page (rows 1, 3)."""

from __future__ import annotations

import pytest

from handlers.texts.libraries import leaving
from handlers.texts.libraries import roster as texts
from handlers.texts.turn import paging
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.libraries.steps import OMSK, founded, joins, settled
from tests.people import Town
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
    assert len(reader.heard) == 1, "the pages turn in place"


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
    await settled(town)
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
