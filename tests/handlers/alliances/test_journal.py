"""Anybody reads what happened; the chain is proved (rows 9, 12)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from domain.journal import Entry, Kind, seal
from handlers.texts.alliances import journal as journal_texts
from storage.tables import journal
from tests.handlers.alliances.steps import binds
from tests.handlers.libraries.steps import OMSK, founded, joins
from tests.people import START, Town


@pytest.mark.every_messenger
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
        assert "Подключена группа: Telegram, «Тёзки Александровки»." in reader.reads


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
