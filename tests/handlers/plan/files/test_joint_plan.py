"""The coordinator brings the joint plan of all members: each row has its library, each library decides of its own."""

from __future__ import annotations

import pytest

from domain.event import State
from handlers.texts.plan import files as texts
from handlers.texts.turn import shared
from tests.handlers.plan.steps import OMSK, VLADIVOSTOK, Partners, partners
from tests.people import Person, Town

PLAN = f"""Дата;Время;Название;Библиотека;Соорганизаторы
5 декабря;15:00;Вечер памяти;{OMSK};
6 декабря;15:00;Ёлка;{VLADIVOSTOK} (Приморский край);{OMSK}
7 декабря;15:00;Чтения;Школа № 1;
8 декабря;15:00;Обзор;;
9 декабря;15:00;Выставка;Никольская модельная библиотека;
"""


async def coordinates(nikolskoe: Partners, person: Person) -> None:
    async with nikolskoe.town.database.writing() as books:
        known = await books.people.by_external(person.messenger.account, person.id)
        assert known is not None
        await books.coordinators.appoint(nikolskoe.alliance, known.id, at=nikolskoe.town.time)


@pytest.fixture
async def nikolskoe(town: Town) -> Partners:
    made = await partners(town)
    await coordinates(made, made.maria)
    return made


async def sends(person: Person, text: str = PLAN) -> None:
    await person.says("/import")
    if "Чей план" in person.reads:
        await person.presses(texts.JOINT)
    await person.sends_file(text.encode("cp1251"))


async def test_every_row_says_whose_it_is_and_becomes_a_draft_of_that_library(any_town: Town) -> None:
    nikolskoe = await partners(any_town)
    await coordinates(nikolskoe, nikolskoe.maria)
    maria, oleg = nikolskoe.maria, nikolskoe.oleg
    await sends(maria)
    said = maria.reads
    await maria.presses("Свои объявить")
    assert "Объявить 1 событие?" in maria.reads, "only her own"
    await maria.presses(texts.ANNOUNCE_YES)
    evening, tree, show = await nikolskoe.events()

    assert f"Вечер памяти. 5 декабря 2026, 15:00. {OMSK}, Шербакульский район. Запишу." in said
    assert "такой библиотеки среди партнёров нет («Школа № 1»)" in said
    assert "не указана библиотека" in said
    assert "Библиотек: 3" in said
    assert (evening.library_id, evening.state) == (nikolskoe.omsk.id, State.DRAFT)
    assert (tree.library_id, tree.state, tree.zone) == (nikolskoe.far.id, State.DRAFT, "Asia/Vladivostok")
    assert tree.starts_at is not None
    assert tree.starts_at.isoformat() == "2026-12-06T05:00:00+00:00", "three o'clock by the clock of its host"
    assert (show.library_id, show.state) == (nikolskoe.moscow.id, State.ANNOUNCED), "her own"
    assert "в нём 1 событие вашей библиотеки" in oleg.reads
    await oleg.presses(texts.DRAFTS)
    assert "Вечер памяти" in oleg.reads


async def test_the_same_plan_twice_doubles_nothing(nikolskoe: Partners) -> None:
    await sends(nikolskoe.maria)
    await nikolskoe.maria.presses(texts.WRITE_DRAFTS)
    await sends(nikolskoe.maria)

    assert "Уже в плане, второй раз не запишу: 3 события" in nikolskoe.maria.reads
    assert texts.NOTHING_LEFT in nikolskoe.maria.reads


async def test_undoing_leaves_what_a_library_has_announced_and_tells_the_others(both_towns: Town) -> None:
    nikolskoe = await partners(both_towns)
    await coordinates(nikolskoe, nikolskoe.maria)
    text = f"Дата;Время;Название;Библиотека\n5 декабря;15:00;Вечер;{OMSK}\n6 декабря;15:00;Ёлка;{OMSK}\n"
    await sends(nikolskoe.maria, text)
    await nikolskoe.maria.presses(texts.WRITE_DRAFTS)
    evening, _ = await nikolskoe.events()
    await nikolskoe.oleg.forges(f"e-announce:{evening.id}:yes")
    await nikolskoe.maria.answers(texts.UNDO, texts.UNDO_YES)

    assert "Оставлено: 1 событие" in nikolskoe.maria.reads
    assert "Удалено черновиков: 1" in nikolskoe.maria.reads
    assert [event.title for event in await nikolskoe.events()] == ["Вечер"]
    assert "Отменено: 1 событие" in nikolskoe.oleg.reads


