"""Dates as people write them (rows 22, 39). It is Sunday, 22 November 2026, 13:30 in Moscow."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time.recurrence import parse_rule
from domain.time.spoken import (
    Moment,
    Unclear,
    Why,
    moved,
    parse_day,
    parse_length,
    parse_moment,
    parse_time,
)
from domain.vocabulary.dates import MONTHS, WEEKDAYS

NOW = datetime(2026, 11, 22, 13, 30, tzinfo=ZoneInfo("Europe/Moscow"))
TODAY = NOW.date()
AHEAD = st.dates(TODAY + timedelta(days=1), TODAY + timedelta(days=3650))
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 8 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def reading(text: str) -> str:
    """The answer in one line: «2026-12-05 15:00», «15:00», «2026-12», or the reason with its facts."""
    answer = parse_moment(text, NOW)
    if isinstance(answer, Unclear):
        return " ".join([answer.reason, *(f"{name}={fact}" for name, fact in sorted(answer.facts.items()))])
    if answer.month:
        return f"{answer.month:%Y-%m}"
    parts = (("", answer.day), (" ", answer.time), ("..", answer.last), (">", answer.until), (" ", answer.repeats))
    return "".join(
        sign + (f"{part:%H:%M}" if isinstance(part, time) else str(part)) for sign, part in parts if part is not None
    ).strip()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("5 декабря в 15:00", "2026-12-05 15:00"),
        ("5 ДЕКАБРЯ В 15:00", "2026-12-05 15:00"),
        ("завтра в 11", "2026-11-23 11:00"),
        ("05.12", "2026-12-05"),
        ("1/12", "2026-12-01"),
        ("05.12.2027 15.00", "2027-12-05 15:00"),
        ("5.12.27", "2027-12-05"),
        ("2027-12-05 15:00", "2027-12-05 15:00"),
        ("5.12 15-00", "2026-12-05 15:00"),
        ("5 дек. 2027 г. в 9:05", "2027-12-05 09:05"),
        ("5-го декабря", "2026-12-05"),
        ("двадцать пятого декабря в шесть вечера", "2026-12-25 18:00"),
        ("5 декабря 2027 года в 15 часов 30 минут", "2027-12-05 15:30"),
        ("в 18.00 5 декабря", "2026-12-05 18:00"),
        ("5 мая следующего года", "2027-05-05"),
        ("📅 5 декабря ⏰ 15:00 🎉", "2026-12-05 15:00"),
        ("٥ декабря в ١٥:٠٠", "2026-12-05 15:00"),
        ("5 дeкaбpя", "2026-12-05"),  # Latin e, a, p
        ("через неделю", "2026-11-29"),
        ("через 3 дня", "2026-11-25"),
        ("через две недели в 18:00", "2026-12-06 18:00"),
        ("через месяц", "2026-12-22"),
        ("через полчаса", "2026-11-22 14:00"),
        ("через час", "2026-11-22 14:30"),
        ("сегодня в 18:00", "2026-11-22 18:00"),
        ("послезавтра", "2026-11-24"),
        ("15 числа", "2026-12-15"),
        ("22 числа", "2026-11-22"),
        ("31 числа", "2026-12-31"),
        ("15 числа следующего месяца", "2026-12-15"),
        ("29 февраля", "2028-02-29"),
        ("1 ноября", "2027-11-01"),
        ("22 ноября", "2026-11-22"),
    ],
)
def test_days_of_the_calendar(text: str, meant: str) -> None:
    assert reading(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("в субботу", "2026-11-28"),
        ("в сб в 18:00", "2026-11-28 18:00"),
        ("в субботу в 3 часа дня", "2026-11-28 15:00"),
        ("в следующую субботу в полдень", "2026-11-28 12:00"),
        ("в следующий вторник", "2026-11-24"),
        ("на следующей неделе в среду в 18.30", "2026-11-25 18:30"),
        ("в воскресенье", "2026-11-29"),
        ("в воскресенье в 15:00", "2026-11-22 15:00"),
        ("в воскресенье в 12:00", "2026-11-29 12:00"),
        ("в эту субботу", "past day=2026-11-21"),
        ("в прошлую среду", "past day=2026-11-11"),
        ("в субботу 5 декабря", "2026-12-05"),
        ("суббота, 05.12, 15.00", "2026-12-05 15:00"),
        ("в субботу 15.00", "2026-11-28 15:00"),
        ("в субботу 4 декабря", "different_days first=2026-12-04 second=2026-12-05"),
        ("на следующей неделе", "needs_day"),
    ],
)
def test_weekdays(text: str, meant: str) -> None:
    assert reading(text) == meant


def test_the_next_saturday_said_on_a_wednesday_is_of_the_next_week() -> None:
    wednesday = NOW - timedelta(days=4)
    assert parse_moment("в субботу", wednesday) == Moment(day=date(2026, 11, 21))
    assert parse_moment("в эту субботу", wednesday) == Moment(day=date(2026, 11, 21))
    assert parse_moment("в следующую субботу", wednesday) == Moment(day=date(2026, 11, 28))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("в декабре", "2026-12"),
        ("на декабрь", "2026-12"),
        ("ноябрь", "2026-11"),
        ("в марте", "2027-03"),
        ("декабрь 2027", "2027-12"),
        ("12.2027", "2027-12"),
        ("в следующем месяце", "2026-12"),
        ("в мае следующего года", "2027-05"),
        ("октябрь 2026", "past month=2026-10-01"),
        ("в декабре в 15:00", "needs_day month=2026-12-01 time=15:00"),
    ],
)
def test_only_a_month_is_known(text: str, meant: str) -> None:
    assert reading(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("в 15:00", "15:00"),
        ("в 15 00", "15:00"),
        ("в 10.12", "10:12"),
        ("завтра 10.12", "2026-11-23 10:12"),
        ("в час дня", "13:00"),
        ("завтра утром в 9", "2026-11-23 09:00"),
        ("полтретьего дня", "14:30"),
        ("в половине третьего", "14:30"),
        ("завтра в 3 часа", "2026-11-23 15:00"),
        ("3:00", "03:00"),
        ("в 12 ночи", "00:00"),
        ("сегодня вечером", "needs_time day=2026-11-22 part=evening"),
        ("завтра в полночь", "needs_time day=2026-11-23 part=midnight"),
        ("24:00", "needs_time part=midnight"),
        ("25:00", "impossible_time hour=25 minute=0"),
        ("11 часов дня", "11:00"),
        ("13 часов утра", "impossible_time hour=13 minute=0"),
        ("с 15:00 до 17:00", "15:00>17:00"),
        ("в 15:00 в 17:00", "different_times first=15:00 second=17:00"),
    ],
)
def test_times_of_day(text: str, meant: str) -> None:
    assert reading(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("31 февраля", "impossible_date day=31 month=2"),
        ("31.02", "impossible_date day=31 month=2"),
        ("29.02.2027", "impossible_date day=29 month=2 year=2027"),
        ("32 числа", "impossible_date day=32"),
        ("вчера", "past day=2026-11-21"),
        ("1 ноября 2026", "past day=2026-11-01"),
        ("сегодня в 10:00", "past day=2026-11-22 time=10:00"),
        ("5 декабря 2099", "too_far year=2099"),
        ("через 100 лет", "too_far year=2126"),
        ("не 5 декабря", "not_understood"),
        ("5-7 марта 2026", "past day=2026-03-05 last=2026-03-07"),
        ("5 декабря 15:00 по Мордору", "not_understood"),
        ("привет", "not_understood"),
        ("завтра и 5 декабря", "different_days first=2026-12-05 second=2026-11-23"),
        ("", "empty"),
        ("🙂", "empty"),
        ("1" * 10_000, "too_long"),
        ("5 декабря " * 1000, "too_long"),
    ],
)
def test_what_is_unclear_says_why(text: str, meant: str) -> None:
    assert reading(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("15", time(15)),
        ("1530", time(15, 30)),
        ("15-30", time(15, 30)),
        ("18ч30", time(18, 30)),
        ("3 дня", time(15)),
        ("0", time(0)),
    ],
)
def test_a_bare_number_is_a_time_where_a_time_is_asked(text: str, meant: time) -> None:
    assert parse_time(text) == meant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("3", Why.DAY_OR_NIGHT),
        ("5 декабря", Why.NOT_UNDERSTOOD),
        ("вечером", Why.NEEDS_TIME),
        ("99", Why.IMPOSSIBLE_TIME),
    ],
)
def test_an_unclear_time_says_why(text: str, why: Why) -> None:
    answer = parse_time(text)
    assert isinstance(answer, Unclear)
    assert answer.reason is why


def test_a_day_leaves_out_the_time_beside_it() -> None:
    fifth = date(2026, 12, 5)
    assert parse_day("5 декабря в 15:00", TODAY) == fifth
    assert parse_day("5 декабря в 3", TODAY) == fifth
    assert parse_day("5 декабря вечером", TODAY) == fifth
    assert parse_day("в декабре", TODAY) == Unclear(reason=Why.NEEDS_DAY, facts={"month": "2026-12-01"})
    assert parse_day("15.13", TODAY) == Unclear(reason=Why.IMPOSSIBLE_DATE, facts={"day": 15, "month": 13})


@given(AHEAD, TIMES)
def test_a_written_moment_is_read_back(day: date, at: time) -> None:
    meant = Moment(day=day, time=at)
    month = MONTHS[day.month - 1][1]
    weekday = WEEKDAYS[day.weekday()][0]
    for text in (
        f"{day:%d.%m.%Y} {at:%H:%M}",
        f"{day:%d.%m.%Y} в {at:%H.%M}",
        f"{day:%Y-%m-%d} {at:%H:%M}",
        f"{day.day} {month} {day.year} г. в {at:%H:%M}",
        f"{at:%H:%M}, {day.day} {month} {day.year}",
        f"{weekday}, {day.day} {month} {day.year} года, {at:%H-%M}",
    ):
        if text.endswith(f"{at:%H-%M}") and at.hour < at.minute <= 24 and at.minute >= 10:
            continue  # «10-15» may be two hours as well
        assert parse_moment(text, NOW) == meant


@given(st.dates(TODAY, TODAY + timedelta(days=364)))
def test_a_date_without_a_year_is_the_next_such_date(day: date) -> None:
    for text in (f"{day:%d.%m}", f"{day.day} {MONTHS[day.month - 1][1]}"):
        assert parse_day(text, TODAY) == day


@given(st.integers(0, 6), st.sampled_from(["", "ближайшую ", "в "]))
def test_a_weekday_is_one_of_the_seven_days_ahead(number: int, before: str) -> None:
    day = parse_day(before + WEEKDAYS[number][1], TODAY)
    assert isinstance(day, date)
    assert TODAY < day <= TODAY + timedelta(days=7)
    assert day.weekday() == number


PIECES = st.sampled_from(
    (
        *("5", "31", "0", "99", "2027", "12.05", "15:00", "15.00", "24:00", "-", ".", ":", "/"),
        *("в", "через", "следующую", "субботу", "декабря", "февраль", "числа", "час", "дня", "вечера", "полдень"),
        *("с", "до", "по", "14-16", "15-20", "каждый", "второй", "последняя", "месяца", "средам", "без", "четверти"),
        *("на", "мск", "Омску", "пасху", "декобря", "первого", "раз в", "полтора", "и", ","),
        *("пол", "третьего", "неделю", "года", "завтра", "вчера", "🙂", "½", "٣", "\0", "\ud800", "ﷺ", "İ"),
    ),
)


@given(st.text(max_size=150) | st.lists(PIECES, max_size=9).map(" ".join) | st.lists(PIECES, max_size=9).map("".join))
def test_nothing_that_can_be_typed_breaks_it(text: str) -> None:
    moment, day, at = parse_moment(text, NOW), parse_day(text, TODAY), parse_time(text)
    assert isinstance(day, date | Unclear)
    assert isinstance(at, time | Unclear)
    assert isinstance(parse_length(text, time(15)), timedelta | Unclear)
    assert isinstance(moved(text, NOW + timedelta(days=9), NOW), Moment | Unclear)
    if isinstance(moment, Moment):
        assert moment.last is None or (moment.day is not None and moment.last > moment.day)
        assert moment.ends is None or moment.day is None or moment.ends.date() >= moment.day
        if moment.repeats is not None:
            assert str(parse_rule(moment.repeats)) == moment.repeats
        assert (moment.day, moment.time, moment.month) != (None, None, None)
        assert moment.day is None or moment.day >= TODAY


@given(
    st.lists(PIECES, max_size=9).map(" ".join),
    INSTANTS,
)
def test_no_answer_lies_in_the_past(text: str, now: datetime) -> None:
    moment = parse_moment(text, now)
    if isinstance(moment, Moment) and moment.day and moment.time:
        assert datetime.combine(moment.day, moment.time, tzinfo=UTC) >= now.replace(second=0, microsecond=0)
