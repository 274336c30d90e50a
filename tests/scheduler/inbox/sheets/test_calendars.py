"""A calendar is told as its own program would show it: every day that repeats, without those that were taken out."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.inbox.sheets.parsing import unpack
from scheduler.inbox.sheets.refusals import BadSheet

TODAY = date(2026, 11, 20)


def starts(*events: str) -> list[str]:
    """The starts that a calendar with these events tells of; each is its lines but UID and SUMMARY."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y"]
    for event in events:
        uid = [] if "UID:" in event else ["UID:1"]
        lines += ["BEGIN:VEVENT", *uid, "DTSTAMP:20261101T000000Z", "SUMMARY:Кружок", *event.split("|"), "END:VEVENT"]
    _, _, *rows = unpack("\r\n".join([*lines, "END:VCALENDAR", ""]).encode(), TODAY)
    return [row[0] for row in rows]


MOSCOW = "DTSTART;TZID=Europe/Moscow:20261107T180000"


def test_a_rule_is_told_day_by_day_from_today_on() -> None:
    assert starts(f"{MOSCOW}|RRULE:FREQ=WEEKLY;COUNT=4") == [
        "2026-11-21T18:00:00+03:00 RRULE",
        "2026-11-28T18:00:00+03:00 RRULE",
    ]


def test_days_may_be_added_and_taken_out() -> None:
    found = starts(
        f"{MOSCOW}|RRULE:FREQ=WEEKLY;COUNT=5|EXDATE;TZID=Europe/Moscow:20261121T180000"
        "|EXDATE:20261205T150000Z|RDATE;TZID=Europe/Moscow:20261224T190000,20261225T190000"
    )

    assert [one[:16] for one in found] == ["2026-11-28T18:00", "2026-12-24T19:00", "2026-12-25T19:00"]


def test_one_time_that_was_moved_or_called_off_stands_so() -> None:
    found = starts(
        f"{MOSCOW}|RRULE:FREQ=WEEKLY;COUNT=5",
        "RECURRENCE-ID:20261121T150000Z|DTSTART;TZID=Europe/Moscow:20261122T120000",
        "RECURRENCE-ID;TZID=Europe/Moscow:20261128T180000|STATUS:CANCELLED|DTSTART;TZID=Europe/Moscow:20261128T180000",
    )

    assert [one[:16] for one in found] == ["2026-11-22T12:00", "2026-12-05T18:00"]


def test_a_moved_time_whose_series_is_not_in_the_file_is_an_event_of_its_own() -> None:
    assert starts(f"RECURRENCE-ID:20261121T150000Z|{MOSCOW}") == ["2026-11-07T18:00:00+03:00"]


def test_a_rule_counts_on_the_clock_of_its_zone_through_summer_and_winter() -> None:
    found = starts("DTSTART;TZID=Europe/Berlin:20270320T180000|RRULE:FREQ=WEEKLY;UNTIL=20270403T160000Z")

    assert found == [
        "2027-03-20T18:00:00+01:00 RRULE",
        "2027-03-27T18:00:00+01:00 RRULE",
        "2027-04-03T18:00:00+02:00 RRULE",
    ]


@pytest.mark.parametrize("until", ["", ";UNTIL=20991231", ";UNTIL=20991231T000000Z"])
def test_what_has_no_end_is_told_for_a_year(until: str) -> None:
    found = starts(f"DTSTART;VALUE=DATE:20260101|RRULE:FREQ=MONTHLY;BYMONTHDAY=1{until}")

    assert len(found) == 12
    assert found[-1] == "2027-11-01 RRULE"


def test_every_day_of_a_year_fits_and_no_more() -> None:
    assert len(starts("DTSTART:20261120T100000|RRULE:FREQ=DAILY")) == 366


def test_of_what_is_over_the_last_time_is_told() -> None:
    assert starts("DTSTART:20200101T100000|RRULE:FREQ=MONTHLY;COUNT=3") == ["2020-03-01T10:00:00 RRULE"]


@pytest.mark.parametrize("rule", ["FREQ=HOURLY", "FREQ=SECONDLY;COUNT=99999", "BYDAY=MO"])
def test_a_rule_that_is_of_no_use_leaves_the_first_day(rule: str) -> None:
    assert starts(f"DTSTART:20261205T100000|RRULE:{rule}") == ["2026-12-05T10:00:00 RRULE-ONCE"]


def test_an_event_that_lasts_tells_its_end_by_either_word() -> None:
    text = "BEGIN:VCALENDAR\r\n{}END:VCALENDAR\r\n"
    event = "BEGIN:VEVENT\r\nSUMMARY:x\r\nDTSTART:20261205T100000Z\r\n{}\r\nEND:VEVENT\r\n"
    for last in ("DTEND:20261205T113000Z", "DURATION:PT1H30M"):
        assert unpack(text.format(event.format(last)).encode(), TODAY)[2][1] == "2026-12-05T11:30:00+00:00"


def test_a_calendar_of_too_many_days_is_refused() -> None:
    with pytest.raises(BadSheet) as refused:
        starts(*(f"UID:{number}|DTSTART:20261120T100000|RRULE:FREQ=DAILY" for number in range(6)))

    assert refused.value.why == "long"