async def test_a_library_takes_all_its_drafts_at_once_but_those_without_a_time(any_town: Town) -> None:
    nikolskoe = await partners(any_town)
    await coordinates(nikolskoe, nikolskoe.maria)
    head = "Дата;Время;Название;Библиотека\n"
    await sends(nikolskoe.maria, f"{head}5 декабря;15:00;Вечер;{OMSK}\n6 декабря;;Ёлка;{OMSK}\n")
    await nikolskoe.maria.presses(texts.WRITE_DRAFTS)
    await nikolskoe.oleg.presses(texts.ANNOUNCE_ALL)
    evening, tree = await nikolskoe.events()
    await nikolskoe.maria.forges(f"plan-file-take:1:{nikolskoe.omsk.id}")

    assert (evening.state, tree.state) == (State.ANNOUNCED, State.DRAFT)
    assert nikolskoe.oleg.reads == str(texts.taken(1, 1).plain)
    assert nikolskoe.maria.reads == shared.FORBIDDEN
    assert "Вечер" in nikolskoe.post("План совместной работы").text


async def test_a_coordinator_of_no_library_is_not_asked_whose_plan(town: Town) -> None:
    nikolskoe = await partners(town)
    await coordinates(nikolskoe, nikolskoe.ira)
    await sends(nikolskoe.ira)

    assert "План из файла. Общий план" in nikolskoe.ira.reads
    assert texts.ANNOUNCE_OWN not in nikolskoe.ira.labels
    await nikolskoe.ira.presses(texts.WRITE_DRAFTS)
    assert {event.state for event in await nikolskoe.events()} == {State.DRAFT}


async def test_a_coordinator_who_serves_a_library_may_still_load_its_own_plan(nikolskoe: Partners) -> None:
    await nikolskoe.maria.says("/import")
    await nikolskoe.maria.presses(texts.OWN_PLAN)
    await nikolskoe.maria.sends_file("Дата;Время;Название\n5 декабря;15:00;Вечер\n".encode())
    await nikolskoe.maria.answers(texts.ANNOUNCE, texts.ANNOUNCE_YES)

    assert [event.library_id for event in await nikolskoe.events()] == [nikolskoe.moscow.id]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Дата;Название\n5 декабря;Вечер\n", texts.NO_HOSTS),
        ("Название;Библиотека\nВечер;Омск\n", texts.NO_HEADINGS),
        ("Дата;Название;Библиотека\n5 декабря;Вечер;Школа\n", texts.no_host_known(["Школа"])),
    ],
)
async def test_a_joint_plan_that_does_not_say_whose_is_whose_is_asked_for_again(
    nikolskoe: Partners, text: str, said: str
) -> None:
    await sends(nikolskoe.maria, text)

    assert nikolskoe.maria.reads == said


async def test_only_coordinators_bring_the_joint_plan(nikolskoe: Partners) -> None:
    await sends(nikolskoe.maria)
    for forged in (f"import-plan:joint:{nikolskoe.alliance}", "plan-file:1", "plan-file-write:1", "plan-file-undo:1"):
        await nikolskoe.oleg.forges(forged)
        assert nikolskoe.oleg.reads == shared.FORBIDDEN
    assert await nikolskoe.events() == []


async def test_namesakes_with_one_title_are_told_apart_by_their_place(nikolskoe: Partners) -> None:
    async with nikolskoe.town.database.writing() as books:
        await books.libraries.change(nikolskoe.far.id, title=OMSK)
    head = "Дата;Время;Название;Библиотека\n"
    await sends(nikolskoe.maria, f"{head}5 декабря;15:00;Вечер;{OMSK}\n6 декабря;15:00;Ёлка;{OMSK} Приморского края\n")

    assert "так называются несколько библиотек" in nikolskoe.maria.reads
    await nikolskoe.maria.presses(texts.WRITE_DRAFTS)
    assert [event.library_id for event in await nikolskoe.events()] == [nikolskoe.far.id]
