"""Settlements as registries know them, and what a registry says of a settlement that somebody named (row 5).

ОКТМО knows every settlement with its type, region and district; GeoNames knows coordinates, the zone and how many live
there. ``merged`` puts the two together as they are read, so that it does not matter which of them was loaded first.
A settlement is confirmed when the registry has that name in that region and, where a district was told, in that
district; without a district only if the region has just one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

from domain.spelling import plain
from domain.vocabulary.registry import DISTRICT_NOISE

Source = Literal["oktmo", "geonames"]

_BETWEEN: Final = re.compile(r"[^\w]+|_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A settlement of a registry."""

    source: Source
    code: str
    """Its number there: ОКТМО's eleven digits, the id of GeoNames."""
    region: str
    district: str
    """Empty where the registry does not say."""
    type: str
    """The full word: «село»; empty where the registry does not say."""
    name: str
    folded: str
    latitude: float | None = None
    longitude: float | None = None
    zone: str | None = None
    population: int | None = None
    id: int = 0
    """0 until it is stored."""


@lru_cache(maxsize=5000)
def district_key(district: str) -> str:
    """«Азовский район», «Азовский муниципальный р-н» and «азовский» are one; empty for an empty name."""
    return "".join(word for word in _BETWEEN.split(plain(district)) if word and word not in DISTRICT_NOISE)


def merged(places: Iterable[Place]) -> tuple[Place, ...]:
    """The settlements of one folded name, each once, by region and district.

    Where ОКТМО has the name in a region it rules there; a place of GeoNames then only adds what it knows.
    """
    every = list(places)
    by_region: dict[str, list[Place]] = defaultdict(list)
    for place in every:
        by_region[place.region].append(place)
    found: list[Place] = []
    for there in by_region.values():
        official = [place for place in there if place.source == "oktmo"]
        others = [place for place in there if place.source != "oktmo"]
        found += [_enriched(place, official, others) for place in official] if official else others
    return tuple(sorted(found, key=lambda one: (one.region, one.district, one.type, one.code)))


def _enriched(place: Place, official: Sequence[Place], others: Sequence[Place]) -> Place:
    """With coordinates, zone and population of its twin, where there is no doubt which that is."""
    if not others:
        return place
    key = district_key(place.district)
    peers = [one for one in official if district_key(one.district) == key]
    twins = [one for one in others if one.district and district_key(one.district) == key]
    if not twins and len(official) == 1 and len(others) == 1:
        twins = [one for one in others if not one.district]
    if len(twins) != 1 or len(peers) != 1:
        return place
    (twin,) = twins
    return replace(
        place,
        latitude=twin.latitude,
        longitude=twin.longitude,
        zone=place.zone or twin.zone,
        population=twin.population,
    )


def matching(places: Sequence[Place], *, region: str, district: str = "") -> tuple[Place, ...]:
    """Those of one name that a person may have meant; ``places`` are merged."""
    there = [place for place in places if plain(place.region) == plain(region)]
    key = district_key(district)
    if not key:
        return tuple(there)
    same = tuple(place for place in there if district_key(place.district) == key)
    # A registry that knows no districts cannot contradict one.
    return same or tuple(place for place in there if not place.district and len(there) == 1)


def is_confirmed(places: Sequence[Place], *, region: str, district: str = "") -> bool:
    """Whether the registry has exactly this settlement; ``places`` are merged and of its name."""
    found = matching(places, region=region, district=district)
    return bool(found) if district_key(district) else len(found) == 1
