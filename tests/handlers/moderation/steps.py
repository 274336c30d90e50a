"""Villages with coordinators: Анна founded the alliance, Борис coordinates it, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.handlers.chronicle.steps import GROUP, Villages, villages
from tests.handlers.neighbours import id_of
from tests.snapshots import snapshot

if TYPE_CHECKING:
    from tests.people import Person, Posted, Town

WHY = "Такой библиотеки у нас нет"


@dataclass(slots=True, kw_only=True)
class Watched:
    """Who coordinates them."""

    here: Villages
    anna: Person
    boris: Person

    @property
    def town(self) -> Town:
        return self.here.town

    def post(self, ref: str) -> Posted:
        return next(one for one in self.town.wall(GROUP) if one.ref == ref)

    async def hides(self, who: Person, what: str, number: int, why: str = WHY) -> None:
        """In as many taps as it takes."""
        await who.forges(f"hide:{what}:{number}")
        await who.answers("Другая причина", why, "Скрыть от всех")

    async def id_of(self, who: Person) -> int:
        async with self.town.database.reading() as books:
            return await id_of(books, who)


@snapshot
async def watched(town: Town) -> Watched:
    here = await villages(town)
    anna, boris = town.person("Анна"), town.person("Борис")
    for person in (anna, boris):
        await person.says("/menu")
    async with town.database.writing() as books:
        await books.coordinators.appoint(here.alliance, await id_of(books, anna), founder=True, at=town.time)
        await books.coordinators.appoint(here.alliance, await id_of(books, boris), at=town.time)
    return Watched(here=here, anna=anna, boris=boris)
