"""The words of every kind of the public journal, registered by its wing in ``texts/<wing>/journal.py`` (row 9)."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

import handlers.texts
from domain.journal import AnyKind, Kind, WingKind
from handlers.texts.places import place

if TYPE_CHECKING:
    from domain.journal import Entry


class Facts:
    """Facts of an entry, read without trust: they may be of an older version."""

    def __init__(self, facts: Mapping[str, object]) -> None:
        self.every: Final = facts

    def text(self, name: str) -> str:
        value = self.every.get(name)
        return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""

    def texts(self, name: str) -> list[str]:
        value = self.every.get(name)
        return [str(one) for one in value] if isinstance(value, list | tuple) else []

    def yes(self, name: str) -> bool:
        return self.every.get(name) is True

    @property
    def library(self) -> str:
        """The title with its place."""
        where = place(self.text("type"), self.text("settlement"), self.text("district"), self.text("region"))
        return ", ".join(part for part in (self.text("title"), where) if part)

    def told(self, sentence: str, *names: str) -> str:
        """The sentence with the facts of these names."""
        return self.sentence(sentence, *(self.text(name) for name in names))

    @staticmethod
    def sentence(sentence: str, *details: str) -> str:
        """«Sentence: one; two.», without the colon when there is nothing to tell."""
        known = [one for one in details if one]
        return f"{sentence}: {'; '.join(known)}." if known else f"{sentence}."


Words = Callable[[Facts], str]


class JournalKinds:
    """What each kind of entry reads like."""

    def __init__(self) -> None:
        self._words: dict[AnyKind, Words] = {}

    def told(self, *kinds: AnyKind) -> Callable[[Words], Words]:
        """Register the words of a kind. Raises ValueError when it has some already."""

        def register(words: Words) -> Words:
            for kind in kinds:
                if self._words.setdefault(kind, words) is not words:
                    raise ValueError(f"the kind {kind} of the journal has words already")
            return words

        return register

    def about_library(self, kind: AnyKind, sentence: str) -> None:
        """Register a sentence that is followed by the library."""
        self.told(kind)(lambda facts: facts.sentence(sentence, facts.library))

    def words(self, entry: Entry) -> str:
        """One entry as people read it; facts that are missing are passed over. Raises KeyError without words."""
        return self._declared[entry.kind](Facts(entry.facts))

    def lacks(self) -> list[str]:
        """Kinds without words."""
        wordless = (kind for kind in (*Kind, *WingKind.every.values()) if kind not in self._declared)
        return [f"journal kind {kind.value}: say in texts/<wing>/journal.py how it reads" for kind in wordless]

    @cached_property
    def _declared(self) -> Mapping[AnyKind, Words]:
        """After every wing's file was imported: whoever shows a journal needs no list of them."""
        for found in pkgutil.walk_packages(handlers.texts.__path__, "handlers.texts."):
            if found.name.endswith(".journal"):
                importlib.import_module(found.name)
        return self._words


KINDS: Final = JournalKinds()
