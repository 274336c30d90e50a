"""VTIMEZONE: a time zone as its list of changes, so that a calendar needs no other source (RFC 5545, 3.6.5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

LAST_YEAR: Final = 2037
"""Up to here the changes are listed; zones of Russia have none to come."""
EARLIEST: Final = 1990
_STEP: Final = timedelta(days=14)
"""No zone changes twice in such a time."""


@lru_cache(maxsize=64)
def vtimezone(zone: str, year: int) -> tuple[str, ...]:
    """The content lines of a zone from the beginning of that year on."""
    where = ZoneInfo(zone)
    start = datetime(max(year, EARLIEST), 1, 1, tzinfo=UTC) - timedelta(days=1)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    first = start.astimezone(where)
    lines += _observance(first, "19700101T000000", _offset(first))
    for moment in _changes(where, start):
        after = moment.astimezone(where)
        before = (moment - timedelta(seconds=1)).astimezone(where)
        wall = (moment + (before.utcoffset() or timedelta())).replace(tzinfo=None)
        lines += _observance(after, f"{wall:%Y%m%dT%H%M%S}", _offset(before))
    lines.append("END:VTIMEZONE")
    return tuple(lines)


def _changes(where: ZoneInfo, start: datetime) -> list[datetime]:
    """The first seconds of every new offset, in UTC."""
    found, at, end = [], start, datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
    while at < end:
        following = at + _STEP
        if _kind(at, where) != _kind(following, where):
            low, high = at, following
            while high - low > timedelta(seconds=1):
                middle = (low + (high - low) / 2).replace(microsecond=0)
                low, high = (middle, high) if _kind(middle, where) == _kind(at, where) else (low, middle)
            found.append(high)
        at = following
    return found


def _kind(at: datetime, where: ZoneInfo) -> tuple[timedelta | None, bool]:
    there = at.astimezone(where)
    return there.utcoffset(), bool(there.dst())


def _observance(at: datetime, since: str, before: str) -> list[str]:
    kind = "DAYLIGHT" if at.dst() else "STANDARD"
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{since}",
        f"TZOFFSETFROM:{before}",
        f"TZOFFSETTO:{_offset(at)}",
        f"TZNAME:{at.tzname()}",
        f"END:{kind}",
    ]


def _offset(at: datetime) -> str:
    """«+0300»."""
    return f"{at:%z}"
