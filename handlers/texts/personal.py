"""What «Мои данные» says of the rows that are kept of a person; each wing in ``texts/<wing>/personal.py``.

Which these are follows from the tables (``storage.tables.personal``). The files are found by that name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from domain.time.zones import valid_zone
from handlers.texts.language import ALWAYS_YEAR, capital, clock, counted, number, short_day, zone_city
from handlers.texts.wings import import_every

if TYPE_CHECKING:
    from storage.people.own_data import OwnRow

NOTHING: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({})
HASH: Final = re.compile(r"[0-9a-f]{64}")
SHORT: Final = 16
"""Digits of a hash that people read: enough to compare two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How the rows of one table read."""

    heading: str
    columns: Mapping[str, str]
    """Column → what stands before its value: «с», «контакт:», nothing. Of yes and no it is all that is said, of yes."""
    values: Mapping[str, Mapping[str, str]]
    """Column → what its codes mean; nothing for a code that is not worth a word."""
    codes: Collection[str]
    """Columns of words for the program: of them people read the name of what they name, and nothing else."""


class PersonalWords:
    """By table and by column; places grow in tens and order the tables, and no two share one."""

    def __init__(self) -> None:
        self._forms: dict[int, tuple[str, tuple[str, str, str]]] = {}
        self._shown: dict[str, Words] = {}
        self._given: dict[str, str] = {}
        self._withheld: dict[str, str] = {}
        self._elsewhere: set[str] = set()

    def rows(self, table: str, place: int, one: str, few: str, many: str) -> None:
        """How its rows are counted. Raises ValueError for a place that is taken."""
        if place in self._forms:
            raise ValueError(f"{table}: place {place} has {self._forms[place][0]} already")
        self._forms[place] = (table, (one, few, many))

    def shows(
        self,
        table: str,
        heading: str,
        columns: Mapping[str, str],
        values: Mapping[str, Mapping[str, str]] = NOTHING,
        *,
        codes: Collection[str] = (),
    ) -> None:
        """How each of its rows reads: what ``columns`` say, in this order (``Words``)."""
        self._shown[table] = Words(heading=heading, columns=columns, values=values, codes=codes)

    def withheld(self, column: str, why: str) -> None:
        """What people do not take away; ``table.column``."""
        self._withheld[column] = why

    def given(self, column: str, said: str) -> None:
        """What stands before their own words; ``table.column``."""
        self._given[column] = said

    def said_elsewhere(self, table: str) -> None:
        """Its rows are told in words of their own, not counted."""
        self._elsewhere.add(table)

    def told(self, kept: Mapping[str, int], gave: Mapping[str, Sequence[str]]) -> Iterator[str]:
        """A sentence for all that there is. ``kept``: rows by table; ``gave``: words by column."""
        import_every("personal")
        for column, said in self._given.items():
            yield from (f"{said}: {words}." for words in gave.get(column, ()))
        yield from (f"{words}." for words in self.counted(kept))

    def counted(self, kept: Mapping[str, int]) -> Iterator[str]:
        """«3 подписки» for each table that has any."""
        import_every("personal")
        for _, (table, forms) in sorted(self._forms.items()):
            if kept.get(table):
                yield counted(kept[table], *forms)

    def order(self, tables: Iterable[str]) -> list[str]:
        """As they are shown: those that are counted in their order, then the others."""
        import_every("personal")
        places = {table: place for place, (table, _) in self._forms.items()}
        return sorted(tables, key=lambda table: (places.get(table, len(places) * 100), table))

    def heading(self, table: str) -> str:
        import_every("personal")
        return self._shown[table].heading

    def line(self, row: OwnRow, zone: str) -> str:
        """One row in words, moments by the clock of the zone."""
        import_every("personal")
        words = self._shown[row.table]
        said = []
        for column, before in words.columns.items():
            value, name = row.values.get(column), row.names.get(column)
            if isinstance(value, bool):
                said += [before] if value else []
                continue
            if name is None and column in words.codes:
                continue
            shown = (name.name or f"№ {name.id}") if name is not None else _in_words(value, zone)
            shown = words.values.get(column, {}).get(shown, shown)
            said += [f"{before} {shown}".strip()] if shown else []
        return capital(", ".join(one for one in said if one)) or words.heading

    def reasons(self, columns: Iterable[str]) -> list[str]:
        """Why people do not take these away, each once."""
        import_every("personal")
        return list(dict.fromkeys(self._withheld[column] for column in columns))

    def lacks(self, kept: Iterable[str]) -> list[str]:
        """Those tables and columns that could not be told."""
        import_every("personal")
        known = {table for table, _ in self._forms.values()} | self._given.keys() | self._elsewhere
        return [name for name in kept if name not in known]

    def lacks_words(self, columns: Iterable[str], withheld: Iterable[str]) -> list[str]:
        """Of what people take away, and of what they do not: columns («table.column») that nobody says anything of."""
        import_every("personal")
        known = {f"{table}.{column}" for table, words in self._shown.items() for column in words.columns}
        return [name for name in columns if name not in known | self._elsewhere] + [
            name for name in withheld if name not in self._withheld
        ]


def _in_words(value: Any, zone: str) -> str:
    """Any value of a table; nothing for what is not there."""
    match value:
        case None | bool():
            return ""
        case datetime():
            local = value.astimezone(ZoneInfo(zone))
            return f"{short_day(local.date(), today=ALWAYS_YEAR)}, {clock(local)}"
        case date():
            return short_day(value, today=ALWAYS_YEAR)
        case time():
            return clock(value)
        case int():
            return number(value)
        case str() if HASH.fullmatch(value):
            return value[:SHORT]
        case str():
            return zone_city(value) if "/" in value and valid_zone(value) else value
        case Mapping():
            return _in_words(list(value.values()), zone)
        case Iterable():
            return "; ".join(words for one in value if (words := _in_words(one, zone)))
    return str(value)


PERSONAL: Final = PersonalWords()
