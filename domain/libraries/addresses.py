"""Where a library is, told in one line (row 3): «село Александровка, Аннинский район, Воронежская область».

The parts may come in any order, with commas or without; what is not told is empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from domain.spelling import split_type
from domain.time.zones import region_named
from domain.vocabulary import addresses

_ADJECTIVE: Final = addresses.ADJECTIVE
_DISTRICT: Final = re.compile(
    rf"(?<![\w-])(?!{addresses.NOT_A_DISTRICT}){_ADJECTIVE}\s+(?!{addresses.NOT_A_DISTRICT})"
    rf"(?:{addresses.DISTRICT}|{addresses.OTHER_DISTRICTS})(?!\w)"
    rf"|(?<![\w-]){addresses.DISTRICT}\s+{_ADJECTIVE}(?!\w)",
    re.IGNORECASE,
)
_REGION: Final = re.compile(rf"(?<![\w-])(?:{addresses.REGION})(?!\w)", re.IGNORECASE)
_REGION_WORDS: Final = re.compile(addresses.REGION_WORDS, re.IGNORECASE)
_SHORT: Final = re.compile(rf"(?<!\w){addresses.SHORT_DISTRICT}(?!\w)", re.IGNORECASE)
_WORD_FIRST: Final = re.compile(rf"^({addresses.WHOLE_DISTRICT})\s+({_ADJECTIVE})$", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[,;\n]+")
_EDGES: Final = " .,"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What somebody has told of a place; empty: not told."""

    type: str = ""
    """The full word: «село»."""
    name: str = ""
    district: str = ""
    """With its word written out: «Аннинский район»."""
    region: str = ""
    """The official name."""


def read_address(text: str) -> Address:
    """What a line says. A name that no part is left for is empty."""
    divided = _REGION.sub(r",\g<0>,", text)
    divided = _DISTRICT.sub(r",\g<0>,", divided)
    parts = [part for one in _BETWEEN.split(divided) if (part := " ".join(one.split()).strip(_EDGES))]
    kind, name, district, region, rest = "", "", "", "", []
    for part in parts:
        if not region and _REGION_WORDS.search(part) and (known := region_named(part)) is not None:
            region = known
        elif not district and _DISTRICT.fullmatch(part):
            district = written_out(part)
        else:
            rest.append(part)
    if rest:
        typed = next((part for part in rest if split_type(part)[0]), rest[0])
        rest.remove(typed)
        found, name = split_type(typed)
        kind = found or ""
    if not region:
        region = next((known for part in rest if (known := region_named(part)) is not None), "")
    return Address(type=kind, name=name, district=district, region=region)


def written_out(district: str) -> str:
    """«Аннинский р-н» → «Аннинский район», «район Аннинский» likewise; anything else as it is."""
    whole = _SHORT.sub(addresses.WHOLE_DISTRICT, " ".join(district.split()))
    for of_it, named in addresses.OF_A_DISTRICT:
        whole = re.sub(f"{of_it}$", named, whole, flags=re.IGNORECASE)
    return _WORD_FIRST.sub(r"\2 \1", whole)
