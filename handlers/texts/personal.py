"""What «Мои данные» says of the rows and words that are kept of a person; each wing in ``texts/<wing>/personal.py``.

Which these are follows from the tables (``storage.tables.personal``). The files are found by that name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from handlers.texts.language import counted
from handlers.texts.wings import import_every


class PersonalWords:
    """By table and by column; places grow in tens and order the tables, and no two share one."""

    def __init__(self) -> None:
        self._forms: dict[int, tuple[str, tuple[str, str, str]]] = {}
        self._given: dict[str, str] = {}
        self._elsewhere: set[str] = set()

    def rows(self, table: str, place: int, one: str, few: str, many: str) -> None:
        """How its rows are counted. Raises ValueError for a place that is taken."""
        if place in self._forms:
            raise ValueError(f"{table}: place {place} has {self._forms[place][0]} already")
        self._forms[place] = (table, (one, few, many))

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
        for _, (table, forms) in sorted(self._forms.items()):
            if kept.get(table):
                yield f"{counted(kept[table], *forms)}."

    def lacks(self, kept: Iterable[str]) -> list[str]:
        """Those tables and columns that could not be told."""
        import_every("personal")
        known = {table for table, _ in self._forms.values()} | self._given.keys() | self._elsewhere
        return [name for name in kept if name not in known]


PERSONAL: Final = PersonalWords()
