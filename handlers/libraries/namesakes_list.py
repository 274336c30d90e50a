"""All namesakes of an alliance at one moment: the registry, who is with us, who was written to, libraries there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.libraries.registry import Place, district_key, matching
from domain.spelling import fold, plain
from handlers.libraries.card import local_day
from handlers.texts.language import zone_city
from handlers.texts.libraries.namesakes import Addressee, Namesake

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from handlers.turn.context import Context
    from storage.alliances.alliances import Alliance
    from storage.libraries.libraries import Library
    from storage.registries.known_libraries import KnownLibrary

MOST_MEMBERS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One settlement."""

    place: Place
    ours: bool
    written: datetime | None
    addressees: tuple[Addressee, ...]
    words: Namesake

    @property
    def waits(self) -> bool:
        """Whether somebody is to be written to."""
        return not self.ours and self.written is None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesakesList:
    """By region and district."""

    found: tuple[Found, ...]
    members: int
    members_regions: int

    def regions(self) -> Mapping[str, int]:
        return Counter(one.place.region for one in self.found)

    def in_region(self, region: str) -> tuple[Found, ...]:
        return tuple(one for one in self.found if one.place.region == region)

    def numbered(self, place_id: int) -> Found | None:
        return next((one for one in self.found if one.place.id == place_id), None)


async def list_namesakes(context: Context, alliance: Alliance) -> NamesakesList:
    """A few queries by the folded name, whatever the size of the registry."""
    books = context.books
    places = await books.places.called(alliance.settlement)
    members = (await books.libraries.members(alliance.id, limit=MOST_MEMBERS)).items
    ours = _with_us(places, members)
    written = await books.outreach.of_alliance(alliance.id)
    libraries = _by_place(places, await books.known_libraries.called(alliance.settlement))
    found = []
    for place in places:
        approach = written.get((place.source, place.code))
        at = approach.at if approach is not None else None
        addressees = tuple(libraries.get(place.id, ()))
        words = Namesake(
            place=", ".join(part for part in (f"{place.type} {place.name}".strip(), place.district) if part),
            zone=zone_city(place.zone) if place.zone else None,
            population=place.population,
            ours=place.id in ours,
            written=local_day(context, at) if at else None,
            libraries=tuple(one.title for one in addressees),
        )
        found.append(Found(place=place, ours=place.id in ours, written=at, addressees=addressees, words=words))
    regions = len({one.region for one in members})
    return NamesakesList(found=tuple(found), members=len(members), members_regions=regions)


def _with_us(places: Sequence[Place], members: Sequence[Library]) -> set[int]:
    """Places where a partner is; one that could be two of them is none."""
    names = {place.folded for place in places}
    ours = set()
    for one in members:
        if fold(one.settlement) in names:
            there = matching(places, region=one.region, district=one.district)
            if len(there) == 1:
                ours.add(there[0].id)
    return ours


def _by_place(places: Sequence[Place], known: Sequence[KnownLibrary]) -> dict[int, list[Addressee]]:
    found: dict[int, list[Addressee]] = {}
    for one in known:
        there = [place for place in places if plain(place.region) == plain(one.region)]
        key = district_key(one.district)
        fit = [place for place in there if district_key(place.district) == key] if key else there
        if not fit and len(there) == 1 and not there[0].district:
            fit = there
        if len(fit) == 1:
            addressee = Addressee(title=one.title, address=one.address, email=one.email, site=one.site)
            found.setdefault(fit[0].id, []).append(addressee)
    return found
