"""A village with a library and events, for the tests of what residents do and of what time does for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from domain.event import State
from handlers.plan.change_notices import event_changed
from tests.snapshots import snapshot
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from storage.libraries.libraries import Library
    from storage.people.people import Person as Known
    from storage.plan.events import Event
    from tests.people import Person, Town

PARTY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""A Sunday, three in the afternoon in Moscow: two days and three hours after the town's clock starts."""


@dataclass(slots=True, kw_only=True)
class Village:
    """One alliance with one library, and whatever it holds."""

    town: Town
    alliance: int
    library: Library

    async def holds(self, title: str = "Вечер памяти", starts_at: datetime | None = PARTY, **facts: Any) -> Event:
        """An announced event."""
        async with self.town.database.writing() as books:
            held = await namesakes.event(
                books, self.library, title=title, starts_at=starts_at, zone=self.library.zone, **facts
            )
            await books.fired_leads.reset(held.id, held.starts_at, at=self.town.time)
        return held

    async def changes(self, event: Event, **facts: Any) -> int:
        """The host changes something; how many people were told."""
        async with self.town.database.writing() as books:
            before = await books.events.get(event.id)
            after = await books.events.change(event.id, bump=True, **facts)
            assert before is not None
            told = await event_changed(books, before, after, now=self.town.time)
        await self.town.drain()
        return told

    async def cancels(self, event: Event, reason: str = "Метель") -> int:
        async with self.town.database.writing() as books:
            before = await books.events.get(event.id)
            assert await books.events.move_state(event.id, State.CANCELLED, cancel_reason=reason, bump=True)
            after = await books.events.get(event.id)
            assert before is not None
            assert after is not None
            told = await event_changed(books, before, after, now=self.town.time)
        await self.town.drain()
        return told

    async def another(self, title: str, **facts: Any) -> Library:
        """One more library of the alliance."""
        async with self.town.database.writing() as books:
            return await namesakes.library(books, self.alliance, title, **facts)


@snapshot
async def village(town: Town, *, zone: str = "Europe/Moscow") -> Village:
    async with town.database.writing() as books:
        founded = await namesakes.alliance(books)
        hosting = await namesakes.library(books, founded.id, "Ивановская сельская библиотека", zone=zone)
    return Village(town=town, alliance=founded.id, library=hosting)


async def known(person: Person) -> Known:
    """What is kept of the person."""
    async with person.town.database.reading() as books:
        kept = await books.people.by_external(person.messenger.account, person.id)
    assert kept is not None
    return kept


@snapshot
async def subscriber(
    town: Town,
    word: str,
    *,
    zone: str | None = None,
    leads: tuple[int, ...] = (24 * 60, 60),
    weekly: bool = False,
    messenger: str | None = None,
) -> Person:
    """Somebody who subscribed, accepted what was guessed, and has these habits."""
    person = town.person(messenger=messenger)
    await person.starts(f"sub_{word}")
    await person.answers("Да, всё так")
    kept = await known(person)
    async with town.database.writing() as books:
        await books.people.set_leads(kept.id, leads)
        if zone is not None:
            await books.people.set_zone(kept.id, zone)
    if weekly:
        await person.forges("set-weekly:1")
    person.messenger.chats[person.id].clear()
    return person


async def until(town: Town, moment: datetime) -> None:
    """To that moment, minute by minute at the end."""
    eve = moment - timedelta(minutes=2)
    if eve > town.time:
        await town.passes(eve - town.time, step=timedelta(hours=6))
    await town.passes(moment - town.time, step=timedelta(minutes=1))
