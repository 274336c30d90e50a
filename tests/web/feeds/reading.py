"""Calendars read by a library that had no part in writing them; recurrences unrolled as RFC 5545 says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar


def read(body: bytes) -> Any:
    """The calendar; every line is at most 75 octets, ends with CRLF, and is whole UTF-8."""
    lines = body.split(b"\r\n")
    assert lines.pop() == b""
    for line in lines:
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode("utf-8")
    parsed = Calendar.from_ical(body)
    assert isinstance(parsed, Calendar)
    assert not parsed.errors
    for event in parsed.walk("VEVENT"):
        assert not event.errors
    return parsed


def events(calendar: Any) -> list[Any]:
    """Every one of them. Their types are as wide as iCalendar is: what a property holds, the tests know."""
    return list(calendar.walk("VEVENT"))


def titled(calendar: Any, title: str) -> Any:
    return next(one for one in events(calendar) if title in str(one["SUMMARY"]))


def unroll(calendar: Any, after: datetime, before: datetime) -> list[tuple[datetime, str, str]]:
    """Start in UTC, summary and status of all that takes place in a window, exceptions in their places."""
    masters = [one for one in events(calendar) if "RECURRENCE-ID" not in one]
    exceptions: dict[tuple[str, datetime], Any] = {
        (str(one["UID"]), one["RECURRENCE-ID"].dt.astimezone(UTC)): one
        for one in events(calendar)
        if "RECURRENCE-ID" in one
    }
    assert len({str(one["UID"]) for one in masters}) == len(masters), "a UID is one thing"
    used = set()
    found = []
    for master in masters:
        for start in _starts(master, before):
            key = (str(master["UID"]), start)
            one = exceptions.get(key, master)
            used.add(key)
            at = one["DTSTART"].dt.astimezone(UTC) if key in exceptions else start
            if after <= at < before:
                found.append((at, str(one["SUMMARY"]), str(one["STATUS"])))
    assert {key for key in exceptions if key[1] < before} <= used, "an exception of nothing"
    return sorted(found)


def _starts(master: Any, before: datetime) -> list[datetime]:
    first = master["DTSTART"].dt
    if "RRULE" not in master:
        return [first.astimezone(UTC)]
    zone = first.tzinfo
    rule = master["RRULE"]
    until = rule.pop("UNTIL", [None])[0]
    text = rule.to_ical().decode()
    left_out = master.get("EXDATE", [])
    left_out = left_out if isinstance(left_out, list) else [left_out]
    missing = {day.dt.astimezone(UTC) for some in left_out for day in some.dts}
    starts: list[datetime] = []
    for wall in rrulestr(f"RRULE:{text}", dtstart=first.replace(tzinfo=None)):
        at = wall.replace(tzinfo=zone).astimezone(UTC)
        if at >= before or (until is not None and at > until) or len(starts) > 2000:
            break
        starts.append(at)
    if until is not None:
        rule["UNTIL"] = [until]
    assert missing <= {*starts, *(one for one in missing if one >= before)}, "an exception of nothing"
    return [one for one in starts if one not in missing]


def day(days: int) -> timedelta:
    return timedelta(days=days)
