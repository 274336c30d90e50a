"""Whose event a row of a plan is: a library as people name it in a cell, among those of the alliance.

Namesakes often bear one title, so a title alone may fit several libraries; then the words of the cell and of the place
that are a district or a region decide («Никольская библиотека, Омская область»).
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from domain.libraries.registry import district_key
from domain.plan.rows import plain_title
from domain.vocabulary import plan_file as words
from domain.vocabulary.registry import DISTRICT_NOISE

_ENDING: Final = 3
"""Letters that cases change: «Омская», «Омской»."""
_SHORTEST_STEM: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A library that may host a row's event, by its clock."""

    id: int
    title: str
    settlement: str = ""
    district: str = ""
    region: str = ""
    zone: ZoneInfo


class Roster:
    """The libraries of an alliance by their names: folded once, however many rows and names ask."""

    def __init__(self, hosts: Sequence[Host]) -> None:
        self._hosts = {one.id: one for one in hosts}
        self._titles = {one.id: title for one in hosts if (title := _unfolded(plain_title(one.title)))}
        self._called: dict[str, list[int]] = defaultdict(list)
        """By title."""
        for number, title in self._titles.items():
            self._called[title].append(number)
        self._all_titles = "\n".join(self._called)
        self._with_stem: dict[str, set[int]] = defaultdict(set)
        for one in hosts:
            for stem in _stems(plain_title(f"{one.title} {one.settlement} {one.district} {one.region}")):
                self._with_stem[stem].add(one.id)
        self._districts = {one.id: _stem(district_key(one.district)) for one in hosts}
        self._regions = {one.id: _stem(region[0]) for one in hosts if (region := plain_title(one.region).split()[:1])}
        self._fitting_of: dict[tuple[str, int | None], tuple[int, ...]] = {}

    def named(self, said: str, *, beside: str = "", but: int | None = None) -> tuple[Host, ...]:
        """Those that the words may mean: one, if they are clear.

        ``beside``: other words of the row that say where; ``but``: who is not meant for certain.
        """
        wanted = _unfolded(plain_title(said))
        if not wanted:
            return ()
        fitting = self._fitting(wanted, but)
        if len(fitting) > 1:
            text = f"{self._left(wanted, fitting)} {_unfolded(plain_title(beside))}"
            scores = {one: self._score(one, text) for one in fitting}
            best = max(scores.values())
            fitting = tuple(one for one in fitting if scores[one] == best)
        return tuple(self._hosts[one] for one in fitting)

    def exactly(self, said: str) -> tuple[int, ...]:
        """Ids of those that have that title."""
        return self._exactly(_unfolded(plain_title(said)), None)

    def _fitting(self, wanted: str, but: int | None) -> tuple[int, ...]:
        """By the whole title, by the longest title in the words, by a part of a title, by words of the place."""
        known = self._fitting_of.get((wanted, but))
        if known is None:
            ways = (self._exactly, self._within, self._part, self._by_place)
            found = (way(wanted, but) for way in ways)
            known = self._fitting_of[wanted, but] = next(filter(None, found), ())
        return known

    def _left(self, wanted: str, fitting: Sequence[int]) -> str:
        """What the words say besides the title: «Александровская» is no Александровский district."""
        titles = {self._titles[one] for one in fitting if one in self._titles}
        for title in titles:
            if title in wanted:
                return wanted.replace(title, " ")
        return "" if all(f" {wanted} " in f" {title} " for title in titles) else wanted

    def _exactly(self, wanted: str, but: int | None) -> tuple[int, ...]:
        return tuple(one for one in self._called.get(wanted, ()) if one != but)

    def _within(self, wanted: str, but: int | None) -> tuple[int, ...]:
        within = [title for title, bearers in self._called.items() if title in wanted and bearers != [but]]
        longest = max(map(len, within), default=0)
        found = (one for title in within if len(title) == longest for one in self._called[title])
        return tuple(one for one in found if one != but)

    def _part(self, wanted: str, but: int | None) -> tuple[int, ...]:
        if wanted not in self._all_titles:
            return ()
        whole = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\d)")
        return tuple(one for one, title in self._titles.items() if whole.search(title) and one != but)

    def _by_place(self, wanted: str, but: int | None) -> tuple[int, ...]:
        """«Азовский район», «библиотека Омской области»: every word must be the library's own."""
        asked = [stem for stem in _stems(wanted) if stem not in _NOISE]
        sets = [self._with_stem.get(stem) or self._with_stem.get(stem[:-1], set()) for stem in asked]
        found = set.intersection(*sets) if asked else set(self._hosts)
        return tuple(one for one in self._hosts if one in found and one != but and self._score(one, wanted))

    def _score(self, host: int, text: str) -> int:
        """How much the text says of where it is; a district says more than a region."""
        district, region = self._districts[host], self._regions.get(host)
        in_region = region is not None and any(word.startswith(region) for word in text.split())
        return 2 * bool(district and district in text.replace(" ", "")) + in_region


def _unfolded(text: str) -> str:
    """«ЦРБ», «Оренбургская обл.» in whole words."""
    bare = _NUMBER_SIGN.sub(" ", text.replace(*words.SPLIT_DISTRICT))
    return " ".join(_WHOLE.get(word, word) for word in bare.split())


_NUMBER_SIGN: Final = re.compile(words.NUMBER_SIGN)
_WHOLE: Final = dict((*words.SHORT_NAMES, *words.SHORT_PLACES))


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(_stem, text.split()))


def _stem(word: str) -> str:
    return word[:-_ENDING] if len(word) >= _ENDING + _SHORTEST_STEM else word


_NOISE: Final = frozenset(_stem(word) for noise in DISTRICT_NOISE for word in noise.split())
