"""Events that come again come at the same hour of the host's clock (row 25)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time.recurrence import MOST, Frequency, NotARule, Rule, occurrences, parse_rule

ALWAYS = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
LOCAL = st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1)).map(lambda at: at.replace(microsecond=0))  # noqa: DTZ001 - a wall clock
ZONES = st.sampled_from(["Europe/Moscow", "Europe/Berlin", "America/New_York", "Asia/Kamchatka"])
RULES = st.builds(
    lambda frequency, interval, count, until: Rule(
        frequency=frequency, interval=interval, count=count, until=None if count else until
    ),
    st.sampled_from(Frequency),
    st.integers(1, 12),
    st.none() | st.integers(1, 60),
    st.none() | LOCAL,
)


def wall(year: int, month: int, day: int, hour: int = 18, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - what the host's clock shows


def days(rule: str, start: datetime, zone: str = "Europe/Moscow") -> list[str]:
    found = occurrences(parse_rule(rule), start, zone, *ALWAYS)
    return [f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" for instant in found]


def test_a_weekly_club_meets_at_six_in_summer_and_in_winter() -> None:
    met = days("FREQ=WEEKLY;COUNT=3", wall(2026, 10, 18), "Europe/Berlin")
    assert met == ["2026-10-18 18:00", "2026-10-25 18:00", "2026-11-01 18:00"]


def test_the_31st_is_left_out_of_shorter_months() -> None:
    assert days("FREQ=MONTHLY;COUNT=3", wall(2026, 1, 31)) == [
        "2026-01-31 18:00",
        "2026-03-31 18:00",
        "2026-05-31 18:00",
    ]


def test_29_february_comes_in_leap_years() -> None:
    assert days("FREQ=YEARLY;COUNT=3", wall(2024, 2, 29)) == [
        "2024-02-29 18:00",
        "2028-02-29 18:00",
        "2032-02-29 18:00",
    ]


def test_a_skipped_hour_moves_only_that_one_occurrence() -> None:
    met = days("FREQ=WEEKLY;COUNT=3", wall(2026, 3, 22, 2, 30), "Europe/Berlin")
    assert met == ["2026-03-22 02:30", "2026-03-29 03:30", "2026-04-05 02:30"]


def test_a_repeated_hour_is_met_once() -> None:
    found = occurrences(parse_rule("FREQ=WEEKLY;COUNT=2"), wall(2026, 10, 18, 2, 30), "Europe/Berlin", *ALWAYS)
    assert found == [datetime(2026, 10, 18, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]


def test_until_a_date_includes_its_evening() -> None:
    assert days("FREQ=WEEKLY;UNTIL=20261129", wall(2026, 11, 22)) == ["2026-11-22 18:00", "2026-11-29 18:00"]
    assert days("FREQ=WEEKLY;UNTIL=20261129T170000", wall(2026, 11, 22)) == ["2026-11-22 18:00"]


def test_the_window_takes_its_first_moment_and_not_its_last() -> None:
    start = datetime(2026, 11, 22, 15, tzinfo=UTC)
    rule = parse_rule("FREQ=WEEKLY")
    assert occurrences(rule, wall(2026, 11, 22), "Europe/Moscow", start, start + timedelta(weeks=1)) == [start]


def test_an_endless_rule_in_an_endless_window_ends() -> None:
    far = datetime(9000, 1, 1, tzinfo=UTC)
    found = occurrences(parse_rule("FREQ=WEEKLY"), wall(2026, 1, 1), "Europe/Moscow", ALWAYS[0], far)
    assert len(found) == MOST


@pytest.mark.parametrize(
    "text",
    [
        "",
        "каждую субботу",
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=MO",
        "FREQ=YEARLY;BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;COUNT=1;UNTIL=20270101",
        "FREQ=WEEKLY;COUNT=²",
        "FREQ=WEEKLY;COUNT=99999999999",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;FREQ=YEARLY",
        "FREQ=WEEKLY;UNTIL=20270231",
        "FREQ=WEEKLY;UNTIL=20270101T000000Z",
        "COUNT=3",
    ],
)
def test_what_is_no_rule_of_ours_is_refused(text: str) -> None:
    with pytest.raises(NotARule):
        parse_rule(text)


def test_a_rule_is_read_as_calendars_write_it() -> None:
    assert parse_rule("RRULE:FREQ=MONTHLY;INTERVAL=2;COUNT=5") == Rule(frequency=Frequency.MONTHLY, interval=2, count=5)


@given(RULES)
def test_a_rule_written_down_is_the_same_rule(rule: Rule) -> None:
    assert parse_rule(str(rule)) == rule


@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    try:
        rule = parse_rule(text)
    except NotARule:
        return
    assert parse_rule(str(rule)) == rule


@given(RULES, LOCAL, ZONES)
def test_occurrences_are_distinct_ordered_and_keep_the_hour(rule: Rule, start: datetime, zone: str) -> None:
    found = occurrences(rule, start, zone, *ALWAYS)
    assert found == sorted(set(found))
    assert len(found) <= (rule.count or MOST)
    gap = timedelta(hours=1)
    for instant in found:
        shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        planned = shown.replace(hour=start.hour, minute=start.minute, second=start.second)
        assert shown - planned in {timedelta(0), gap}


@given(RULES, LOCAL, ZONES, st.integers(0, 3000), st.integers(0, 3000))
def test_a_window_shows_exactly_its_part(rule: Rule, start: datetime, zone: str, first: int, length: int) -> None:
    after = start.replace(tzinfo=UTC) + timedelta(days=first)
    before = after + timedelta(days=length)
    whole = occurrences(rule, start, zone, *ALWAYS)
    if len(whole) < MOST:
        part = occurrences(rule, start, zone, after, min(before, ALWAYS[1]))
        assert part == [instant for instant in whole if after <= instant < before]
