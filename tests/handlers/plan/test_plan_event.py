"""A librarian puts an event into the joint plan (rows 22, 23, 25, 39, 60)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from domain.event import Kind, State
from handlers.texts.plan import co_hosting
from handlers.texts.plan import planning as texts
from handlers.texts.turn import refusals
from handlers.texts.turn.dialogue import PHRASES
from talk.prompt import Section
from tests.handlers.plan.steps import OMSK, VLADIVOSTOK, partners, plans, plans_shortly
from tests.people import photo

if TYPE_CHECKING:
    from tests.people import Town


async def test_three_answers_are_enough_and_the_groups_read_of_it(any_town: Town) -> None:
    village = await partners(any_town)
    await plans(village.maria)
    event = await village.event()
    assert (event.title, event.state, event.kind) == ("День села", State.ANNOUNCED, Kind.OTHER)
    assert event.starts_at == datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
    assert event.place == "в библиотеке"
    assert event.ask_at == datetime(2026, 12, 6, 7, 0, tzinfo=UTC)  # ten in the morning after, in Moscow
    assert village.maria.saw("Объявлено: «День села»")
    post = village.post("Проводит")
    assert post.post.section is Section.PLANS
    assert "суббота, 5 декабря 2026, 15:00" in post.text
    assert post.post.rows[0][0].invite == f"go_{event.id}"
    assert {"тёзки_Никольское", "декабрь2026"} <= set(post.post.hashtags)
    assert "5 декабря 2026, 15:00: День села" in village.post("План совместной работы на декабрь 2026").text
    assert [entry["what"] for entry in await village.journal()] == ["announced"]


async def test_everything_that_can_be_said_of_an_event_is_asked_kept_and_shown(any_town: Town) -> None:
    village = await partners(any_town)
    maria = village.maria
    await maria.says("/event")
    await maria.says("Ёлка в библиотеке")
    await maria.says("26.12 в полдень")
    await maria.says("ДК, малый зал")
    await maria.answers(texts.MORE_YES, "Праздник", "2 часа", "https://vk.com/video_ext")
    await maria.says("шербакуль")  # a part of the district is enough
    await maria.answers("1. " + OMSK[:20], PHRASES.done)
    await maria.answers("для семей с детьми", "6+")
    await maria.answers("Больше досуга для жителей", PHRASES.done, "Ждём всех у ёлки: будут стихи и чай.")
    await maria.shows(photo())
    await maria.answers("Нарисованная ёлка")
    await maria.answers(texts.REGISTRATION_YES, "Каждый год")
    assert "Ёлка в библиотеке" in maria.reads
    assert f"Кто проводит вместе: {OMSK}" in maria.reads
    await maria.answers(PHRASES.all_right, texts.ANNOUNCE)
    event = await village.event()
    assert (event.kind, event.age, event.registration, event.repeats) == (Kind.FESTIVAL, 6, True, "FREQ=YEARLY")
    assert event.ends_at == datetime(2026, 12, 26, 11, 0, tzinfo=UTC)
    assert (event.co_hosts, event.invited) == ((), (village.omsk.id,))
    assert event.tags == ("leisure",)
    assert (event.link, event.poster_alt) == ("https://vk.com/video_ext", "Нарисованная ёлка")
    assert OMSK not in village.post("Нужна предварительная запись").text
    await village.oleg.presses(co_hosting.AGREE)
    post = village.post("Нужна предварительная запись")
    assert "12:00–14:00" in post.text
    assert f"Соорганизаторы: {OMSK}" in post.text
    assert post.post.pictures[0].alt == "На афише: Нарисованная ёлка"


async def test_what_is_said_of_the_end_and_of_the_repetition_is_not_asked_again(any_town: Town) -> None:
    village = await partners(any_town)
    maria = village.maria
    await maria.says("/event")
    await maria.answers("Клуб рукоделия", "каждый второй четверг месяца с 15 до 17", "в библиотеке")
    await maria.answers(texts.MORE_YES, "Клуб, кружок")
    while not maria.reads.startswith("Нужно ли"):
        await maria.presses(PHRASES.skip)
    await maria.answers(texts.REGISTRATION_NO)
    assert "15:00–17:00" in maria.reads
    assert "во 2-й четверг каждого месяца" in maria.reads
    await maria.answers(PHRASES.all_right, texts.ANNOUNCE)
    event = await village.event()
    assert event.repeats == "FREQ=MONTHLY;BYDAY=2TH"
    assert event.starts_at == datetime(2026, 12, 10, 12, 0, tzinfo=UTC)
    assert event.ends_at == datetime(2026, 12, 10, 14, 0, tzinfo=UTC)


async def test_several_days_are_one_event_with_its_last_day(any_town: Town) -> None:
    village = await partners(any_town)
    maria = village.maria
    await maria.says("/event")
    await maria.answers("Неделя книги", "с 5 по 10 декабря")
    assert "Запомнил: четверг, 10 декабря" in maria.reads
    await maria.answers("в 11", "в библиотеке", texts.MORE_NO)
    assert "суббота, 5 декабря 2026, 11:00 — четверг, 10 декабря 2026" in maria.reads
    await maria.answers(PHRASES.all_right, texts.ANNOUNCE)
    event = await village.event()
    assert event.starts_at == datetime(2026, 12, 5, 8, 0, tzinfo=UTC)
    assert event.ends_at == datetime(2026, 12, 10, 20, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "ends"), [("2", (14, 0)), ("полтора часа", (13, 30)), ("до 17:00", (14, 0)), ("час двадцать", (13, 20))]
)
async def test_how_long_it_lasts_is_said_in_words(town: Town, said: str, ends: tuple[int, int]) -> None:
    village = await partners(town)
    maria = village.maria
    await maria.says("/event")
    await maria.answers("Вечер памяти", "5 декабря в 15:00", "в библиотеке", texts.MORE_YES, "Встреча", said)
    while not maria.reads.startswith("Нужно ли"):
        await maria.presses(PHRASES.skip)
    await maria.answers(texts.REGISTRATION_NO, "Нет, один раз", PHRASES.all_right, texts.ANNOUNCE)
    assert (await village.event()).ends_at == datetime(2026, 12, 5, *ends, tzinfo=UTC)


async def test_a_month_is_enough_while_the_day_is_not_known(both_towns: Town) -> None:
    village = await partners(both_towns)
    await plans(village.maria, "Неделя книги", "в марте")
    event = await village.event()
    assert (event.month, event.starts_at, event.ask_at) == (date(2027, 3, 1), None, None)
    assert "в течение месяца" in village.post("План совместной работы на март 2027").text


async def test_the_time_is_that_of_the_library_wherever_its_people_read(town: Town) -> None:
    village = await partners(town)
    await plans(village.oleg, "Чтения", "завтра в 11")
    assert (await village.event()).starts_at == datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
    assert "11:00 по Омску (по Москве 08:00)" in village.post("Проводит").text


async def test_one_answer_is_corrected_and_the_others_stay(town: Town) -> None:
    village = await partners(town)
    await plans_shortly(village.maria)
    await village.maria.answers(PHRASES.correct, texts.LABEL_WHEN, "12 декабря в 16:00")
    assert "12 декабря 2026, 16:00" in village.maria.reads
    assert village.maria.reads.startswith("Проверьте, пожалуйста"), "a corrected review starts clean"
    await village.maria.answers(PHRASES.all_right, texts.SAVE_DRAFT)
    event = await village.event()
    assert (event.state, event.title) == (State.DRAFT, "День села")
    assert event.starts_at == datetime(2026, 12, 12, 13, 0, tzinfo=UTC)


async def test_a_draft_is_in_no_group_no_plan_and_no_journal(town: Town) -> None:
    village = await partners(town)
    await plans_shortly(village.maria)
    await village.maria.answers(PHRASES.all_right, texts.SAVE_DRAFT)
    assert village.wall == []
    assert await village.journal() == []
    event = await village.event()
    await village.ira.starts(f"e_{event.id}")
    assert village.ira.reads == texts.NO_SUCH_EVENT


async def test_another_event_of_that_day_is_named_kindly(town: Town) -> None:
    village = await partners(town)
    await village.has(title="Вечер памяти")
    await village.oleg.says("/event")
    await village.oleg.answers("Чтения", "5 декабря в 18:00")
    assert village.oleg.saw("в этот день в плане уже есть")
    assert village.oleg.saw("15:00 (Москва): «Вечер памяти»")


async def test_words_that_are_too_long_and_photographs_where_words_are_due_are_refused(town: Town) -> None:
    village = await partners(town)
    await village.maria.says("/event")
    await village.maria.says("Ё" * 10_000)
    assert village.maria.saw("Получилось длинновато")
    await village.maria.shows(photo())
    assert refusals.CAME["photo"] in village.maria.reads
    await village.maria.answers("День села")
    assert village.maria.saw("Когда пройдёт событие?")


async def test_a_time_that_has_passed_meanwhile_is_not_announced(town: Town) -> None:
    village = await partners(town)
    await plans_shortly(village.maria, when="завтра в 11")
    await village.maria.answers(PHRASES.all_right)
    await town.until(datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    await village.maria.answers(texts.ANNOUNCE)
    assert texts.ALREADY_PAST in village.maria.reads
    assert await village.events() == []


async def test_only_libraries_that_are_members_plan(town: Town) -> None:
    village = await partners(town)
    await village.ira.says("/event")
    assert village.ira.reads == texts.NO_LIBRARY
    async with town.database.writing() as books:
        await books.libraries.leave(village.moscow.id, town.time)
    await village.maria.says("/event")
    assert village.maria.reads == texts.ONLY_MEMBERS


async def test_whoever_serves_in_two_libraries_says_which(town: Town) -> None:
    village = await partners(town)
    async with town.database.writing() as books:
        known = await books.people.by_external(village.oleg.messenger.account, village.oleg.id)
        assert known is not None
        await books.librarians.add(village.far.id, known.id, at=town.time)
    await village.oleg.says("/event")
    assert texts.WHICH_LIBRARY in village.oleg.reads
    await village.oleg.presses("1. " if any(one.startswith("1. ") for one in village.oleg.labels) else VLADIVOSTOK)
    assert texts.TITLE in village.oleg.reads


@pytest.mark.parametrize("forged", ["event:999", "event:x", "event:-1", "event:99999999999999999999"])
async def test_a_forged_library_is_not_planned_for(town: Town, forged: str) -> None:
    village = await partners(town)
    await village.maria.forges(forged)
    await village.maria.answers("День села", "5 декабря в 15:00", PHRASES.skip, texts.MORE_NO)
    await village.maria.answers(PHRASES.all_right, texts.ANNOUNCE)
    assert (await village.event()).library_id == village.moscow.id


async def test_an_alliance_without_a_group_is_told_so_kindly(town: Town) -> None:
    village = await partners(town, group=False)
    await plans(village.maria)
    assert village.maria.saw("Группы пока нет")
