"""Views that several pages share: an event in a list, an entry of the chronicle, a photograph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.web.pages.thumbs import WIDTHS
from domain.event import State
from handlers.texts.chronicle import reading
from handlers.texts.language import capital, clock, zone_city
from handlers.texts.plan import event_facts
from handlers.texts.web import libraries as library_texts
from handlers.texts.web import plan as plan_texts
from storage.chronicle.chronicle import ChronicleEntry

if TYPE_CHECKING:
    from bot.web.pages.request import PageRequest
    from bot.web.pages.urls import Paths
    from storage.plan.events import Event
    from storage.public.pages import PictureSize

EXCERPT: Final = 600
"""Characters of an entry that a list shows."""
MOST_PHOTOS: Final = 3
"""Photographs of an entry that a list shows."""
EMBLEM: Final = WIDTHS[:1]
PHOTO: Final = WIDTHS[1:]
"""Widths in pixels of the copies of an emblem, of a photograph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """An event in a list; what does not apply is empty."""

    href: str
    title: str
    day: date
    dated: bool
    """Whether its day is known, not only its month."""
    number: str
    """Of the day in the month."""
    month: str
    weekday: str
    when: str
    """«15:00» or «15:00 (Омск)», or that the day is not known yet."""
    clock: str
    """«15:00»; empty while the day is not known."""
    city: str
    """Whose clock that is; empty for Moscow's."""
    where: str
    """The host's settlement or district, and region."""
    mark: str
    """That it was cancelled or is over; empty otherwise."""
    cancelled: bool
    past: bool
    online: bool
    age: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture with its alternative text; sizes in pixels, of the whole picture."""

    src: str
    """A smaller copy; the picture itself where it is small."""
    sources: str
    """``srcset``: the copies a browser may choose from; empty where there is no choice."""
    whole: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """An entry of the chronicle, whole or as the beginning of it."""

    href: str
    title: str
    day: date
    when: str
    library: str
    library_href: str
    where: str
    paragraphs: tuple[str, ...]
    cut: bool
    """Whether the text goes on on the page of the entry."""
    figures: str
    """Visitors and new readers."""
    correction: str
    """What it corrects, in the words of its author; empty for one that corrects nothing."""
    superseded: str | None
    """The address of the entry that corrects this one."""
    before: str | None
    """The address of the entry that this one corrects."""
    photos: tuple[Photo, ...]


def event_line(event: Event, paths: Paths) -> EventLine:
    """Its day and hour by the host's clock."""
    time, city = _hour(event)
    return EventLine(
        href=paths.event(event.id),
        title=event.title,
        day=event.day,
        dated=event.starts_at is not None,
        number=str(event.day.day) if event.starts_at else "",
        month=plan_texts.month_short(event.day),
        weekday=plan_texts.weekday_short(event.day) if event.starts_at else "",
        when=f"{time} ({city})" if city else time or plan_texts.ALL_MONTH,
        clock=time,
        city=city,
        where=library_texts.where(event.host.district, event.host.region, event.host.settlement),
        mark=event_facts.MARKS[event.state],
        cancelled=event.state is State.CANCELLED,
        past=event.state in (State.HELD, State.CHRONICLED),
        online=bool(event.link),
        age="" if event.age is None else event_facts.age_words(event.age),
    )


def event_lines(events: Iterable[Event], paths: Paths) -> tuple[EventLine, ...]:
    """In the order of ``events``."""
    return tuple(event_line(event, paths) for event in events)


def _hour(event: Event) -> tuple[str, str]:
    """Time and city by the host's clock; the city is empty when the clock is Moscow's, both without a day."""
    if event.starts_at is None:
        return "", ""
    time = clock(event.starts_at.astimezone(ZoneInfo(event.zone)))
    moscow = event_facts.same_clock(event.zone, event_facts.MOSCOW, event.starts_at)
    return time, "" if moscow else zone_city(event.zone)


async def entry_lines(
    request: PageRequest, slug: str, entries: Sequence[ChronicleEntry], *, whole: bool = False
) -> tuple[EntryLine, ...]:
    """With the photographs that may be shown: a corrected entry shows none, a consent may have been taken back.

    ``whole``: text and photographs are not cut to what a list shows.
    """
    most = None if whole else MOST_PHOTOS
    shown = {
        entry.id: [one for one in entry.pictures if one.agreed][:most] if entry.corrected_by is None else []
        for entry in entries
    }
    sizes = await request.books.public_pages.sizes({one.picture_id for some in shown.values() for one in some})
    lines = []
    for entry in entries:
        photos = tuple(
            photo(sizes[one.picture_id], one.alt, request.paths) for one in shown[entry.id] if one.picture_id in sizes
        )
        lines.append(_entry(entry, slug, request.paths, photos, whole=whole))
    return tuple(lines)


def photo(size: PictureSize, alt: str, paths: Paths, *, widths: Sequence[int] = PHOTO) -> Photo:
    """``widths`` of the copies, ascending; a picture no wider than the first of them is its own copy."""
    fitting = [width for width in widths if width < size.width]
    return Photo(
        src=paths.thumb(size, fitting[0]) if fitting else paths.picture(size),
        sources=", ".join(f"{paths.thumb(size, width)} {width}w" for width in fitting) if len(fitting) > 1 else "",
        whole=paths.picture(size),
        width=size.width,
        height=size.height,
        alt=alt,
    )


def _entry(entry: ChronicleEntry, slug: str, paths: Paths, photos: tuple[Photo, ...], *, whole: bool) -> EntryLine:
    superseded = None if entry.corrected_by is None else paths.entry(slug, entry.corrected_by)
    text = "" if superseded and not whole else entry.text
    figures = capital(reading.figures(entry.visitors, entry.new_readers or None) or "")
    shown, cut = (text, False) if whole else excerpt(text)
    return EntryLine(
        href=paths.entry(slug, entry.id),
        title=entry.title,
        day=entry.happened_on,
        when=plan_texts.day_heading(entry.happened_on),
        library=entry.library,
        library_href=paths.library(slug, entry.library_id),
        where=library_texts.where(entry.district, entry.region, entry.settlement),
        paragraphs=paragraphs(shown),
        cut=cut,
        figures="" if superseded and not whole else figures,
        correction=entry.correction or "",
        superseded=superseded,
        before=None if entry.corrects_id is None else paths.entry(slug, entry.corrects_id),
        photos=photos,
    )


def excerpt(text: str, most: int = EXCERPT) -> tuple[str, bool]:
    """The beginning of a text, up to a whole word within ``most`` characters, and whether something was left off."""
    if len(text) <= most:
        return text, False
    cut = text[:most]
    return cut[: cut.rfind(" ")].rstrip(" ,.;:—") + "…" if " " in cut else f"{cut}…", True


def paragraphs(text: str | None) -> tuple[str, ...]:
    """The lines of a text that are not blank."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
