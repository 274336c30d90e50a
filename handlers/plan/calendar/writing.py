"""A calendar of events as iCalendar (RFC 5545, RFC 7986), made event by event.

Between two events a feed gives others their turn, and a document says how far it is.
An event that has only a month has no place in a calendar; the calendar's description says where such events are.
An event whose end was not said gets none: how long it lasts is not ours to guess.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.event import State
from handlers.plan.calendar.content_lines import fold, local, name, text, utc
from handlers.plan.calendar.pieces import Piece, Series, pieces
from handlers.plan.calendar.zones import vtimezone
from handlers.texts.plan import calendar as texts

if TYPE_CHECKING:
    from storage.plan.events import Event

CHUNK: Final = 10
"""Events that are composed before others get their turn."""
TTL: Final = "PT1H"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What is said of the calendar as a whole."""

    name: str
    """Empty for a file whose events are put into a calendar that is there already."""
    zone: str
    """Of whoever reads it, as far as it is known."""
    source: str
    """Its own address; empty where it must stay secret, and for a file."""


class CalendarFile:
    """A calendar that grows by series. Its UIDs depend on the events alone, never on who asks."""

    def __init__(
        self,
        calendar: Calendar,
        *,
        address: Callable[[int], str],
        changed: Mapping[int, datetime],
        now: datetime,
    ) -> None:
        """``address`` of an event's page, empty without a site; ``changed``: when an event last changed, if ever."""
        self._calendar = calendar
        self._address = address
        self._changed = changed
        self._now = now
        self._first = now.year
        self._zones = {calendar.zone}
        self._body = bytearray()

    def add(self, series: Series) -> Iterator[None]:
        """One step for each VEVENT that was written."""
        for event in series.events:
            self._zones.add(event.zone)
            self._first = min(self._first, event.day.year)
        for component in self._components(series):
            for line in component:
                self._body += fold(line)
            yield

    def whole(self) -> Iterator[bytes]:
        """The file in parts: its head, each time zone, its events."""
        yield b"".join(fold(line) for line in _head(self._calendar))
        for zone in sorted(self._zones):
            yield b"".join(fold(line) for line in vtimezone(zone, self._first))
        yield bytes(self._body)
        yield fold("END:VCALENDAR")

    def _components(self, series: Series) -> Iterator[list[str]]:
        # What happens to any of a series may change the rule of each piece: all of them count it.
        sequence = sum(one.sequence for one in series.events) + len(series.events) - 1
        last = max(self._changed.get(one.id, one.created_at) for one in series.events)
        for piece in pieces(series, self._now):
            stamped = [f"SEQUENCE:{sequence}", f"DTSTAMP:{utc(last)}", f"LAST-MODIFIED:{utc(last)}"]
            uid, page = uid_of(piece.first), self._address(piece.first.id)
            yield _vevent(piece.first, [f"UID:{uid}", *stamped, *_rule(piece)], page)
            for one in piece.cancelled:
                slot = _wall("RECURRENCE-ID", one, one.starts_at)
                yield _vevent(one, [f"UID:{uid}", slot, *stamped], self._address(one.id))


async def compose(
    calendar: Calendar,
    series: AsyncIterator[Series],
    *,
    address: Callable[[int], str],
    changed: Mapping[int, datetime],
    now: datetime,
) -> bytes:
    """The whole, with a turn for others every ``CHUNK`` events and between two time zones."""
    file, since_pause = CalendarFile(calendar, address=address, changed=changed, now=now), 0
    async for one in series:
        for _ in file.add(one):
            since_pause += 1
            if since_pause >= CHUNK:
                since_pause = 0
                await asyncio.sleep(0)
    parts = []
    for part in file.whole():
        parts.append(part)
        await asyncio.sleep(0)
    return b"".join(parts)


def uid_of(event: Event) -> str:
    """The same for ever, whatever becomes of the event and wherever the program moves."""
    return f"event-{event.id}-{event.created_at:%Y%m%dT%H%M%S}@tezki"


def _head(calendar: Calendar) -> Iterable[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tezki//tezki//RU", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    if not calendar.name:
        return
    yield f"NAME:{name(calendar.name)}"
    yield f"X-WR-CALNAME:{name(calendar.name)}"
    yield f"DESCRIPTION:{text(texts.CALENDAR_ABOUT)}"
    yield f"X-WR-CALDESC:{text(texts.CALENDAR_ABOUT)}"
    yield f"X-WR-TIMEZONE:{calendar.zone}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{TTL}"
    yield f"X-PUBLISHED-TTL:{TTL}"
    if calendar.source:
        yield f"SOURCE;VALUE=URI:{_uri(calendar.source)}"


def _vevent(event: Event, more: Sequence[str], page: str) -> list[str]:
    cancelled = event.state is State.CANCELLED
    lines = [
        "BEGIN:VEVENT",
        *more,
        f"CREATED:{utc(event.created_at)}",
        _wall("DTSTART", event, event.starts_at),
        f"SUMMARY:{name(texts.summary(event.title, cancelled=cancelled))}",
        f"DESCRIPTION:{text(texts.event_notes(event, page))}",
        f"LOCATION:{name(texts.where_words(event))}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
    ]
    if event.ends_at and event.starts_at and event.ends_at > event.starts_at:
        lines.append(_wall("DTEND", event, event.ends_at))
    if page:
        lines.append(f"URL:{_uri(page)}")
    if event.tags:
        lines.append(f"CATEGORIES:{','.join(name(texts.tag_words(tag)) for tag in event.tags)}")
    lines.append("END:VEVENT")
    return lines


def _rule(piece: Piece) -> list[str]:
    if piece.rule is None:
        return []
    until = f";UNTIL={utc(piece.until)}" if piece.until else ""
    lines = [f"RRULE:{piece.rule}{until}"]
    lines += [_wall("EXDATE", piece.first, slot) for slot in piece.left_out]
    return lines


def _wall(what: str, event: Event, at: datetime | None) -> str:
    assert at is not None, "only what has a start is in a calendar"
    return f"{what};TZID={event.zone}:{local(at.astimezone(ZoneInfo(event.zone)))}"


def _uri(address: str) -> str:
    """No white space and no control characters: a URI is not escaped and must not end its line."""
    return "".join(one for one in address if one.isprintable() and not one.isspace())
