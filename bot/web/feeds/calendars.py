"""Which events are in which calendar: an alliance's, a library's, a tag's, a person's own (rows 18, 46, 61)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from domain.vocabulary.goals import TAGS
from handlers.plan.calendar.pieces import Series
from handlers.plan.calendar.reading import series_of
from handlers.plan.calendar.writing import Calendar, compose
from handlers.texts.web import feeds as texts
from storage.plan.audience import targets
from storage.plan.events import PUBLIC

if TYPE_CHECKING:
    from bot.web.feeds.sites import Addresses
    from handlers.plan.calendar.changes import LastChanges
    from storage.alliances.alliances import Alliance
    from storage.books import Books
    from storage.libraries.libraries import Library
    from storage.plan.events import Event

PAST: Final = timedelta(days=366)
"""What is over stays in calendars for a year."""
DEFAULT_ZONE: Final = "Europe/Moscow"
Wishes = Mapping[int, frozenset[str]]
"""Alliance → targets of subscriptions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What composing a calendar works with."""

    books: Books
    changes: LastChanges
    addresses: Addresses
    now: datetime


async def of_alliance(shelf: Shelf, alliance: Alliance) -> bytes:
    ids = await shelf.books.feeds.dated(alliance.id, (shelf.now - PAST).date())
    source = shelf.addresses.part(alliance.slug, "calendar.ics")
    calendar = Calendar(name=texts.calendar_name(alliance.settlement), zone=alliance.zone, source=source)
    return await _composed(shelf, calendar, ids, (alliance.id,))


async def of_library(shelf: Shelf, alliance: Alliance, library_id: int) -> bytes | None:
    """None where there is no such library in the alliance, or it never joined."""
    library = await joined(shelf.books, alliance, library_id)
    if library is None:
        return None
    ids = await shelf.books.feeds.dated(alliance.id, (shelf.now - PAST).date(), library_id=library.id)
    calendar = Calendar(
        name=texts.library_calendar_name(library.title, alliance.settlement),
        zone=library.zone,
        source=shelf.addresses.part(alliance.slug, f"l/{library.id}/calendar.ics"),
    )
    return await _composed(shelf, calendar, ids, (alliance.id,))


async def joined(books: Books, alliance: Alliance, library_id: int) -> Library | None:
    """A library that is or was a member; no other is public."""
    library = await books.libraries.get(library_id)
    if library is None or library.alliance_id != alliance.id or library.joined_at is None:
        return None
    return library


async def of_tag(shelf: Shelf, alliance: Alliance, tag: str) -> bytes | None:
    """None for what is no goal and no task of the Положение."""
    if tag not in TAGS:
        return None
    ids = await shelf.books.feeds.dated(alliance.id, (shelf.now - PAST).date(), tag=tag)
    calendar = Calendar(
        name=texts.tag_calendar_name(tag, alliance.settlement),
        zone=alliance.zone,
        source=shelf.addresses.part(alliance.slug, f"tag/{tag}/calendar.ics"),
    )
    return await _composed(shelf, calendar, ids, (alliance.id,))


async def of_person(shelf: Shelf, person_id: int) -> bytes | None:
    """What they are subscribed to; None when the person is gone."""
    person = await shelf.books.people.get(person_id)
    if person is None:
        return None
    wishes: dict[int, frozenset[str]] = {}
    for one in await shelf.books.subscriptions.of_person(person_id):
        wishes[one.alliance_id] = wishes.get(one.alliance_id, frozenset()) | {one.target}
    ids = await shelf.books.feeds.wanted(person_id, (shelf.now - PAST).date())
    calendar = Calendar(name=texts.PERSONAL_CALENDAR, zone=person.zone or DEFAULT_ZONE, source="")
    return await _composed(shelf, calendar, ids, tuple(wishes), wishes)


async def of_event(shelf: Shelf, event_id: int) -> bytes | None:
    """One event as a file to be taken along; None for a draft and for what has no day yet."""
    event = await shelf.books.events.get(event_id)
    if event is None or event.state not in PUBLIC or event.starts_at is None:
        return None

    async def alone() -> AsyncIterator[Series]:
        yield Series(events=(event,), ahead=None)

    return await compose(
        Calendar(name="", zone=event.zone, source=""),
        alone(),
        address=shelf.addresses.event,
        changed=await shelf.changes.of(shelf.books, event.alliance_id),
        now=shelf.now,
    )


async def _composed(
    shelf: Shelf, calendar: Calendar, ids: Sequence[int], alliances: Sequence[int], wishes: Wishes | None = None
) -> bytes:
    changed: dict[int, datetime] = {}
    for alliance in alliances:
        changed |= await shelf.changes.of(shelf.books, alliance)
    return await compose(
        calendar,
        series_of(shelf.books, ids, lambda last: wishes is None or _follows(last, wishes)),
        address=shelf.addresses.event,
        changed=changed,
        now=shelf.now,
    )


def _follows(event: Event, wishes: Wishes) -> bool:
    """Whether the next one of its series will be wanted, too: «Пойду» is said of one event only."""
    return bool(wishes.get(event.alliance_id, frozenset()) & {*targets(event)} - {f"event:{event.id}"})
