"""Two librarians of one library at the same moment, on either database: one deed, and nobody's words are lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.event import State
from handlers.texts.plan import files, planning, replanning
from tests.handlers.plan.steps import OMSK, Partners, partners
from tests.handlers.races import at_once, forging, pressing

if TYPE_CHECKING:
    from tests.people import Person, Town

PLAN = f"Дата;Время;Название;Соорганизаторы\n5 декабря 2026;15:00;Вечер памяти;{OMSK}\n6 декабря 2026;12:00;Выставка;\n"


async def two(town: Town, village: Partners) -> tuple[Person, Person]:
    """Мария and a colleague of hers."""
    vera = town.person("Вера")
    await vera.says("/menu")
    async with town.database.writing() as books:
        known = await books.people.by_external(vera.messenger.account, vera.id)
        assert known is not None
        await books.librarians.add(village.moscow.id, known.id, at=town.time)
    return village.maria, vera


async def test_of_two_who_announce_one_draft_one_does(both_towns: Town) -> None:
    village = await partners(both_towns)
    colleagues = await two(both_towns, village)
    event = await village.has(announced=False, co_hosts=(village.omsk.id,))
    presses = [forging(one, f"e-announce:{event.id}:yes") for one in colleagues]
    await at_once(both_towns, village.alliance, *presses)
    assert [facts["what"] for facts in await village.journal()] == ["announced"]
    announced = planning.announced("Вечер памяти", 1)
    assert sorted(one.saw(announced) for one in colleagues) == [False, True]
    assert sorted(one.saw(planning.ALREADY_PUBLIC) for one in colleagues) == [False, True]
    assert sum("Вечер памяти" in one.text for one in village.wall) == 2, "its own post, and the plan of the month"
    assert sum("Вечер памяти" in said.text.plain for said in village.oleg.heard) == 1


async def test_what_is_announced_while_a_colleague_changes_it_reads_as_changed(both_towns: Town) -> None:
    village = await partners(both_towns)
    maria, vera = await two(both_towns, village)
    event = await village.has(announced=False)
    await vera.forges(f"e-edit:{event.id}")
    await vera.answers(replanning.CHANGEABLE["title"], "Вечер песни", replanning.THAT_IS_ALL)
    presses = [forging(maria, f"e-announce:{event.id}:yes"), pressing(vera, replanning.SAVE)]
    await at_once(both_towns, village.alliance, *presses)
    known = await village.event()
    assert (known.state, known.title) == (State.ANNOUNCED, "Вечер песни")
    assert [one for one in village.wall if "Вечер памяти" in one.text] == []
    assert "Вечер песни" in village.post("Вечер песни").text


async def test_of_two_who_cancel_one_does(both_towns: Town) -> None:
    village = await partners(both_towns)
    colleagues = await two(both_towns, village)
    event = await village.has()
    for one in colleagues:
        await one.forges(f"e-cancel:{event.id}")
        await one.says(f"Заболела {one.name}")
    await at_once(both_towns, village.alliance, *(pressing(one, replanning.CANCEL_YES) for one in colleagues))
    assert [facts["what"] for facts in await village.journal()] == ["announced", "cancelled"]
    assert (await village.event()).sequence == 1


async def test_a_draft_that_a_colleague_announces_is_not_said_to_be_dropped(both_towns: Town) -> None:
    village = await partners(both_towns)
    maria, vera = await two(both_towns, village)
    event = await village.has(announced=False)
    presses = [forging(maria, f"e-announce:{event.id}:yes"), forging(vera, f"e-drop:{event.id}:yes")]
    await at_once(both_towns, village.alliance, *presses)
    there = await village.events()
    assert vera.saw(replanning.DROPPED) == (there == [])
    assert maria.saw(planning.announced("Вечер памяти", 1)) == ([one.state for one in there] == [State.ANNOUNCED])


async def test_a_file_that_two_colleagues_send_is_written_once(both_towns: Town) -> None:
    village = await partners(both_towns)
    colleagues = await two(both_towns, village)
    for one in colleagues:
        await one.says("/import")
        await one.sends_file(PLAN.encode())
    await at_once(both_towns, village.alliance, *(pressing(one, files.WRITE_DRAFTS) for one in colleagues))
    assert sorted(event.title for event in await village.events()) == ["Вечер памяти", "Выставка"]


async def test_a_plan_that_is_taken_back_while_its_draft_is_announced_says_so(both_towns: Town) -> None:
    village = await partners(both_towns)
    maria, vera = await two(both_towns, village)
    await maria.says("/import")
    await maria.sends_file(PLAN.encode())
    await maria.presses(files.WRITE_DRAFTS)
    first = (await village.events())[0]
    await maria.presses(files.UNDO)
    presses = [pressing(maria, files.UNDO_YES), forging(vera, f"e-announce:{first.id}:yes")]
    await at_once(both_towns, village.alliance, *presses)
    left = await village.events()
    assert [one.state for one in left] in ([], [State.ANNOUNCED])
    assert vera.saw(planning.announced("Вечер памяти", 1)) == (left != [])
    assert maria.saw("Удалено черновиков: 1") == (left != [])
