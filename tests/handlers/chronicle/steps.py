"""Villages called Ивановка with an event behind them, and the librarians who are to tell how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from handlers.plan import actions
from handlers.texts.chronicle import telling as texts
from handlers.texts.turn.dialogue import PHRASES
from tests.people import photo
from tests.snapshots import snapshot
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from storage.chronicle.chronicle import ChronicleEntry
    from storage.libraries.libraries import Library
    from storage.plan.events import Event
    from tests.people import Person, Posted, Town

GROUP = -1001234567890
MOSCOW_10 = timedelta(hours=7)
"""Ten in the morning in Moscow, from midnight UTC."""


@dataclass(slots=True, kw_only=True)
class Villages:
    """Two libraries with a librarian each, a resident, a group, an event this evening."""

    town: Town
    alliance: int
    host: Library
    other: Library
    maria: Person
    """Serves in the host library."""
    oleg: Person
    """Serves in the other one."""
    ira: Person
    """A resident."""
    event: Event

    @snapshot
    async def next_morning(self, *, days: int = 1) -> None:
        """Until a minute past ten by the host's clock."""
        midnight = self.town.time.replace(hour=0, minute=0)
        morning = midnight + timedelta(days=days) + MOSCOW_10 + timedelta(minutes=1)
        await self.town.passes(morning - self.town.time, step=timedelta(hours=6))

    async def holds_another(self, *, in_: timedelta) -> None:
        """«День села» of the host library, announced; it begins in so long."""
        async with self.town.database.writing() as books:
            another = await books.events.add(
                alliance_id=self.alliance,
                at=self.town.time,
                title="День села",
                kind="meeting",
                zone="Europe/Moscow",
                library_id=self.host.id,
                co_hosts=(),
                starts_at=self.town.time + in_,
            )
            await actions.make_public(books, another, self.town.time)

    async def stored(self) -> Event:
        async with self.town.database.reading() as books:
            event = await books.events.get(self.event.id)
        assert event is not None
        return event

    async def chronicle(self) -> tuple[ChronicleEntry, ...]:
        """The newest first."""
        async with self.town.database.reading() as books:
            return (await books.chronicle.page(self.alliance)).items

    async def journal(self) -> list[tuple[str, dict[str, Any]]]:
        """The newest last."""
        async with self.town.database.reading() as books:
            assert await books.journal.verify(self.alliance) is None
            return [(entry.kind.value, dict(entry.facts)) async for entry in books.journal.all(self.alliance)]

    async def post(self) -> Posted:
        """The newest post of the chronicle."""
        return next(one for one in reversed(self.town.wall(GROUP)) if one.post.section == "chronicle")


@snapshot
async def villages(town: Town, *, co_host: bool = False, **facts: Any) -> Villages:
    """The event begins at 18:00 in Moscow today, a Friday."""
    maria, oleg, ira = (town.person(name) for name in ("Мария", "Олег", "Ира"))
    for person in (maria, oleg, ira):
        await person.says("/menu")
    async with town.database.writing() as books:
        founded = await namesakes.alliance(books)
        host = await namesakes.library(books, founded.id, "Ивановская сельская библиотека")
        other = await namesakes.library(books, founded.id, "Библиотека № 7", region="Омская область", zone="Asia/Omsk")
        for person, library in ((maria, host), (oleg, other)):
            known = await books.people.by_external(person.messenger.account, person.id)
            assert known is not None
            await books.librarians.add(library.id, known.id, at=town.time)
        (maria_serves,) = await books.librarians.of_library(host.id)
        group = await books.groups.bind(
            alliance_id=founded.id,
            account_id=maria.messenger.account,
            external_id=GROUP,
            bound_by=maria_serves.person_id,
            at=town.time,
        )
        await books.groups.report(
            group.id, title="Тёзки Ивановки", link=None, threads={}, missing=(), title_fits=True, at=town.time
        )
        usual: dict[str, Any] = {
            "title": "Вечер памяти",
            "kind": "meeting",
            "zone": "Europe/Moscow",
            "library_id": host.id,
            "co_hosts": (other.id,) if co_host else (),
        }
        if "month" not in facts:
            usual["starts_at"] = town.time + timedelta(hours=6)
        event = await books.events.add(alliance_id=founded.id, at=town.time, **(usual | facts))
        await actions.make_public(books, event, town.time)
    await town.drain()
    return Villages(
        town=town, alliance=founded.id, host=host, other=other, maria=maria, oleg=oleg, ira=ira, event=event
    )


async def tells(person: Person, *, words: str = "Пели и пили чай") -> None:
    """From the first question to the published entry, in the shortest way."""
    await person.answers(PHRASES.skip, PHRASES.skip, words, PHRASES.skip, PHRASES.all_right)
    assert person.saw(texts.THANK_YOU)


async def tells_with_photos(village: Villages, *colors: str) -> None:
    """The next morning; each photograph is of people who agreed."""
    await village.next_morning()
    maria = village.maria
    await maria.presses(texts.TELL)
    await maria.answers(PHRASES.skip, PHRASES.skip, "Пели и пили чай")
    await maria.shows(*(photo(color) for color in colors or ("olive", "navy")), album="a1")
    await maria.answers(PHRASES.done, *(PHRASES.skip for _ in colors or ("olive", "navy")))
    await maria.answers(texts.THEY_AGREED, PHRASES.all_right)
    assert maria.saw(texts.THANK_YOU)


def alts(person: Person) -> list[str]:
    """The words of the pictures of the newest message."""
    return [one.alt for one in person.last.pictures]
