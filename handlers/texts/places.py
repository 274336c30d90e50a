"""What tells namesakes apart in a list: district and region, shortened. Official names are for cards and posts."""

from __future__ import annotations

import re
from typing import Final

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
