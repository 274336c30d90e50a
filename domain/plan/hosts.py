"""Whose event a row of a plan is: a library as people name it in a cell, among those of the alliance.

Namesakes often bear one title, so a title alone may fit several libraries; then the words of the cell and of the place
that are a district or a region decide («Никольская библиотека, Омская область»).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from domain.libraries.registry import district_key
from domain.plan.rows import plain_title
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


def named(said: str, hosts: Sequence[Host], *, beside: str = "") -> tuple[Host, ...]:
    """Those that the words may mean: one, if they are clear. ``beside``: other words of the row that say where."""
    wanted = plain_title(said)
    if not wanted:
        return ()
    titles = {one.id: plain_title(one.title) for one in hosts}
    fitting = [one for one in hosts if titles[one.id] == wanted]
    if not fitting:
        within = [one for one in hosts if titles[one.id] and titles[one.id] in wanted]
        longest = max((len(titles[one.id]) for one in within), default=0)
        fitting = [one for one in within if len(titles[one.id]) == longest]
    fitting = fitting or [one for one in hosts if wanted in titles[one.id]]
    if not fitting:  # «Азовский район», «библиотека Омской области»: every word must be the library's own
        fitting = [one for one in hosts if _stems(wanted) <= _stems(_all_of(one)) and _score(one, wanted)]
    if len(fitting) < 2:  # noqa: PLR2004 - nothing to choose between
        return tuple(fitting)
    scores = {one.id: _score(one, f"{wanted} {plain_title(beside)}") for one in fitting}
    best = max(scores.values())
    return tuple(one for one in fitting if scores[one.id] == best)


def _all_of(host: Host) -> str:
    return " ".join((plain_title(f"{host.title} {host.settlement} {host.district} {host.region}"), *DISTRICT_NOISE))


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(_stem, text.split()))


def _stem(word: str) -> str:
    return word[:-_ENDING] if len(word) >= _ENDING + _SHORTEST_STEM else word


def _score(host: Host, text: str) -> int:
    """How much the text says of where it is; a district says more than a region."""
    district, region = _stem(district_key(host.district)), plain_title(host.region).split()[:1]
    in_region = bool(region) and any(word.startswith(_stem(region[0])) for word in text.split())
    return 2 * bool(district and district in text.replace(" ", "")) + in_region
