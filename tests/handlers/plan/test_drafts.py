"""Drafts by the dozen: announced all at once, or one after the other without going back to the list (row 25)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from domain.event import State
from handlers.texts.plan import drafts as texts
from handlers.texts.plan import files, planning
from handlers.texts.turn import shared
from tests.handlers.plan.files.test_import_plan import PLAN, rows, sends
from tests.handlers.plan.steps import partners
from tests.people import GENEROUS

if TYPE_CHECKING:
    from tests.people import Town


async def test_all_drafts_are_announced_after_one_question(any_town: Town) -> None:
    village = await partners(any_town)
    maria = village.maria
    await sends(maria, rows(27))
    await maria.presses(files.WRITE_DRAFTS)
    await maria.presses(texts.ANNOUNCE_ALL)
    assert "Объявить 27 событий?" in maria.reads
    assert {one.state for one in await village.events()} == {State.DRAFT}
    await maria.presses(texts.announce_label(27))
    assert {one.state for one in await village.events()} == {State.ANNOUNCED}
    assert "Объявлено 27 событий" in maria.reads
    assert len({post.text for post in village.wall if "План совместной работы" in post.text}) >= 1
    assert maria.labels == [planning.MINE, shared.BACK_TO_MENU.label]


async def test_what_wants_a_look_stays_a_draft(town: Town) -> None:
    village = await partners(town)
    await sends(village.maria, PLAN + "6;7 декабря 2026;16:00;Чтения;;\n")
    await village.maria.presses(files.WRITE_DRAFTS)
    await village.maria.answers(texts.ANNOUNCE_ALL, texts.announce_label(2))
    states = {one.title: one.state for one in await village.events()}
    assert states == {
        "Вечер памяти": State.ANNOUNCED,
        "Чтения": State.ANNOUNCED,
        "Выставка кружева": State.DRAFT,
    }, "nobody has said when the exhibition opens"
    assert "В черновиках останется 1 событие" in village.maria.reads
    assert village.oleg.saw("Вашу библиотеку зовут соорганизатором")


async def test_more_than_a_turn_may_write_is_announced_in_two_steps(town: Town) -> None:
    village = await partners(town)
    town.sets_quotas({**GENEROUS, "announced": 100})
    await village.has_all(*({"title": f"Событие {at}"} for at in range(32)), announced=False)
    await village.maria.forges("drafts-announce:0:yes")
    assert [one.state for one in await village.events()].count(State.ANNOUNCED) == 30
    await village.maria.answers(texts.announce_label(2), texts.announce_label(2))
    assert {one.state for one in await village.events()} == {State.ANNOUNCED}


async def test_whoever_has_announced_enough_for_a_day_is_told_when_to_go_on(town: Town) -> None:
    village = await partners(town)
    town.sets_quotas({**GENEROUS, "announced": 5})
    await village.has_all(*({"title": f"Событие {at}"} for at in range(7)), announced=False)
    await village.maria.answers("/mine", "Черновики", texts.ANNOUNCE_ALL, texts.announce_label(7))
    assert village.maria.saw("Объявлено 5 событий")
    assert village.maria.saw("Осталось объявить 2 события")
    assert [one.state for one in await village.events()].count(State.DRAFT) == 2


async def test_drafts_come_ten_a_page_and_lead_to_each_other_and_back(any_town: Town) -> None:
    village = await partners(any_town)
    maria = village.maria
    await village.has_all(*({"title": f"Событие {at:02}"} for at in range(12)), announced=False)
    await maria.forges("mine:drafts")
    assert {str(number) for number in range(1, 11)} < set(maria.labels)
    await maria.presses("1")
    assert planning.TO_DRAFTS in maria.labels
    await maria.answers(planning.NEXT_DRAFT)
    assert "Событие 01" in maria.reads
    await maria.answers(planning.ANNOUNCE, planning.ANNOUNCE)
    assert "Объявлено: «Событие 01»" in maria.reads
    await maria.answers(planning.NEXT_DRAFT)
    assert "Событие 02" in maria.reads
    await maria.presses(planning.TO_DRAFTS)
    assert "Ваши черновики" in maria.reads


async def test_the_way_to_undo_a_file_stays_for_a_day(any_town: Town) -> None:
    village = await partners(any_town)
    maria = village.maria
    await sends(maria, rows(3))
    await maria.answers(files.WRITE_DRAFTS, files.DRAFTS)
    assert files.UNDO in maria.labels
    await maria.presses(files.UNDO)
    assert "Отменить загрузку? Из плана уйдёт 3 события." in maria.reads
    await maria.presses(files.UNDO_NO)
    assert len(await village.events()) == 3
    await maria.answers(files.UNDO, files.UNDO_YES)
    assert await village.events() == []
    await maria.forges("mine:drafts")
    assert files.UNDO not in maria.labels


async def test_nobody_announces_the_drafts_of_others(town: Town) -> None:
    village = await partners(town)
    await village.has(announced=False)
    for person in (village.oleg, village.ira):
        await person.forges("drafts-announce:0:yes")
        assert "Объявлять сразу нечего" in person.reads
    assert (await village.event()).state is State.DRAFT


async def test_each_event_of_a_file_gets_a_post_of_its_own_when_its_day_draws_near(any_town: Town) -> None:
    """Not all of them at once: the plan of the month carries them until then."""
    village = await partners(any_town)
    days = "\n".join(f"{day} декабря 2026;15:00;Событие {day}" for day in (5, 6, 20))
    await sends(village.maria, f"Дата;Время;Название\n{days}")
    await village.maria.answers(files.ANNOUNCE, files.ANNOUNCE_YES)

    def own() -> list[str]:
        return [post.text.split("\n")[0] for post in village.wall if "Проводит" in post.text]

    assert own() == []
    await any_town.until(datetime(2026, 11, 28, 12, 30, tzinfo=UTC))
    assert own() == ["Событие 5"]
    await any_town.until(datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    assert own() == ["Событие 5", "Событие 6"], "a week before each, one after the other"
    buttons = [post.post.rows[0][0].label for post in village.wall if "Проводит" in post.text]
    assert all(label.startswith("Пойду") for label in buttons)
