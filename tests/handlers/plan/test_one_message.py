"""A librarian tells of an event in one message, and adds what is missing by one button each (rows 22, 39)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from domain.event import State
from handlers.texts.plan import planning as texts
from handlers.texts.plan import replanning
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.plan.steps import OMSK, partners
from tests.people import photo

if TYPE_CHECKING:
    from tests.people import Town

TOLD = "5 декабря в 15:00 Вечер памяти, в библиотеке, вход свободный"


async def test_one_message_has_the_end_and_the_repetition(any_town: Town) -> None:
    village = await partners(any_town)
    maria = village.maria
    await maria.says("По вторникам с 17 до 19 Клуб рукоделия, в библиотеке")
    assert "17:00–19:00" in maria.reads
    await maria.presses(texts.ANNOUNCE)
    event = await village.event()
    assert (event.title, event.repeats) == ("Клуб рукоделия", "FREQ=WEEKLY")
    assert event.ends_at is not None
    assert event.starts_at is not None
    assert (event.ends_at - event.starts_at).seconds == 2 * 60 * 60


async def test_one_message_is_an_event(any_town: Town) -> None:
    village = await partners(any_town)
    maria = village.maria
    await maria.says(TOLD)
    assert maria.labels[:7] == [
        texts.ANNOUNCE,
        texts.AS_DRAFT,
        texts.FIX,
        texts.ADD_POSTER,
        texts.ADD_REGISTRATION,
        texts.ADD_REPEATS,
        texts.ADD_CO_HOSTS,
    ]
    assert "суббота, 5 декабря 2026, 15:00" in maria.reads
    assert "Где: в библиотеке" in maria.reads
    assert "Вход свободный" in maria.reads
    assert await village.events() == []
    await maria.presses(texts.ANNOUNCE)
    event = await village.event()
    assert (event.title, event.state, event.place) == ("Вечер памяти", State.ANNOUNCED, "в библиотеке")
    assert event.starts_at == datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
    assert event.description == "Вход свободный"
    assert "Вечер памяти" in village.post("Проводит").text


async def test_whatever_is_missing_is_one_button_away(any_town: Town) -> None:
    village = await partners(any_town)
    maria = village.maria
    await maria.says(TOLD)
    await maria.presses(texts.ADD_POSTER)
    assert texts.POSTER in maria.reads
    await maria.shows(photo())
    await maria.answers("Дети у ёлки")
    await maria.presses(texts.ADD_REGISTRATION)
    assert texts.NO_REGISTRATION in maria.labels
    await maria.answers("повтор", "Каждую неделю")
    await maria.presses(texts.ADD_CO_HOSTS)
    await maria.says("шербакуль")
    await maria.answers("1. " + OMSK[:20], PHRASES.done)
    assert f"Спросим: {OMSK}" in maria.reads
    await maria.presses(texts.FIX)
    await maria.answers(texts.LABEL_PLACE, "ДК, малый зал")
    assert "Где: ДК, малый зал" in maria.reads
    await maria.answers("черновик")
    event = await village.event()
    assert (event.state, event.registration, event.repeats) == (State.DRAFT, True, "FREQ=WEEKLY")
    assert (event.place, event.poster_alt, event.invited) == ("ДК, малый зал", "Дети у ёлки", (village.omsk.id,))


async def test_the_time_is_asked_where_it_was_not_said(town: Town) -> None:
    village = await partners(town)
    await village.maria.says("5 декабря Вечер памяти, в библиотеке")
    assert "Во сколько начало?" in village.maria.reads
    await village.maria.answers("15:00", texts.ANNOUNCE)
    assert (await village.event()).starts_at == datetime(2026, 12, 5, 12, 0, tzinfo=UTC)


async def test_a_month_is_enough(town: Town) -> None:
    village = await partners(town)
    await village.maria.says("В марте неделя книги")
    await village.maria.presses(texts.ANNOUNCE)
    event = await village.event()
    assert (event.title, event.month) == ("Неделя книги", date(2027, 3, 1))


async def test_the_first_question_takes_it_all_or_the_title_alone(any_town: Town) -> None:
    village = await partners(any_town)
    maria = village.maria
    await maria.says("/event")
    await maria.says(TOLD)
    assert maria.labels[0] == texts.ANNOUNCE
    await maria.presses(PHRASES.back)
    await maria.says("Вечер памяти")
    assert "Когда пройдёт событие?" in maria.reads


async def test_the_clock_is_the_library_s(town: Town) -> None:
    village = await partners(town)
    await village.oleg.says("завтра в 11 Чтения")
    await village.oleg.presses(texts.ANNOUNCE)
    assert (await village.event()).starts_at == datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


async def test_whoever_plans_nothing_tells_of_no_event(town: Town) -> None:
    village = await partners(town)
    await village.ira.says(TOLD)
    assert texts.ANNOUNCE not in village.ira.labels
    assert await village.events() == []


async def test_a_talk_is_not_broken_into(town: Town) -> None:
    village = await partners(town)
    event = await village.has()
    await village.maria.forges(f"e-cancel:{event.id}")
    await village.maria.says(TOLD)
    assert "Причина: 5 декабря в 15:00" in village.maria.reads
    assert shared.RESUME not in village.maria.labels
    await village.maria.presses(replanning.CANCEL_NO)
    assert len(await village.events()) == 1
