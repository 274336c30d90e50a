"""A place with its point on a map: «Клуб, ул. Ленина, 1 (https://…)» in one field, its two parts where it is shown."""

from __future__ import annotations

import re
from typing import Final

_WITH_MAP: Final = re.compile(r"(?P<words>.+?) \((?P<map>https?://[^\s()]+)\)", re.DOTALL)


def with_map(words: str, address: str) -> str:
    """As it is kept."""
    return f"{words} ({address})" if address else words


def words_of(place: str) -> str:
    """For paper, pictures and machines: without the address of the map."""
    found = _WITH_MAP.fullmatch(place)
    return found["words"] if found else place


def map_of(place: str) -> str | None:
    """The address of the point on a map."""
    found = _WITH_MAP.fullmatch(place)
    return found["map"] if found else None
