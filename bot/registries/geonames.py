"""GeoNames, RU.txt: nineteen columns between tabs, UTF-8 (https://download.geonames.org/export/dump/readme.txt).

Populated places (class P) with their coordinates, zone and population. Names are Latin there; the Cyrillic one is among
the alternative names. Regions and districts are records of the same file (ADM1, ADM2), so it is read twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.registries.reading import Stream, lines_of
from bot.registries.rows import Row, Skipped, fitting, folded, tidy
from domain.slugs import slug_of
from domain.time.zones import region_named, valid_zone
from domain.vocabulary.registry import DISTRICT_WORD, LOWER_LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS: Final = 19
_GONE: Final = frozenset({"PPLH", "PPLQ", "PPLW", "PPLX", "PPLCH"})
"""Historical, abandoned and destroyed places, and parts of towns."""
_LETTERS: Final = frozenset(LOWER_LETTERS + "0123456789 -()/.№")
_MOST_PEOPLE: Final = 20_000_000
_SURE: Final = 0.8


@dataclass(slots=True)
class Areas:
    """Russian names of regions and districts by their codes."""

    regions: dict[str, str] = field(default_factory=dict)
    districts: dict[tuple[str, str], str] = field(default_factory=dict)


def looks_so(head: str) -> bool:
    """Whether the beginning of a file is that of GeoNames."""
    lines = [line for line in head.splitlines()[:-1] or [head] if line.strip()]
    fit = [line for line in lines if _cells(line) is not None]
    return bool(fit) and len(fit) >= _SURE * len(lines)


def _cells(line: str) -> list[str] | None:
    cells = line.split("\t")
    if len(cells) != COLUMNS or not cells[0].isascii() or not cells[0].isdigit() or len(cells[6]) > 1:
        return None
    return cells if _number(cells[4], 90) is not None and _number(cells[5], 180) is not None else None


def _number(cell: str, most: float) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if -most <= value <= most else None


def read_areas(stream: Stream, encoding: str) -> Areas:
    """The first pass."""
    areas = Areas()
    for line in lines_of(stream, encoding):
        cells = _cells(line)
        if cells is None or cells[7] not in ("ADM1", "ADM2"):
            continue
        names = _russian(cells)
        if cells[7] == "ADM1":
            region = next((found for name in names if (found := region_named(name))), None)
            if region is not None:
                areas.regions[cells[10]] = region
        elif names:
            plainly = next((name for name in names if DISTRICT_WORD in name.lower()), names[0])
            areas.districts[cells[10], cells[11]] = plainly
    return areas


def read(stream: Stream, encoding: str, areas: Areas) -> Iterator[Row | Skipped]:
    """The settlements: the second pass."""
    for line in lines_of(stream, encoding):
        if not line.strip():
            continue
        cells = _cells(line)
        yield Skipped("broken") if cells is None else _settlement(cells, areas)


def _settlement(cells: list[str], areas: Areas) -> Row | Skipped:
    if cells[6] != "P" or cells[7] in _GONE:
        return Skipped("other")
    if cells[8] != "RU":
        return Skipped("elsewhere")
    region = areas.regions.get(cells[10])
    if region is None:
        return Skipped("region")
    names = _russian(cells)
    if not names:
        return Skipped("nameless")
    latin = slug_of(cells[2] or cells[1])
    name = next((one for one in names if slug_of(one) == latin), names[0])
    people = int(cells[14]) if cells[14].isascii() and cells[14].isdigit() and len(cells[14]) < 10 else 0  # noqa: PLR2004 - digits
    return fitting(
        {
            "source": "geonames",
            "code": cells[0],
            "region": region,
            "district": areas.districts.get((cells[10], cells[11]), ""),
            "type": "",
            "name": name,
            "folded": folded(name),
            "latitude": _number(cells[4], 90),
            "longitude": _number(cells[5], 180),
            "zone": cells[17] if valid_zone(cells[17]) else None,
            "population": people if 0 < people <= _MOST_PEOPLE else None,
        }
    )


def _russian(cells: list[str]) -> list[str]:
    """The names in Russian letters, as they stand."""
    every = [tidy(name) for name in (cells[1], *cells[3].split(","))]
    return [name for name in every if name and set(name.lower()) <= _LETTERS and set(name.lower()) & set(LOWER_LETTERS)]
