"""Where a settlement is: shortened, as it tells namesakes apart in a list; whole, as cards and posts say it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from storage.libraries.libraries import Library

_SHORT: Final = (
    ("автономная область", "авт. обл."),
    ("автономный округ", "АО"),
    ("область", "обл."),
    ("Республика", "Респ."),
)
"""Longer endings first."""


def short_region(region: str) -> str:
    """«Ростовская обл.», «Респ. Татарстан», «Ямало-Ненецкий АО»; what has no such word stays whole."""
    for whole, short in _SHORT:
        region = re.sub(rf"\b{whole}\b", short, region)
    return region


def apart(district: str | None, region: str | None, settlement: str | None = None) -> str:
    """«Азовский район, Ростовская обл.»; the settlement where neither is known."""
    return ", ".join(part for part in (district, short_region(region or "")) if part) or (settlement or "")


def label_apart(district: str | None, region: str | None, settlement: str | None = None) -> str:
    """Just one of them, for a numbered button."""
    return district or short_region(region or "") or settlement or ""


def place(kind: str, name: str, district: str, region: str) -> str:
    """«село Александровка, Азовский район, Ростовская область»."""
    return ", ".join(part for part in (f"{kind} {name}".strip(), district, region) if part)


def place_of(library: Library) -> str:
    """The same of the settlement of a library."""
    return place(library.settlement_type, library.settlement, library.district, library.region)
