"""Time zones: from whatever a person writes for a region to its IANA zone (row 39; Russia lives by eleven clocks)."""

import re
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from domain.spelling import plain
from domain.vocabulary import regions

HOME_ZONE: Final = "Europe/Moscow"
"""The zone of a person of whom nothing better is known."""

RUSSIAN_ZONES: Final[Mapping[int, str]] = {
    2: "Europe/Kaliningrad",
    3: "Europe/Moscow",
    4: "Europe/Samara",
    5: "Asia/Yekaterinburg",
    6: "Asia/Omsk",
    7: "Asia/Krasnoyarsk",
    8: "Asia/Irkutsk",
    9: "Asia/Yakutsk",
    10: "Asia/Vladivostok",
    11: "Asia/Magadan",
    12: "Asia/Kamchatka",
}
"""Hours ahead of UTC → the zone that stands for them in a list of choices."""

_WORDS: Final = re.compile(r"[^\w]+|_")
_LONGEST: Final = 5
_READ: Final = 40
"""Words of a text that are looked at: an address is shorter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A subject of the Federation; the first zone is where most of its people live."""

    name: str
    zones: tuple[str, ...]


def region_named(text: str) -> str | None:
    """The official name of the region that a person wrote: «Белгородская обл.», «Якутия», «в Саха (Якутии)»."""
    region = _find(text)
    return region.name if region else None


def zone_of_region(text: str) -> str | None:
    """The main IANA zone of the region that a person wrote; None if no region is recognised."""
    region = _find(text)
    return region.zones[0] if region else None


def zones_of_region(text: str) -> tuple[str, ...]:
    """All zones of that region, the main one first; empty if no region is recognised."""
    region = _find(text)
    return region.zones if region else ()


def valid_zone(name: str) -> bool:
    """Whether the time zone database knows this name."""
    return name in _known_zones()


def all_regions() -> tuple[Region, ...]:
    """The 89 subjects in the order of the Constitution."""
    return _regions()[0]


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@cache
def _regions() -> tuple[tuple[Region, ...], Mapping[tuple[str, ...], Region]]:
    every: list[Region] = []
    by_key: dict[tuple[str, ...], Region] = {}
    for name, spellings, zones in regions.REGIONS:
        region = Region(name=name, zones=tuple((zones or regions.MOSCOW).split(", ")))
        every.append(region)
        for spelling in (name, *filter(None, spellings.split(", "))):
            by_key[tuple(_significant(_split(spelling)))] = region
    return tuple(every), by_key


def _find(text: str) -> Region | None:
    by_key = _regions()[1]
    words = [word for word in _split(text) if word not in regions.BEFORE]
    whole = by_key.get(tuple(_significant(words)))
    if whole:
        return whole
    # A longer text, such as an address: a region counts if a word beside it says that it is one.
    for length in range(_LONGEST, 0, -1):
        for at in range(len(words) - length + 1):
            run = words[at : at + length]
            beside = words[max(at - 1, 0) : at + length + 1]
            region = by_key.get(tuple(_significant(run)))
            if region and not _is_kind(run[0]) and any(map(_is_kind, beside)):
                return region
    return None


def _split(text: str) -> list[str]:
    return [word for word in _WORDS.split(plain(text), maxsplit=_READ)[:_READ] if word]


def _is_kind(word: str) -> bool:
    return word in regions.KINDS


def _significant(words: list[str]) -> Iterator[str]:
    """Stems of the words that name a region, without «область», «край», «республика» …"""
    for word in words:
        if not _is_kind(word):
            yield _stem(word)


def _stem(word: str) -> str:
    for endings in (regions.ADJECTIVE_ENDINGS, regions.VOWEL_ENDINGS):
        for ending in endings:
            if word.endswith(ending) and len(word) > len(ending) + 2:
                return word.removesuffix(ending)
    return word
