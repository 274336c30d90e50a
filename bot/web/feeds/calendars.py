"""Which events are in which calendar: an alliance's, a library's, a tag's, a person's own (rows 18, 46, 61)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from domain.time.zones import HOME_ZONE
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
"""How long an event stays in calendars after its day."""
Wishes = Mapping[int, frozenset[str]]
"""Alliance → targets of a person's subscriptions there (``storage.plan.audience.targets``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedContext:
    """What a calendar or feed is composed with."""

    books: Books
    changes: LastChanges
    addresses: Addresses
    now: datetime


async def of_alliance(context: FeedContext, alliance: Alliance) -> bytes:
    """Every dated public event."""
    ids = await context.books.feeds.dated(alliance.id, (context.now - PAST).date())
    source = context.addresses.part(alliance.slug, "calendar.ics")
    calendar = Calendar(name=texts.calendar_name(alliance.settlement), zone=alliance.zone, source=source)
    return await _composed(context, calendar, ids, (alliance.id,))


async def of_library(context: FeedContext, alliance: Alliance, library_id: int) -> bytes | None:
    """What it hosts, alone or with others; None where no such library ever joined the alliance."""
    library = await joined(context.books, alliance, library_id)
    if library is None:
        return None
    ids = await context.books.feeds.dated(alliance.id, (context.now - PAST).date(), library_id=library.id)
    calendar = Calendar(
        name=texts.library_calendar_name(library.title, alliance.settlement),
        zone=library.zone,
        source=context.addresses.part(alliance.slug, f"l/{library.id}/calendar.ics"),
    )
    return await _composed(context, calendar, ids, (alliance.id,))


async def joined(books: Books, alliance: Alliance, library_id: int) -> Library | None:
    """A library that is or was a member; no other is public."""
    library = await books.libraries.get(library_id)
    if library is None or library.alliance_id != alliance.id or library.joined_at is None:
        return None
    return library


async def of_tag(context: FeedContext, alliance: Alliance, tag: str) -> bytes | None:
    """The events that serve a goal; None for what is no goal and no task of the Положение."""
    if tag not in TAGS:
        return None
    ids = await context.books.feeds.dated(alliance.id, (context.now - PAST).date(), tag=tag)
    calendar = Calendar(
        name=texts.tag_calendar_name(tag, alliance.settlement),
        zone=alliance.zone,
        source=context.addresses.part(alliance.slug, f"tag/{tag}/calendar.ics"),
    )
    return await _composed(context, calendar, ids, (alliance.id,))


async def of_person(context: FeedContext, person_id: int) -> bytes | None:
    """What they are subscribed to; None when the person is gone."""
    person = await context.books.people.get(person_id)
    if person is None:
        return None
    wishes: dict[int, frozenset[str]] = {}
    for one in await context.books.subscriptions.of_person(person_id):
        wishes[one.alliance_id] = wishes.get(one.alliance_id, frozenset()) | {one.target}
    ids = await context.books.feeds.wanted(person_id, (context.now - PAST).date())
    calendar = Calendar(name=texts.PERSONAL_CALENDAR, zone=person.zone or HOME_ZONE, source="")
    return await _composed(context, calendar, ids, tuple(wishes), wishes)


async def of_event(context: FeedContext, event_id: int) -> bytes | None:
    """One event as a file; None for a draft and for what has no day yet."""
    event = await context.books.events.get(event_id)
    if event is None or event.state not in PUBLIC or event.starts_at is None:
        return None

    async def alone() -> AsyncIterator[Series]:
        yield Series(events=(event,), ahead=None)

    return await compose(
        Calendar(name="", zone=event.zone, source=""),
        alone(),
        address=context.addresses.event,
        changed=await context.changes.of(context.books, event.alliance_id),
        now=context.now,
    )


async def _composed(
    context: FeedContext, calendar: Calendar, ids: Sequence[int], alliances: Sequence[int], wishes: Wishes | None = None
) -> bytes:
    changed: dict[int, datetime] = {}
    for alliance in alliances:
        changed |= await context.changes.of(context.books, alliance)
    return await compose(
        calendar,
        series_of(context.books, ids, lambda last: wishes is None or _follows(last, wishes)),
        address=context.addresses.event,
        changed=changed,
        now=context.now,
    )


def _follows(event: Event, wishes: Wishes) -> bool:
    """Whether the next of its series will be wanted, too: «Пойду» subscribes to one event only."""
    return bool(wishes.get(event.alliance_id, frozenset()) & {*targets(event)} - {f"event:{event.id}"})
