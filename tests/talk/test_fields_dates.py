"""Days, times and moments: in words or by calendar, always ahead, by the clock of their zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from domain.time import spoken
from handlers.texts.turn.dialogue import PHRASES
from talk.fields import Day, Moment, Time
from talk.question import MANY
from tests.talk.hearing import answer, half, reading, refused, taken
from tests.talk.person import LIMITS, Person

DEC5 = spoken.Moment(day=date(2026, 12, 5), time=time(15))


@pytest.mark.parametrize("typed", ["5 декабря в 15:00", "05.12 в 15:00", "5.12.2026, 15:00"])
def test_a_moment_is_understood_in_words(typed: str) -> None:
    assert taken(Moment(), typed) == DEC5


def test_a_moment_is_pressed_day_first_then_hour() -> None:
    december = half(Moment(), code=">")
    fifth = half(Moment(), code="5", draft=december.draft)
    assert "Суббота, 5 декабря" in str(Moment().show(fifth.draft, reading()).hint)
    assert taken(Moment(), code="1500", draft=fifth.draft) == DEC5


def test_half_a_moment_is_kept_and_the_other_half_is_asked_for() -> None:
    day = half(Moment(), "5 декабря")
    assert taken(Moment(), "15:00", draft=day.draft) == DEC5
    clock = half(Moment(), "в 15:00")
    assert taken(Moment(), "5 декабря", draft=clock.draft) == DEC5


def test_three_o_clock_of_an_event_is_the_afternoon_and_asked_elsewhere() -> None:
    assert taken(Moment(), "5 декабря в 3") == DEC5
    unclear = half(Time(), "в 3")
    shown = Time().show(unclear.draft, reading())
    assert [tap.label for row in shown.rows for tap in row] == ["15:00", "03:00"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5 декабря с 15 до 17", {"until": time(17)}),
        ("5 декабря в 15 на полтора часа", {"until": time(16, 30)}),
        ("с 5 по 10 декабря в 15:00", {"last": date(2026, 12, 10)}),
        ("первая суббота декабря в 3", {}),
        ("суббота, 5 декабря, 15:00 мск", {}),
    ],
)
def test_what_is_said_beside_the_start_is_part_of_the_moment(typed: str, meant: dict[str, Any]) -> None:
    assert taken(Moment(), typed) == replace(DEC5, **meant)


def test_a_repetition_in_words_is_part_of_the_moment() -> None:
    said = taken(Moment(), "каждый вторник с 17 до 19")
    assert (said.repeats, said.time, said.until) == ("FREQ=WEEKLY", time(17), time(19))
    assert Moment().words(said, reading()).endswith("17:00–19:00, каждую неделю")


def test_a_contradiction_names_the_weekday_and_keeps_the_time() -> None:
    unclear = half(Moment(), "в субботу 4 декабря в 15:00")
    assert unclear.note == "4 декабря — пятница, а 5 декабря — суббота."
    shown = Moment().show(unclear.draft, reading())
    assert [tap.label for row in shown.rows for tap in row] == ["пятница, 4 декабря", "суббота, 5 декабря"]
    assert taken(Moment(), code="20261205", draft=unclear.draft) == DEC5
    assert taken(Moment(), "5 декабря", draft=unclear.draft) == DEC5


def test_two_days_are_asked_about_and_the_time_is_kept() -> None:
    unclear = half(Moment(), "5 и 6 декабря в 15:00")
    assert "несколько дней" in str(unclear.note)
    assert taken(Moment(), code="20261205", draft=unclear.draft) == DEC5


def test_ten_dash_fifteen_asks_whether_it_is_a_time_or_hours() -> None:
    unclear = half(Moment(), "5 декабря 10-15")
    shown = Moment().show(unclear.draft, reading())
    assert [tap.label for row in shown.rows for tap in row] == ["10:15", "10:00–15:00"]
    assert taken(Moment(), code="1000-1500", draft=unclear.draft) == replace(DEC5, time=time(10), until=time(15))
    assert taken(Moment(), code="1015", draft=unclear.draft) == replace(DEC5, time=time(10, 15))


@pytest.mark.parametrize(
    ("typed", "then", "meant"),
    [
        ("с 15 по 20 декабря", "11", {"day": date(2026, 12, 15), "time": time(11), "last": date(2026, 12, 20)}),
        ("5 декабря", "с 15 до 17", {"until": time(17)}),
        ("с 15:00 до 17:00", "5 декабря", {"until": time(17)}),
        ("на Масленицу в 12", "14 марта", {"day": date(2027, 3, 14), "time": time(12)}),
        ("в декабре в 15:00", "5 декабря", {}),
        ("День села в 15:00", "5 декабря", {}),
        ("31 ноября в 15:00", "5 декабря", {}),
    ],
)
def test_a_question_back_loses_nothing(typed: str, then: str, meant: dict[str, Any]) -> None:
    assert taken(Moment(), then, draft=half(Moment(), typed).draft) == replace(DEC5, **meant)


def test_the_29th_of_february_says_its_year() -> None:
    leap = half(Moment(), "29 февраля")
    assert "29 февраля 2028" in str(Moment().show(leap.draft, reading()).hint)


def test_only_a_month_is_enough_where_it_is_allowed() -> None:
    assert taken(Moment(month_too=True), "декабрь") == spoken.Moment(month=date(2026, 12, 1))
    assert taken(Moment(month_too=True), code="+", draft={"month": "2027-02-01"}).month == date(2027, 2, 1)
    assert half(Moment(), "декабрь").draft == {"month": "2026-12-01"}


def test_what_is_past_is_refused_by_the_clock_of_the_zone() -> None:
    assert "уже прошло" in refused(Moment(), "сегодня в 11:00")
    assert "уже прошло" in refused(Moment(zone="Asia/Omsk"), "сегодня в 14:30")
    assert taken(Moment(zone="Europe/Kaliningrad"), "сегодня в 11:30").time == time(11, 30)


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    assert "переводят" in refused(Moment(zone="Europe/Berlin"), "28 марта 2027 в 02:30")


def test_a_day_that_does_not_exist_is_refused() -> None:
    assert refused(Moment(), "31 ноября") == PHRASES.no_such_day()
    assert str(half(Moment(), "31 ноября в 15:00").note) == PHRASES.no_such_day()
    assert refused(Day(), "когда-нибудь") == PHRASES.not_a_day()


def test_a_day_is_typed_or_pressed() -> None:
    assert taken(Day(), "завтра") == date(2026, 11, 23)
    assert taken(Day(), code="30") == date(2026, 11, 30)
    assert refused(Day(), code="31") == PHRASES.not_a_day()
    assert "уже прошло" in refused(Day(), code="1")


def test_a_time_is_typed_or_pressed() -> None:
    assert taken(Time(), "15:30") == time(15, 30)
    assert taken(Time(), code="0900") == time(9)
    assert half(Time(), "в 3").draft == ["15:00", "03:00"]
    assert refused(Time(), "25:00") == PHRASES.not_a_time()
    assert refused(Time(), code="2561") == PHRASES.not_a_time()


def test_the_calendar_is_turned_no_further_than_it_goes() -> None:
    assert half(Day(), code="<", draft={"month": "2026-11-01"}).draft == {"month": "2026-10-01"}
    behind = Day().show({"month": "2026-10-01"}, reading())
    assert "Ноябрь 2026" in str(behind.hint)
    far = Day().show({"month": "2999-01-01"}, reading())
    assert "Ноябрь 2036" in str(far.hint)


@pytest.mark.parametrize("messenger", sorted(LIMITS))
@pytest.mark.parametrize("month", ["2026-11-01", "2027-02-01", "2027-05-01", "2027-08-01", "2028-02-01"])
def test_every_month_fits_the_screen_with_all_its_days(messenger: str, month: str) -> None:
    here = reading(messenger=messenger, now=datetime(2026, 11, 1, 9, tzinfo=UTC))
    here = replace(here, rows=here.rows - 1, buttons=here.buttons - 1)  # a suggestion stands below
    shown = Moment(month_too=True).show({"month": month}, here)
    assert len(shown.rows) <= here.rows
    assert sum(map(len, shown.rows)) <= here.buttons
    labels = [tap.label.split() for row in shown.rows for tap in row if tap.label.strip()]
    days = [words[0] for words in labels if words[0].isdigit()]
    if here.limits.columns < 7:
        names = {words[1] for words in labels if words[0].isdigit()}
        assert names == {"пн", "вт", "ср", "чт", "пт", "сб", "вс"}, "where no row holds a week each day says its own"
        assert len(shown.rows[-1]) > 1, "nothing is left over"
    first = date.fromisoformat(month)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    assert days == [str(day) for day in range(1, (after - first).days + 1)]


def test_hours_that_are_past_are_not_offered_today() -> None:
    shown = Moment().show({"month": "2026-11-01", "day": "2026-11-22"}, reading())
    assert shown.rows[0][0].label == "13:00"


def test_a_text_that_is_neither_keeps_what_was_known() -> None:
    day = half(Moment(), "5 декабря")
    assert "Не получилось прочитать" in refused(Moment(), "как обычно", draft=day.draft)
    assert Moment().back(day.draft) is not None
    assert answer("x").came == "text"


async def test_the_calendar_is_walked_on_every_messenger(person: Person) -> None:
    await person.begins("event")
    await person.presses("Дальше", "5", "15:00")
    assert person.answer("when") == {"day": "2026-12-05", "time": "15:00"}
    await person.presses("Дальше", "4")
    assert person.answer("until") == "2026-12-04"


async def test_a_month_alone_is_pressed_on_every_messenger(person: Person) -> None:
    await person.begins("event")
    await person.presses("Дальше", "Только месяц")
    assert person.answer("when") == {"month": "2026-12-01"}


@pytest.mark.parametrize("messenger", LIMITS)
async def test_a_refusal_is_a_line_and_the_way_to_the_calendar(messenger: str) -> None:
    person = Person(limits=LIMITS[messenger], now=datetime(2026, 12, 1, 9, tzinfo=UTC))
    await person.begins("event")
    whole = person.labels
    assert len(whole) > MANY
    await person.says("когда рак свистнет")
    assert "Когда?" not in person.reads
    assert len(person.turn) == 1
    assert person.labels == [PHRASES.show_calendar, PHRASES.cancel]
    await person.presses(PHRASES.show_calendar)
    assert person.labels == whole
    assert person.reads.startswith("Когда?")
    await person.says("ой")
    await person.says("Показать календарь")
    assert person.labels == whole
    await person.says("ой", "5 декабря в 15:00")
    assert person.answer("when") == {"day": "2026-12-05", "time": "15:00"}


async def test_a_refusal_under_few_buttons_shows_them_again() -> None:
    person = Person(limits=LIMITS["telegram"], now=datetime(2026, 12, 1, 9, tzinfo=UTC))
    await person.begins("event")
    await person.says("5 декабря")
    hours = person.labels
    await person.says("когда рак свистнет")
    assert person.labels == hours


async def test_a_turned_page_and_a_calendar_that_was_pressed_before_hold_their_month() -> None:
    person = Person(limits=LIMITS["telegram"], now=datetime(2026, 12, 1, 9, tzinfo=UTC))
    await person.begins("event")
    await person.presses(PHRASES.later.removesuffix(" ▶"))
    january = person.labels
    await person.says("ой")
    await person.presses(PHRASES.show_calendar)
    assert person.labels == january
