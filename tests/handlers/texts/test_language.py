"""Numbers, dates and times are said as a Russian would say them."""

from datetime import UTC, date, datetime

import pytest

from handlers.texts import language


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "0 библиотек"),
        (1, "1 библиотека"),
        (2, "2 библиотеки"),
        (5, "5 библиотек"),
        (11, "11 библиотек"),
        (12, "12 библиотек"),
        (21, "21 библиотека"),
        (104, "104 библиотеки"),
        (111, "111 библиотек"),
        (10_001, "10\u00a0001 библиотека"),
    ],
)
def test_a_number_takes_the_right_form_of_its_word(n: int, said: str) -> None:
    assert language.counted(n, "библиотека", "библиотеки", "библиотек") == said


def test_a_moment_is_said_by_the_clock_of_the_zone() -> None:
    at = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
    assert language.moment(at, "Europe/Moscow") == "суббота, 5 декабря, 15:00"
    assert language.moment(at, "Asia/Vladivostok") == "суббота, 5 декабря, 22:00"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        language.moment(datetime(2026, 12, 5, 12, 0), "Europe/Moscow")  # noqa: DTZ001 - the mistake itself


def test_the_year_is_named_when_it_is_another_one() -> None:
    today = date(2026, 12, 1)
    assert language.day(date(2026, 12, 5), today=today) == "суббота, 5 декабря"
    assert language.day(date(2027, 1, 9), today=today) == "суббота, 9 января 2027"
    assert language.short_day(date(2027, 1, 9), today=today) == "9 января 2027"


def test_a_month_is_named_alone_and_after_a_preposition() -> None:
    assert language.month(date(2026, 12, 1)) == "декабрь 2026"
    assert language.in_month(date(2026, 12, 1)) == "декабря 2026"


def test_quotes_inside_quotes_change_their_shape() -> None:
    assert language.quoted("Клуб «Заря»") == "«Клуб „Заря“»"
