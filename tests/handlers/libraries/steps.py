"""Steps that tests of the librarian's errands share, and real namesakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from domain.libraries.service import Way
from domain.spelling import fold
from handlers.libraries.claims import vouch_for
from handlers.texts.alliances import founding
from handlers.texts.libraries import joining
from handlers.texts.turn.dialogue import PHRASES
from storage.tables import librarians
from tests.handlers.alliances.steps import founds
from tests.snapshots import snapshot
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from storage.alliances.alliances import Alliance
    from storage.libraries.libraries import Library
    from tests.people import Person, Town

AZOV = "МБУК «Межпоселенческая центральная библиотека» Азовского района, Александровский отдел, филиал № 7"
PROKHOROVKA = "МБУК «ЦБС Прохоровского района», Александровская модельная библиотека — филиал № 12"
OMSK = "БУК «Шербакульская ЦБС», Александровская сельская библиотека"


async def founded(town: Town, settlement: str = "Александровка") -> tuple[Person, Alliance]:
    """A coordinator with a fresh alliance."""
    anna = town.person("Анна")
    await founds(anna, settlement)
    async with town.database.reading() as books:
        return anna, (await books.alliances.by_folded(fold(settlement)))[-1]


@snapshot
async def joins(person: Person, title: str = AZOV, *, contact: str | None = None, **facts: Any) -> None:
    """The shortest way through the joining, up to the deed; and the coordinators vouch for them."""
    await claims(person, title, **facts)
    await is_vouched_for(person)
    if contact is not None:
        await completes(person, contact)


async def claims(person: Person, title: str = AZOV, *, contact: str | None = None, **facts: Any) -> None:
    """The same before anybody has said so. ``contact``: for partners, told when it has joined."""
    await tells(person, title, **facts)
    await person.answers(PHRASES.all_right)
    if contact is not None:
        await completes(person, contact)


async def completes(person: Person, contact: str) -> None:
    """A contact for partners, and nothing else that joining did not ask for."""
    await person.forges("library-complete")
    await person.answers(PHRASES.skip, PHRASES.skip, contact, joining.FOR_MEMBERS)


async def is_vouched_for(person: Person) -> None:
    """Whatever they wait for is answered, without a word to them."""
    town = person.town
    async with town.database.writing() as books:
        known = await books.people.by_external(person.messenger.account, person.id)
        assert known is not None
        waiting = sa.select(librarians.c.library_id).where(
            librarians.c.person_id == known.id, librarians.c.state.in_(["asked", "claimed"])
        )
        for number in (await books.connection.execute(waiting)).scalars().all():
            library = await books.libraries.get(number)
            assert library is not None
            way = Way.COORDINATOR
            assert await vouch_for(books, library, known.id, way, by=None, now=town.time, directory=town.directory)
    await town.drain()


async def settled(town: Town) -> None:
    """Everybody works here since long, and not alone: what they do waits for nobody."""
    async with town.database.writing() as books:
        served = sa.select(librarians.c.library_id).where(librarians.c.state == "vouched").distinct()
        for library in (await books.connection.execute(served)).scalars().all():
            await namesakes.settled(books, library, town.messenger().account, town.time)


async def tells(
    person: Person,
    title: str = AZOV,
    *,
    alliance: int | None = None,
    settlement: str = "хутор Александровка",
    region: str = "Ростовская обл.",
    district: str = "Азовский район",
) -> None:
    """The same up to the review."""
    if alliance is None:
        await person.says("/join")
    else:
        await person.starts(f"join_{alliance}")
    for answer in (settlement, region, district, title):
        await person.says(answer)


async def libraries_of(town: Town, alliance_id: int) -> tuple[Library, ...]:
    """The members, in the order of the roster."""
    async with town.database.reading() as books:
        return (await books.libraries.members(alliance_id, limit=100)).items


@snapshot
async def founds_another(person: Person, settlement: str = "Александровка") -> None:
    """One more alliance of a name that there is already."""
    await person.says("/found")
    await person.answers(settlement, founding.FOUND_ANYWAY, "Омская область")
    await person.answers("Общественно-коллективное движение", founding.SCOPE_WIDE, "Подходит")
    await person.answers(PHRASES.skip, PHRASES.skip, PHRASES.skip, PHRASES.all_right, founding.ACCEPT_AND_FOUND)
