"""The words of every kind of the public journal, registered by its wing in ``texts/<wing>/journal.py`` (row 9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from domain.journal import AnyKind, Kind, WingKind
from handlers.texts.places import place
from handlers.texts.wings import import_every

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


REMOVED: Final = "Подробности этой записи скрыты."
"""After what is left of an entry whose facts were removed, or are about something hidden."""

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
        import_every("journal")
        said = self._words[entry.kind](Facts(entry.facts))
        return f"{said} {REMOVED}" if entry.removed else said

    def lacks(self) -> list[str]:
        """Kinds without words."""
        import_every("journal")
        wordless = (kind for kind in (*Kind, *WingKind.every.values()) if kind not in self._words)
        return [f"journal kind {kind.value}: say in texts/<wing>/journal.py how it reads" for kind in wordless]


KINDS: Final = JournalKinds()
