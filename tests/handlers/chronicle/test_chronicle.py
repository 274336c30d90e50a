"""Anybody reads the chronicle: page by page, by library, one entry, a year in numbers (rows 26, 29, 30, 31)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from domain.event import State
from handlers.texts.chronicle import reading as texts
from storage.chronicle.chronicle import Totals
from tests.handlers.chronicle.steps import villages

if TYPE_CHECKING:
    from tests.handlers.chronicle.steps import Villages
    from tests.people import Town


async def filled(town: Town, count: int = 12) -> Villages:
    """That many entries of the host, a day apart, and one of the other library."""
    here = await villages(town)
    async with town.database.writing() as books:
        for number in range(count):
            await books.chronicle.write(
                alliance_id=here.alliance,
                library_id=here.host.id,
                title=f"Встреча {number}",
                happened_on=date(2026, 11, 1) + timedelta(days=number),
                text="Пели и пили чай",
                visitors=10,
                new_readers=1 if number == 0 else None,
                at=town.time,
            )
        await books.chronicle.write(
            alliance_id=here.alliance,
            library_id=here.other.id,
            title="Омский вечер",
            happened_on=date(2025, 12, 31),
            text="<b>Читали</b> & пели",
            visitors=1,
            at=town.time,
        )
    return here


async def test_the_chronicle_is_read_page_by_page_newest_first(any_town: Town) -> None:
    here = await filled(any_town)
    await here.ira.says("/chronicle")
    assert "Встреча 11" in here.ira.reads
    assert "Страница 1 из 3" in here.ira.reads
    assert len(here.ira.labels) <= 10
    await here.ira.presses(texts.OLDER)
    await here.ira.presses(texts.OLDER)
    assert "Омский вечер" in here.ira.reads
    assert texts.OLDER not in here.ira.labels
    await here.ira.presses("13. Омский вечер")
    assert "<b>Читали</b> & пели" in here.ira.reads
    assert "1 посетитель" in here.ira.reads
    await here.ira.presses(texts.OF_LIBRARY)
    assert "Хроника: Библиотека № 7" in here.ira.reads
    assert "Встреча" not in here.ira.reads


@pytest.mark.parametrize(
    "press", ["chronicle:1:99999999999999999999", "chronicle:1:4611686018427387904", "chronicle:1:-1"]
)
async def test_a_forged_page_is_a_page_that_exists(town: Town, press: str) -> None:
    here = await filled(town)
    await here.ira.forges(press)
    assert "Страница" in here.ira.reads
    assert "202" in here.ira.reads


@pytest.mark.parametrize("press", ["entry:x", "entry:99", "entry", f"entry:{2**80}"])
async def test_an_entry_that_is_not_there_leads_to_the_chronicle(town: Town, press: str) -> None:
    here = await filled(town)
    await here.ira.forges(press)
    assert here.ira.reads == texts.NOT_FOUND
    await here.ira.presses(texts.WHOLE_CHRONICLE)
    assert "Встреча 11" in here.ira.reads


async def test_a_link_from_the_group_opens_the_entry(town: Town) -> None:
    here = await filled(town, 1)
    entry = (await here.chronicle())[0]
    await here.ira.starts(f"entry_{entry.id}")
    assert "Встреча 0" in here.ira.reads


async def test_an_empty_chronicle_invites(town: Town) -> None:
    here = await villages(town)
    await here.ira.says("хроника")
    assert texts.EMPTY_ALLIANCE in here.ira.reads
    await here.ira.forges(f"chronicle-lib:{here.other.id}")
    assert texts.EMPTY_LIBRARY in here.ira.reads
    await here.ira.forges("chronicle-lib:777")
    assert texts.EMPTY_ALLIANCE in here.ira.reads


async def test_librarians_are_offered_to_tell(town: Town) -> None:
    here = await villages(town)
    await here.maria.says("/chronicle")
    assert texts.TELL in here.maria.labels
    await here.ira.says("/chronicle")
    assert texts.TELL not in here.ira.labels


async def test_a_year_in_numbers_tells_plan_and_fact(both_towns: Town) -> None:
    here = await filled(both_towns)
    await here.ira.says("/chronicle")
    await here.ira.presses(texts.TOTALS)
    assert "12 записей от 1 библиотеки" in here.ira.reads
    assert "120 посетителей" in here.ira.reads
    assert "1 новый читатель" in here.ira.reads
    assert "В плане на год 1 событие" in here.ira.reads
    await here.ira.presses("2025 год")
    assert "1 запись от 1 библиотеки" in here.ira.reads
    await here.ira.presses("2024 год")
    assert texts.EMPTY_YEAR in here.ira.reads
    await here.ira.forges(f"chronicle-year:{here.alliance}:99999999")
    assert "2027 год" in here.ira.reads


def test_plan_and_fact_are_said_with_their_share() -> None:
    plan = {State.DRAFT: 5, State.ANNOUNCED: 1, State.HELD: 1, State.CANCELLED: 1, State.CHRONICLED: 2}
    none = Totals(entries=2, libraries=2, visitors=21, new_readers=2)
    told = texts.year_in_numbers("Ивановка", 2026, none, plan).plain
    assert "В плане на год 5 событий." in told
    assert "Прошло: 3 (60\u00a0% плана), рассказали о 2." in told
    assert "Впереди: 1." in told
    assert "Отменено: 1." in told
    assert "2 записи от 2 библиотек" in told
    assert "21 посетитель." in told
    assert "2 новых читателя." in told


@pytest.mark.parametrize(
    ("visited", "joined", "told"),
    [
        (None, None, None),
        (0, None, "0 посетителей"),
        (1, 1, "1 посетитель, 1 новый читатель"),
        (22, 5, "22 посетителя, 5 новых читателей"),
    ],
)
def test_figures_agree_with_their_words(visited: int | None, joined: int | None, told: str | None) -> None:
    assert texts.figures(visited, joined) == told
