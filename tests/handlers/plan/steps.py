"""An alliance of Никольское in three time zones, ready to plan: steps that tests of the joint plan share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from domain.event import State
from handlers.plan import actions
from handlers.texts.plan import planning as texts
from handlers.texts.turn.dialogue import PHRASES
from tests.snapshots import snapshot
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from storage.books import Books
    from storage.libraries.libraries import Library
    from storage.plan.events import Event
    from tests.people import Person, Posted, Town

GROUP = -1009
LONG_NAME = (
    "МБУК «Централизованная библиотечная система муниципального района «Белгородский район» "
    "Белгородской области», Никольская модельная библиотека — филиал № 37"
)
OMSK = "Никольская сельская библиотека"
VLADIVOSTOK = "Библиотека села Никольского"


@dataclass(slots=True, kw_only=True)
class Partners:
    """Мария in Moscow's time, Олег in Omsk's, Ира who only reads."""

    town: Town
    alliance: int
    moscow: Library
    omsk: Library
    far: Library
    maria: Person
    oleg: Person
    ira: Person

    @property
    def wall(self) -> list[Posted]:
        return self.town.wall(GROUP)

    def post(self, words: str) -> Posted:
        """The newest post that has these words."""
        return next(one for one in reversed(self.wall) if words in one.text)

    async def events(self) -> list[Event]:
        """All of them, the oldest first."""
        async with self.town.database.reading() as books:
            found = await books.events.hosted(
                (self.moscow.id, self.omsk.id, self.far.id), states=tuple(State), limit=1000
            )
        return sorted(found.items, key=lambda event: event.id)

    async def event(self) -> Event:
        """The newest one."""
        return (await self.events())[-1]

    async def journal(self) -> list[dict[str, Any]]:
        """What was written of the plan, the oldest first."""
        async with self.town.database.reading() as books:
            assert await books.journal.verify(self.alliance) is None
            return [
                dict(entry.facts)
                async for entry in books.journal.all(self.alliance)
                if entry.kind.value == "plan_changed"
            ]

    async def has(self, *, announced: bool = True, **facts: Any) -> Event:
        """An event of Мария's library on 5 December at three, unless the facts say otherwise."""
        return (await self.has_all(facts, announced=announced))[0]

    async def has_all(self, *every: dict[str, Any], announced: bool = True) -> list[Event]:
        """Several at once."""
        usual: dict[str, Any] = {
            "title": "Вечер памяти",
            "kind": "meeting",
            "library_id": self.moscow.id,
            "zone": "Europe/Moscow",
            "place": "в библиотеке",
        }
        made = []
        async with self.town.database.writing() as books:
            for facts in every:
                when = {} if "month" in facts else {"starts_at": datetime(2026, 12, 5, 12, 0, tzinfo=UTC)}
                event = await books.events.add(alliance_id=self.alliance, at=self.town.time, **(usual | when | facts))
                if announced:
                    await actions.make_public(books, event, self.town.time)
                made.append(event.id)
        await self.town.drain()
        async with self.town.database.reading() as books:
            known = {event.id: event for event in await books.events.many(made)}
        return [known[one] for one in made]

    async def comes(self, person: Person, event: Event) -> None:
        """The person has said that they come."""
        async with self.town.database.writing() as books:
            known = await books.people.by_external(person.messenger.account, person.id)
            assert known is not None
            await books.subscriptions.subscribe(known.id, self.alliance, f"event:{event.id}", self.town.time)


@snapshot
async def partners(town: Town, *, group: bool = True) -> Partners:
    """Three member libraries; the first two have a librarian each."""
    maria, oleg, ira = (town.person(name) for name in ("Мария", "Олег", "Ира"))
    for person in (maria, oleg, ira):
        await person.says("/menu")
    async with town.database.writing() as books:
        founded = await namesakes.alliance(books, "Никольское", "nikolskoe")
        await books.alliances.change(founded.id, hashtag="тёзки_Никольское")
        moscow = await namesakes.library(books, founded.id, LONG_NAME)
        omsk = await namesakes.library(
            books, founded.id, OMSK, region="Омская область", district="Шербакульский район", zone="Asia/Omsk"
        )
        far = await namesakes.library(
            books, founded.id, VLADIVOSTOK, region="Приморский край", district="", zone="Asia/Vladivostok"
        )
        await _serves(books, maria, moscow)
        await _serves(books, oleg, omsk)
        if group:
            await _binds(books, maria, founded.id)
    return Partners(town=town, alliance=founded.id, moscow=moscow, omsk=omsk, far=far, maria=maria, oleg=oleg, ira=ira)


async def _serves(books: Books, person: Person, library: Library) -> None:
    known = await books.people.by_external(person.messenger.account, person.id)
    assert known is not None
    await books.librarians.add(library.id, known.id, at=person.town.time)
    await namesakes.settled(books, library.id, person.messenger.account, person.town.time)


async def _binds(books: Books, person: Person, alliance_id: int) -> None:
    known = await books.people.by_external(person.messenger.account, person.id)
    assert known is not None
    pending = await books.groups.bind(
        alliance_id=alliance_id,
        account_id=person.messenger.account,
        external_id=GROUP,
        bound_by=known.id,
        at=person.town.time,
    )
    await books.groups.report(
        pending.id,
        title="Тёзки Никольского",
        link=None,
        threads={"plans": 11},
        missing=(),
        title_fits=True,
        at=person.town.time,
    )


async def plans_shortly(person: Person, title: str = "День села", when: str = "5 декабря в 15:00") -> None:
    """Three answers, up to the review."""
    await person.says("/event")
    await person.says(title)
    await person.says(when)
    await person.says("в библиотеке")
    await person.answers(texts.MORE_NO)


async def plans(person: Person, title: str = "День села", when: str = "5 декабря в 15:00") -> None:
    """The short way, announced."""
    await plans_shortly(person, title, when)
    await person.answers(PHRASES.all_right, texts.ANNOUNCE)


WEEK = timedelta(weeks=1)
