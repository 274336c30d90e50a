"""A clock from whatever a person writes for it: a town, a region, a country, «МСК+2», «московское», «+7» (row 39).

Towns are those of GeoNames (``domain/vocabulary/cities.py``). A slip of the finger is forgiven where only one clock is
near.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from rapidfuzz import process
from rapidfuzz.distance import OSA

from domain.spelling import plain
from domain.time import zones
from domain.vocabulary import regions
from domain.vocabulary.cities import CITIES

LONGEST: Final = 80
"""Characters that are looked at."""
_UTC: Final = tuple(map(plain, ("utc", "gmt")))
"""As they stand among small letters of one alphabet."""
_OFFSET: Final = re.compile(
    rf"(?P<from>{'|'.join((*_UTC, *map(plain, regions.MOSCOW_CLOCK)))})?\s*(?P<hours>[+-]\s*\d{{1,2}})(?:[:.]?00)?"
)
_FROM_MOSCOW: Final = 3
_WORDS: Final = re.compile(r"[^\W\d_]+")
_WINTER: Final = datetime(2026, 1, 15, tzinfo=UTC)
_SHORTEST: Final = 5
"""Letters of a name in which a slip is forgiven."""
_LONG: Final = 9
"""Letters of one in which two are."""
_SHORTEST_STEM: Final = 3


def zones_named(text: str) -> tuple[str, ...]:
    """The zones that are meant: one, several where namesakes live by different clocks, none where nothing is known."""
    said = plain(text[:LONGEST])
    if "/" in text and zones.valid_zone(text.strip()):
        return (text.strip(),)
    offset = _OFFSET.fullmatch(said.strip(" ()"))
    if offset is not None:
        return _of_offset(offset)
    words = tuple(word for word in _WORDS.findall(said) if word not in regions.CLOCK_NOISE)
    return (_named(words) or _region(text) or _near(words)) if words else ()


def hours_ahead(zone: str) -> timedelta:
    """How far the zone is ahead of UTC, in winter."""
    return ZoneInfo(zone).utcoffset(_WINTER) or timedelta()


def _of_offset(offset: re.Match[str]) -> tuple[str, ...]:
    start = 0 if offset["from"] in (*_UTC, None) else _FROM_MOSCOW
    zone = zones.RUSSIAN_ZONES.get(start + int(offset["hours"].replace(" ", "")))
    return (zone,) if zone else ()


def _region(text: str) -> tuple[str, ...]:
    zone = zones.zone_of_region(text)
    return (zone,) if zone else ()


def _named(words: tuple[str, ...]) -> tuple[str, ...]:
    """By the name as it stands or in another case, by its region; beside other words, by the longest such run."""
    for length in range(len(words), 0, -1):
        for at in range(len(words) - length + 1):
            if found := _exactly(words[at : at + length]):
                return found
    return ()


def _exactly(words: tuple[str, ...]) -> tuple[str, ...]:
    exact, stems = _index()
    whole = " ".join(words)
    adjective = _by_adjective(whole) if len(words) == 1 else ()
    found = adjective or exact.get(whole, ())
    region = zones.zone_of_region(whole)
    if found and (region is None or _home().issuperset(found)):
        return found
    return (region,) if region is not None else stems.get(_stem_of(words), ())


def _by_adjective(word: str) -> tuple[str, ...]:
    """«омское», «самарскому», «читинское»: the time of that town, or of its region."""
    cut = regions.OF_A_PLACE.search(word)
    if cut is None:
        return ()
    exact = _index()[0]
    old, new = regions.TOWN_OF_ADJECTIVE
    base, suffix = word[: cut.start()], cut[0][:2]
    names = (base + suffix, *(base + ending for ending in regions.NAME_ENDINGS), base.removesuffix(old) + new)
    found = next((exact[name] for name in names if name in exact), ())
    region = _region(f"{base}{suffix}{regions.REGION_OF_ADJECTIVE}")
    return region if region and not _home().issuperset(found) else found or region


@lru_cache(maxsize=512)
def _near(words: tuple[str, ...]) -> tuple[str, ...]:
    whole = " ".join(words)
    if len(whole) < _SHORTEST:
        return ()
    exact = _index()[0]
    most = 2 if len(whole) >= _LONG else 1
    near = process.extract(whole, list(exact), scorer=OSA.distance, score_cutoff=most, limit=10)
    best = min((distance for _, distance, _ in near), default=0)
    found = [zone for name, distance, _ in near if distance == best and name[0] == whole[0] for zone in exact[name]]
    return tuple(dict.fromkeys(found)) if len({hours_ahead(zone) for zone in found}) == 1 else ()


@cache
def _home() -> frozenset[str]:
    """The zones of Russia."""
    return frozenset(zone for region in zones.all_regions() for zone in region.zones)


@cache
def _index() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """By the whole name, and by the stems of its words."""
    exact: dict[str, dict[str, None]] = defaultdict(dict)
    for zone, names in CITIES.items():
        for name in names.split(", "):
            exact[name][zone] = None
    for name, zone in {**regions.COUNTRIES, **regions.NICKNAMES}.items():
        exact[name] = {zone: None}
    stems: dict[str, dict[str, None]] = defaultdict(dict)
    for name, found in exact.items():
        stems[_stem_of(name.split())] |= found
    return _frozen(exact), _frozen(stems)


def _frozen(found: Mapping[str, Mapping[str, None]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(one) for name, one in found.items()}


def _stem_of(words: Iterable[str]) -> str:
    return " ".join(map(_stem, words))


def _stem(word: str) -> str:
    """«омску», «омске» are «омск», «самаре» is «самар»."""
    for ending in regions.CASE_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word
