"""What the calendar is made of: lines that nobody can break, and time zones as they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

from dateutil import tz
from hypothesis import given
from hypothesis import strategies as st

from handlers.plan.calendar.content_lines import OCTETS, fold, name, text
from handlers.plan.calendar.zones import vtimezone
from tests.web.village import ZONES


@given(st.text(max_size=300))
def test_folding_keeps_every_character_and_never_splits_one(words: str) -> None:
    line = f"SUMMARY:{name(words)}"
    folded = fold(line)
    pieces = folded.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(piece) <= OCTETS for piece in pieces)
    assert all(piece.decode() is not None for piece in pieces)
    assert folded.removesuffix(b"\r\n").replace(b"\r\n ", b"").decode() == line.encode("utf-8", "replace").decode()


@given(st.text(max_size=200))
def test_no_text_breaks_a_line(words: str) -> None:
    for written in (name(words), text(words)):
        assert len(f"X:{written}:Y".splitlines()) == 1


def test_a_time_zone_is_described_as_it_is() -> None:
    """Read by dateutil, which knows nothing but these lines; with zones that changed, and that change twice a year."""
    for zone in (*ZONES, "Europe/Berlin", "Asia/Novosibirsk", "Asia/Kamchatka"):
        described = tz.tzical(StringIO("\r\n".join(["BEGIN:VCALENDAR", *vtimezone(zone, 2009), "END:VCALENDAR", ""])))
        read_ = described.get(zone)
        assert read_ is not None
        wall = datetime(2009, 1, 1, 12)  # noqa: DTZ001 - a wall clock
        while wall.year < 2037:
            assert read_.utcoffset(wall) == ZoneInfo(zone).utcoffset(wall), (zone, wall)
            wall += timedelta(days=5)
