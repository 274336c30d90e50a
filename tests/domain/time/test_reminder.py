"""Reminders come at the right local minute, once, and let people sleep (rows 46, 61)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time.notices import LEADS, Quiet, digest_due, due, morning_after, ring_time, still_helps

MOSCOW = "Europe/Moscow"
NIGHT = Quiet(start=time(22), end=time(8))
ZONES = st.sampled_from(
    [MOSCOW, "Asia/Kamchatka", "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe"],
)
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone beside
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
QUIETS = st.builds(lambda start, end: Quiet(start=start, end=end), TIMES, TIMES)


def at(day: int, hour: int, minute: int = 0, *, zone: str = MOSCOW, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_a_reminder_is_due_so_long_before_the_start() -> None:
    assert due(at(5, 18), timedelta(days=1)) == at(4, 18)


def test_by_day_it_comes_when_it_is_due() -> None:
    assert ring_time(at(5, 15), NIGHT, MOSCOW, at(5, 18)) == at(5, 15)
    assert ring_time(at(5, 23), None, MOSCOW, at(6, 18)) == at(5, 23)


def test_by_night_it_waits_for_the_morning() -> None:
    assert ring_time(at(4, 23), NIGHT, MOSCOW, at(5, 23)) == at(5, 8)
    assert ring_time(at(5, 3), NIGHT, MOSCOW, at(5, 12)) == at(5, 8)


def test_before_an_early_event_it_comes_the_evening_before() -> None:
    assert ring_time(at(5, 6), NIGHT, MOSCOW, at(5, 7)) == at(4, 21, 59)
    assert ring_time(at(5, 7), NIGHT, MOSCOW, at(5, 8)) == at(4, 21, 59)


def test_who_subscribes_at_night_to_an_early_event_is_woken_after_all() -> None:
    assert ring_time(at(5, 6), NIGHT, MOSCOW, at(5, 7), now=at(4, 23)) == at(5, 6)
    assert ring_time(at(5, 6), NIGHT, MOSCOW, at(5, 7), now=at(4, 21)) == at(4, 21, 59)


def test_quiet_hours_begin_and_end_on_the_minute() -> None:
    assert ring_time(at(4, 21, 59), NIGHT, MOSCOW, at(6, 8)) == at(4, 21, 59)
    assert ring_time(at(4, 22), NIGHT, MOSCOW, at(6, 8)) == at(5, 8)
    assert ring_time(at(5, 8), NIGHT, MOSCOW, at(6, 8)) == at(5, 8)


def test_equal_ends_are_no_quiet_hours() -> None:
    assert not any(Quiet(start=time(9), end=time(9)).covers(time(hour)) for hour in range(24))


def test_quiet_hours_follow_the_readers_clock_not_the_hosts() -> None:
    noon_in_moscow = at(5, 12)
    assert ring_time(noon_in_moscow, NIGHT, "Asia/Vladivostok", at(7, 12)) == noon_in_moscow
    assert ring_time(at(5, 16), NIGHT, "Asia/Vladivostok", at(7, 12)) == at(6, 8, zone="Asia/Vladivostok")


def test_after_the_start_there_is_no_reminder() -> None:
    assert ring_time(at(5, 18), NIGHT, MOSCOW, at(5, 18)) is None
    assert still_helps(at(5, 17, 59), at(5, 18))
    assert not still_helps(at(5, 18), at(5, 18))


@given(INSTANTS, st.sampled_from(LEADS), st.none() | QUIETS, ZONES)
def test_a_settled_reminder_comes_before_the_event(
    start: datetime, lead: timedelta, quiet: Quiet | None, zone: str
) -> None:
    settled = ring_time(due(start, lead), quiet, zone, start)
    assert settled is not None
    assert settled.tzinfo is UTC
    assert start - lead - timedelta(days=3) < settled < start


@given(INSTANTS, st.sampled_from(LEADS), QUIETS, ZONES)
def test_a_moved_reminder_never_rings_in_quiet_hours(start: datetime, lead: timedelta, quiet: Quiet, zone: str) -> None:
    when = due(start, lead)
    settled = ring_time(when, quiet, zone, start)
    assert settled is not None
    if settled != when:
        assert not quiet.covers(settled.astimezone(ZoneInfo(zone)).time())


@given(INSTANTS, QUIETS, ZONES)
def test_a_reminder_outside_quiet_hours_is_never_moved(when: datetime, quiet: Quiet, zone: str) -> None:
    if not quiet.covers(when.astimezone(ZoneInfo(zone)).time()):
        assert ring_time(when, quiet, zone, when + timedelta(hours=1)) == when


@pytest.mark.parametrize(
    ("quiet_end", "due_local", "expected"),
    [
        (time(2, 30), datetime(2026, 3, 29, 1), datetime(2026, 3, 29, 1, 30)),  # noqa: DTZ001 - the gap: 02:30 is 03:30
        (time(2, 30), datetime(2026, 10, 25, 1), datetime(2026, 10, 25, 0, 30)),  # noqa: DTZ001 - the first 02:30
    ],
)
def test_a_morning_in_a_skipped_or_repeated_hour(quiet_end: time, due_local: datetime, expected: datetime) -> None:
    due_at = due_local.replace(tzinfo=ZoneInfo("Europe/Berlin"))
    quiet = Quiet(start=time(22), end=quiet_end)
    settled = ring_time(due_at, quiet, "Europe/Berlin", due_at + timedelta(days=1))
    assert settled == expected.replace(tzinfo=UTC)


def test_the_digest_comes_on_the_next_such_day() -> None:
    sunday = at(22, 13, month=11)
    assert digest_due(0, time(9), MOSCOW, sunday) == at(23, 9, month=11)
    assert digest_due(6, time(18), MOSCOW, sunday) == at(22, 18, month=11)
    assert digest_due(6, time(13), MOSCOW, sunday) == at(29, 13, month=11)


@given(st.integers(0, 6), TIMES, ZONES, INSTANTS)
def test_digests_follow_each_other_week_by_week(weekday: int, when: time, zone: str, now: datetime) -> None:
    first = digest_due(weekday, when, zone, now)
    second = digest_due(weekday, when, zone, first)
    local = [moment.astimezone(ZoneInfo(zone)).date() for moment in (first, second)]
    assert now < first <= now + timedelta(days=7, hours=2)
    assert local[1] - local[0] == timedelta(days=7)
    assert local[0].weekday() == weekday


def test_the_host_is_asked_next_morning() -> None:
    assert morning_after(at(5, 20), MOSCOW) == at(6, 10)
    assert morning_after(at(5, 8), MOSCOW) == at(6, 10)
    assert morning_after(at(6, 0, 30), MOSCOW) == at(6, 10)
    assert morning_after(at(31, 20), MOSCOW).date() == date(2027, 1, 1)


@given(INSTANTS, ZONES)
def test_the_morning_is_always_ahead_and_at_ten(moment: datetime, zone: str) -> None:
    morning = morning_after(moment, zone)
    assert moment < morning < moment + timedelta(hours=36)
    assert morning.astimezone(ZoneInfo(zone)).time() == time(10)


def test_an_instant_without_a_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(datetime(2026, 12, 5), timedelta(days=1))  # noqa: DTZ001 - the naive one is the point
