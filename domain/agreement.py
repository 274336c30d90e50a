"""The text of the Agreement between libraries of one name: its template, and a diff (§1.3; row 2)."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.libraries.membership import Scope
from domain.vocabulary import agreement as template

_LEVELS: Final[Mapping[Scope, str]] = {
    Scope.INTRA_REGIONAL: template.INTRA_REGIONAL_LEVEL,
    Scope.INTER_REGIONAL: template.INTER_REGIONAL_LEVEL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the Agreement; `key` is stable, title and text are edited freely."""

    key: str
    title: str
    text: str


class Mark(StrEnum):
    """What became of a line."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a section with its mark."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A section that differs: all its lines, the title first, in reading order."""

    key: str
    lines: tuple[Line, ...]


def fill_template(settlement: str, scope: Scope) -> tuple[Section, ...]:
    """The five parts of the Положение as an Agreement between libraries of that settlement."""
    words = {template.SETTLEMENT: settlement, template.LEVEL: _LEVELS[scope]}
    places = re.compile("|".join(map(re.escape, words)))  # one pass: what is filled in is never filled again

    def fill(text: str) -> str:
        return places.sub(lambda place: words[place[0]], text)

    return tuple(Section(key=key, title=fill(title), text=fill(text)) for key, title, text in template.SECTIONS)


def diff(old: Sequence[Section], new: Sequence[Section]) -> tuple[Difference, ...]:
    """The sections that differ, in the order of the new version; those that are gone come last."""
    before = {section.key: _lines(section) for section in old}
    after = {section.key: _lines(section) for section in new}
    keys = (*after, *(key for key in before if key not in after))
    pairs = ((key, before.get(key, ()), after.get(key, ())) for key in keys)
    return tuple(Difference(key=key, lines=tuple(_compare(a, b))) for key, a, b in pairs if a != b)


def _lines(section: Section) -> tuple[str, ...]:
    return (section.title, *section.text.splitlines())


def _compare(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    for _, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if old[old_from:old_to] == new[new_from:new_to]:
            yield from (Line(mark=Mark.KEPT, text=text) for text in new[new_from:new_to])
            continue
        yield from (Line(mark=Mark.REMOVED, text=text) for text in old[old_from:old_to])
        yield from (Line(mark=Mark.ADDED, text=text) for text in new[new_from:new_to])
