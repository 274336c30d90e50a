"""Rosstat's ОКТМО: «Ter;Kod1;Kod2;Kod3;KC;Razdel;Name1;Centrum;NomDescr;NomAkt;Status;DateUtv;DateVved».

https://rosstat.gov.ru/opendata/7708234640-oktmo. Section 1 names municipalities, section 2 settlements; the first four
columns are the code. They are found by what they hold, as the columns after them have changed with the years; a
heading of the table may stand above, and the code may stand in one column. The file is read twice: settlements are
told of their district by its code, wherever its name stands.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.registries.reading import Stream, lines_of
from bot.registries.rows import Row, Skipped, fitting, folded, tidy
from domain.spelling import plain, split_type
from domain.time.zones import zones_of_region
from domain.vocabulary.registry import (
    HEADING_MARKS,
    HEADINGS,
    LOWER_LETTERS,
    MUNICIPAL_DISTRICT,
    OKTMO_REGIONS,
    OKTMO_TYPES,
)
from domain.vocabulary.settlements import FREEZING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PARTS: Final = (re.compile(r"\d{2}"), *(re.compile(r"\d{3}"),) * 3)
_WHOLE: Final = re.compile(r"\d{8}(\d{3})?")
_LETTERS: Final = frozenset(LOWER_LETTERS)
_NOWHERE: Final = "000"
_SOME_NAME: Final = "Qq"
_SURE: Final = 0.8
"""The share of lines by which a file is recognised."""

_CELL: Final = r'(?:"[^";]*"|[^";]*)'
_USUAL: Final = re.compile(rf'"?(\d\d)"?;"?(\d{{3}})"?;"?(\d{{3}})"?;"?(\d{{3}})"?;({_CELL}(?:;{_CELL})*)')
"""How nearly every line is written: no cell has a semicolon or a quotation mark in it."""
_EVERY: Final = LOWER_LETTERS + LOWER_LETTERS.upper()
_NAME: Final = re.compile(f'[^";{_EVERY}]*[{_EVERY}][^";]*')


def read_line(line: str) -> tuple[tuple[str, str, str, str], str] | None:
    """The code in its four parts and the name; None for a line that is no record."""
    usual = _USUAL.fullmatch(line)
    if usual is None:
        return _read_unusual(line)
    name = _NAME.search(usual[5])
    return None if name is None else ((usual[1], usual[2], usual[3], usual[4]), tidy(name[0]))


def _read_unusual(line: str) -> tuple[tuple[str, str, str, str], str] | None:
    """However its cells are written."""
    try:
        cells = [_unquoted(cell) for cell in next(csv.reader([line], delimiter=";"), [])]
    except csv.Error:
        return None
    if cells and _WHOLE.fullmatch(cells[0]):
        code = cells[0].ljust(11, "0")
        cells = [code[:2], code[2:5], code[5:8], code[8:], *cells[1:]]
    cells[:4] = [cell.zfill(2 if place == 0 else 3) if cell.isdigit() else cell for place, cell in enumerate(cells[:4])]
    if len(cells) < len(_PARTS) + 1 or not all(part.fullmatch(cell) for part, cell in zip(_PARTS, cells, strict=False)):
        return None
    name = next((tidy(cell) for cell in cells[4:] if _LETTERS & set(cell.lower())), None)
    return None if name is None else ((cells[0], cells[1], cells[2], cells[3]), name)


def _unquoted(cell: str) -> str:
    """Without quotation marks around it, and without any where they do not close."""
    cell = cell.strip()
    if cell.count('"') % 2:
        return cell.replace('"', "").strip()
    return cell[1:-1].strip() if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def looks_so(head: str) -> bool:
    """Whether the beginning of a file is that of ОКТМО."""
    lines = [line for line in head.splitlines()[:-1] or [head] if line.strip()]
    read = [read for line in lines if (read := read_line(line)) is not None]
    marked = any(mark in plain(name) for _, name in read for mark in HEADING_MARKS)
    return bool(read) and len(read) >= _SURE * (len(lines) - 1) and marked


def read_districts(stream: Stream, encoding: str) -> Mapping[str, str]:
    """Code of two parts → «Азовский район»: the first pass."""
    found: dict[str, str] = {}
    for line in lines_of(stream, encoding):
        record = read_line(line)
        if record is None:
            continue
        (ter, one, two, three), name = record
        if one != _NOWHERE and two == three == _NOWHERE and not plain(name).startswith(HEADINGS):
            found.setdefault(ter + one, name.replace(*MUNICIPAL_DISTRICT))
    return found


def read(stream: Stream, encoding: str, districts: Mapping[str, str]) -> Iterator[Row | Skipped]:
    """The settlements: the second pass."""
    for line in lines_of(stream, encoding):
        if not line.strip():
            continue
        record = read_line(line)
        if record is None:
            yield Skipped("broken")
            continue
        code, name = record
        yield Skipped("heading") if code[3] == _NOWHERE else _settlement(code, name, districts)


def _settlement(code: tuple[str, str, str, str], written: str, districts: Mapping[str, str]) -> Row | Skipped:
    ter, one, *_ = code
    region = OKTMO_REGIONS.get(ter + one[:1]) or OKTMO_REGIONS.get(ter)
    if region is None:
        return Skipped("region")
    kind, name = named(written)
    zones = _zones_of(region)
    return fitting(
        {
            "source": "oktmo",
            "code": "".join(code),
            "region": region,
            "district": districts.get(ter + one, ""),
            "type": kind,
            "name": name,
            "folded": folded(name),
            "latitude": None,
            "longitude": None,
            "zone": zones[0] if len(zones) == 1 else None,
            "population": None,
        }
    )


_zones_of: Final = lru_cache(maxsize=200)(zones_of_region)


def named(written: str) -> tuple[str, str]:
    """«ст-ца Александровская» → («станица», «Александровская»)."""
    first, _, rest = written.partition(" ")
    kind = _type_of(first)
    if kind is not None and any(sign.isalpha() for sign in rest):
        return kind, rest.strip('" ') or rest
    kind, name = split_type(written.replace("_", " "))
    if kind is None and rest and first[0].islower() and first not in FREEZING:  # a type that we do not know
        return first.replace("_", " "), rest
    return kind or "", name


@lru_cache(maxsize=1000)
def _type_of(first: str) -> str | None:
    """The type that the first word of a name says: one word in ОКТМО, and always before the name."""
    if not first[:1].islower():
        return None
    return OKTMO_TYPES.get(first) or split_type(f"{first.replace('_', ' ')} {_SOME_NAME}")[0]
