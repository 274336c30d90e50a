"""What readers of registries give: records that fit the tables, and why others were left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from domain.spelling import fold

Why = Literal["heading", "nameless", "region", "broken", "long", "other", "elsewhere", "twice"]
"""Why a record is skipped; each has words in ``handlers.texts.program.registries``."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is of no use here."""

    why: Why


Row = Mapping[str, Any]
"""Columns of ``places`` or ``known_libraries``."""

LONGEST: Final = {
    "code": 20,
    "region": 200,
    "district": 200,
    "type": 40,
    "name": 200,
    "settlement": 200,
    "title": 400,
    "address": 500,
    "site": 300,
    "email": 200,
    "folded": 200,
}
"""Characters of the columns."""
MOST_OF_ALL: Final = 64
"""And of those that are not named."""


@lru_cache(maxsize=100_000)
def folded(name: str) -> str:
    """``fold``, once for each of the names that come hundreds of times."""
    return fold(name)


def tidy(text: str) -> str:
    """One line without control characters."""
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(text.split())


def fitting(row: Row) -> Row | Skipped:
    """The row, unless it would not fit its columns or has no name."""
    name = row.get("name") or row.get("settlement")
    if not name or not row["folded"]:
        return Skipped("nameless")
    if "\N{REPLACEMENT CHARACTER}" in name:
        return Skipped("broken")
    for column, value in row.items():
        if isinstance(value, str) and len(value) > LONGEST.get(column, MOST_OF_ALL):
            return Skipped("long")
    return row
