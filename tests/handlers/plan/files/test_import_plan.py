"""A plan comes as a file: every row is looked at before anything is written, nothing comes twice, all can be undone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.event import State
from handlers.texts.plan import files as texts
from handlers.texts.plan import planning
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from talk.messenger import Impossible
from tests.handlers.plan.steps import OMSK, Partners, partners
from tests.people import Person, Town

PLAN = f"""№;Дата;Время;Название;Место;Соорганизаторы
1;5 декабря 2026;15:00;Вечер памяти;в библиотеке;{OMSK}
2;6 декабря 2026;;Выставка кружева;;
3;5 ноября 2026;12:00;Прошедшее;;
4;какая-то дата;12:00;Непонятное;;
5;05.12.2026;15:00;«Вечер памяти»;;
"""


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y
BEGIN:VEVENT
UID:1
DTSTAMP:20261101T000000Z
DTSTART;TZID=Europe/Moscow:20261114T180000
RRULE:FREQ=WEEKLY;COUNT=5
EXDATE;TZID=Europe/Moscow:20261121T180000,20261205T180000
SUMMARY:Кружок
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
async def nikolskoe(town: Town) -> Partners:
    return await partners(town)


async def sends(person: Person, text: str = PLAN, name: str = "план.csv") -> None:
    await person.says("/import")
    await person.sends_file(text.encode("utf-8" if name.endswith("ics") else "cp1251"), name)


def rows(count: int) -> str:
    lines = [f"{1 + day % 28} декабря 2027;15:00;Событие {day}" for day in range(count)]
    return "\n".join(["Дата;Время;Название", *lines])


async def test_the_file_is_looked_at_row_by_row_and_written_as_drafts(any_town: Town) -> None:
    nikolskoe = await partners(any_town)
    maria = nikolskoe.maria

    await sends(maria)
    said = maria.reads
    before = await nikolskoe.events()
    await maria.presses(texts.WRITE_DRAFTS)

    assert "Строка 2. Вечер памяти. 5 декабря 2026" in said
    assert "время не указано" in said
    assert "дата уже прошла" in said
    assert "не понял дату («какая-то дата»)" in said
    assert "такая строка уже есть выше" in said
    assert before == []
    assert maria.saw("Записано черновиками: 2 события")
    evening, lace = await nikolskoe.events()
    assert (evening.title, evening.place, evening.state) == ("Вечер памяти", "в библиотеке", State.DRAFT)
    assert (evening.co_hosts, evening.invited) == ((), (nikolskoe.omsk.id,))
    assert evening.starts_at is not None
    assert evening.starts_at.isoformat() == "2026-12-05T12:00:00+00:00"
    assert lace.title == "Выставка кружева"


async def test_what_is_clear_is_announced_and_what_was_guessed_stays_a_draft(both_towns: Town) -> None:
    nikolskoe = await partners(both_towns)
    await sends(nikolskoe.maria)
    await nikolskoe.maria.answers(texts.ANNOUNCE, texts.ANNOUNCE_YES)

    evening, lace = sorted(await nikolskoe.events(), key=lambda event: event.title)
    assert (evening.state, lace.state) == (State.ANNOUNCED, State.DRAFT)
    assert "Вечер памяти" in nikolskoe.post("План совместной работы").text
    assert len(nikolskoe.wall) == 1, "the plan of the month, no post for each event"
    assert nikolskoe.oleg.saw("Вашу библиотеку зовут соорганизатором события")
    assert [facts["what"] for facts in await nikolskoe.journal()] == ["announced"]


async def test_the_same_file_twice_and_the_same_button_twice_double_nothing(nikolskoe: Partners) -> None:
    maria = nikolskoe.maria
    await sends(maria)
    await maria.presses(texts.WRITE_DRAFTS)
    await maria.presses(texts.WRITE_DRAFTS)
    twice = await nikolskoe.events()
    await sends(maria)

    assert len(twice) == 2
    assert "Уже есть в плане." in maria.reads
    assert texts.NOTHING_LEFT in maria.reads
    assert not [label for label in maria.labels if label.startswith((texts.WRITE_DRAFTS, texts.ANNOUNCE))]


async def test_in_a_long_plan_what_is_to_be_mended_is_found_at_once(nikolskoe: Partners) -> None:
    await sends(nikolskoe.maria, f"{rows(20)}\n31 февраля;;Странное\n")
    await nikolskoe.maria.presses(texts.ONLY_REMARKS)
    said = nikolskoe.maria.reads
    await nikolskoe.maria.presses(texts.ALL_ROWS)

    assert "Строка 22. Странное. Не запишу: не понял дату («31 февраля»)." in said
    assert "Строка 2." not in said
    assert "Строка 2." in nikolskoe.maria.reads


async def test_undoing_takes_back_what_nobody_has_touched(both_towns: Town) -> None:
    nikolskoe = await partners(both_towns)
    maria = nikolskoe.maria
    await sends(maria, rows(3))
    await maria.answers(texts.ANNOUNCE, texts.ANNOUNCE_YES)
    first, second, third = await nikolskoe.events()
    async with nikolskoe.town.database.writing() as books:
        await books.events.change(second.id, place="в школе")
    await nikolskoe.comes(nikolskoe.ira, third)

    await maria.answers(texts.UNDO, texts.UNDO_YES)
    states = {event.id: event.state for event in await nikolskoe.events()}
    await nikolskoe.town.passes(timedelta(minutes=30))

    assert states == {second.id: State.ANNOUNCED, third.id: State.CANCELLED}
    assert first.title not in nikolskoe.post("План совместной работы").text, "nobody was told of it: no «отменено»"
    assert "Убрано из плана: 1 событие" in maria.reads
    assert "Отменено объявленных: 1 событие" in maria.reads
    assert [facts["what"] for facts in await nikolskoe.journal()][-2:] == ["taken_back", "cancelled"]
    assert "Оставлено: 1 событие" in maria.reads
    assert nikolskoe.ira.saw("Событие отменено: Событие 2")
    await maria.forges(f"plan-file-undo:{1}")
    assert maria.reads == texts.UNDONE_ALREADY


async def test_drafts_that_are_undone_are_gone_and_may_come_again(nikolskoe: Partners) -> None:
    maria = nikolskoe.maria
    await sends(maria)
    await maria.presses(texts.WRITE_DRAFTS)
    await maria.answers(texts.UNDO, texts.UNDO_YES)
    gone = await nikolskoe.events()
    await sends(maria)
    await maria.presses(texts.WRITE_DRAFTS)

    assert gone == []
    assert len(await nikolskoe.events()) == 2


async def test_whoever_was_told_of_a_co_hosted_event_hears_that_it_is_taken_back(both_towns: Town) -> None:
    nikolskoe = await partners(both_towns)
    await sends(nikolskoe.maria)
    await nikolskoe.maria.answers(texts.ANNOUNCE, texts.ANNOUNCE_YES)
    await nikolskoe.maria.answers(texts.UNDO, texts.UNDO_YES)

    assert nikolskoe.oleg.saw("Вашу библиотеку зовут соорганизатором события")
    assert "Отменено: 1 событие" in nikolskoe.oleg.reads


async def test_what_is_another_librarys_is_not_taken_for_ones_own(nikolskoe: Partners) -> None:
    text = f"Дата;Время;Название;Библиотека\n5 декабря;15:00;Вечер;{OMSK}\n6 декабря;15:00;Ёлка;детский отдел\n"
    await sends(nikolskoe.maria, text)
    said = nikolskoe.maria.reads
    await nikolskoe.maria.presses(texts.WRITE_DRAFTS)

    assert "Не запишу: это событие другой библиотеки" in said
    assert "не узнал библиотеку: считаю, что это ваша («детский отдел»)" in said
    assert [event.title for event in await nikolskoe.events()] == ["Ёлка"]


async def test_a_calendar_that_repeats_is_told_day_by_day(nikolskoe: Partners) -> None:
    await sends(nikolskoe.maria, CALENDAR, "план.ics")
    said = nikolskoe.maria.reads
    await nikolskoe.maria.answers(texts.ANNOUNCE, texts.ANNOUNCE_YES)
    events = await nikolskoe.events()

    assert "Что повторяется, разложено по дням до 20 ноября 2027" in said
    assert "Строка" not in said
    assert [f"{event.starts_at:%d.%m %H:%M}" for event in events] == ["28.11 15:00", "12.12 15:00"]
    assert all(event.state is State.ANNOUNCED for event in events)


async def test_after_a_day_nothing_is_undone(nikolskoe: Partners) -> None:
    maria = nikolskoe.maria
    await sends(maria)
    await maria.presses(texts.WRITE_DRAFTS)
    nikolskoe.town.time += timedelta(days=1, minutes=1)

    await maria.presses(texts.UNDO)

    assert maria.reads == texts.TOO_LATE
    assert len(await nikolskoe.events()) == 2


async def test_a_plan_is_turned_page_by_page(nikolskoe: Partners) -> None:
    maria = nikolskoe.maria
    await sends(maria, rows(10))
    first = maria.reads
    await maria.presses("Дальше")

    assert "Страница 1 из 2." in first
    assert "Страница 2 из 2." in maria.reads


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"%PDF-1.4", texts.TROUBLES["pdf"]),
        (b"\xd0\xcf\x11\xe0", texts.TROUBLES["old_excel"]),
        (b"PK\x03\x04", texts.TROUBLES["damaged"]),
        ("имя;фамилия\nа;б".encode(), texts.NO_HEADINGS),
        ("Дата;Название\n".encode(), texts.NO_ROWS),
    ],
)
async def test_a_file_that_does_not_do_says_why_and_the_next_one_may(
    nikolskoe: Partners, raw: bytes, said: str
) -> None:
    maria = nikolskoe.maria
    await maria.says("/import")
    await maria.sends_file(raw)
    refused = maria.reads
    await maria.sends_file(PLAN.encode(), "план.xlsx")

    assert said in refused
    assert maria.saw("Строка 2. Вечер памяти")


async def test_a_file_that_is_too_large_is_not_even_fetched(nikolskoe: Partners) -> None:
    maria = nikolskoe.maria
    await maria.says("/import")
    nikolskoe.town.messenger().fetch_failures.append(Impossible("would be fetched"))
    await maria.sends_file(b"x", size=6_000_000)

    assert maria.reads == texts.TROUBLES["large"]
    await maria.sends_file(b"x", size=None)
    assert maria.reads == texts.REFUSED


@pytest.mark.parametrize("said", ["вот план", "Вот план работы", "держите план работы библиотеки", "это наш план"])
async def test_words_in_the_place_of_the_file_are_answered_kindly(nikolskoe: Partners, said: str) -> None:
    await nikolskoe.maria.says("/import")
    await nikolskoe.maria.says(said)

    assert "файл с планом" in nikolskoe.maria.reads


async def test_a_file_in_another_talk_is_not_unpacked(nikolskoe: Partners) -> None:
    await nikolskoe.maria.says("/event")
    nikolskoe.town.messenger().fetch_failures.append(Impossible("would be fetched"))
    await nikolskoe.maria.sends_file(b"PK")

    assert nikolskoe.town.messenger().fetch_failures
    assert "Файл" in nikolskoe.maria.reads


async def test_a_file_out_of_the_blue_is_taken_for_a_plan(any_town: Town) -> None:
    nikolskoe = await partners(any_town)
    maria = nikolskoe.maria
    await maria.says("/menu")
    await maria.sends_file(PLAN.encode())

    assert maria.reads.startswith("Это план? Загрузить его черновиками?")
    assert "Прочитано: 2 события" in maria.reads
    assert maria.labels == [texts.LOAD_IT, texts.LOOK_AT_ROWS, texts.NO_PLAN]
    assert await nikolskoe.events() == []
    await maria.presses(texts.LOOK_AT_ROWS)
    assert "Строка 2. Вечер памяти" in maria.reads
    await maria.sends_file(PLAN.encode())
    await maria.presses(texts.NO_PLAN)
    assert await nikolskoe.events() == []
    await maria.sends_file(PLAN.encode())
    await maria.presses(texts.LOAD_IT)
    assert len(await nikolskoe.events()) == 2


async def test_a_file_that_is_no_table_shows_the_way_and_is_not_fetched(nikolskoe: Partners) -> None:
    failing = nikolskoe.town.messenger().fetch_failures
    failing.append(Impossible("would be fetched"))
    await nikolskoe.maria.sends_file(b"%PDF", "отчёт.pdf")
    await nikolskoe.ira.sends_file(PLAN.encode())

    assert failing
    assert nikolskoe.maria.reads == texts.FILE_CAME
    assert texts.LOAD in nikolskoe.maria.labels
    assert nikolskoe.ira.reads == shared.NOT_UNDERSTOOD


async def test_whoever_serves_two_libraries_says_whose_plan_it_is(nikolskoe: Partners) -> None:
    town = nikolskoe.town
    async with town.database.writing() as books:
        known = await books.people.by_external(nikolskoe.oleg.messenger.account, nikolskoe.oleg.id)
        assert known is not None
        await books.librarians.add(nikolskoe.far.id, known.id, at=town.time)
    await nikolskoe.oleg.sends_file(PLAN.encode())
    assert nikolskoe.oleg.reads == texts.FILE_CAME


async def test_whoever_serves_no_partner_is_told_how_to_become_one(nikolskoe: Partners) -> None:
    await nikolskoe.ira.says("/import")

    assert nikolskoe.ira.reads == planning.NO_LIBRARY


async def test_nobody_sees_or_writes_somebody_elses_file(nikolskoe: Partners) -> None:
    await sends(nikolskoe.maria)
    for press in ("plan-file:1", "plan-file-write:1:announce", "plan-file-undo:1"):
        await nikolskoe.oleg.forges(press)
        assert nikolskoe.oleg.reads == shared.FORBIDDEN

    assert await nikolskoe.events() == []


async def test_the_talk_can_be_left_before_the_file_comes(nikolskoe: Partners) -> None:
    await nikolskoe.maria.says("/import")
    await nikolskoe.maria.presses(PHRASES.cancel)
    await nikolskoe.maria.sends_file(b"%PDF", "отчёт.pdf")

    assert nikolskoe.maria.reads == texts.FILE_CAME


async def test_files_are_forgotten_after_three_days_and_their_events_stay(nikolskoe: Partners) -> None:
    await sends(nikolskoe.maria, rows(2))
    await nikolskoe.maria.presses(texts.WRITE_DRAFTS)
    await nikolskoe.town.passes(timedelta(days=3, hours=2), step=timedelta(hours=13))

    async with nikolskoe.town.database.reading() as books:
        assert await books.plan_imports.get(1) is None
    assert len(await nikolskoe.events()) == 2
