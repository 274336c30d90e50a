"""Which names somebody may have meant who wrote none of them: a letter too few, a word more, another ending."""

import heapq
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process, utils

from domain.lemmas import lemma
from domain.spelling import plain

NEAR: Final = 78.0
"""From this likeness on (0 to 100) a name is offered."""
SURE: Final = 90.0
"""From this one on, with nothing else near, it is what was meant."""
SHORTEST: Final = 3
"""Letters of what is compared at all."""
LONGEST: Final = 200
LEADS: Final = 8.0
"""So much more alike than the next one is what was meant."""


def likeness(typed: str, names: Sequence[str], *, least: float = NEAR, most: int = 4) -> list[tuple[int, float]]:
    """Places of the names that are most like it, best first, each with its likeness; at most ``most``.

    The order of the words does not count, nor do words that only one of the two has («Новая Александровка» is like
    «Александровка»), but of two names like that the one of the same length comes first.
    """
    query = key(typed)
    if len(query) < SHORTEST or len(query) > LONGEST:
        return []
    keys = [key(name) for name in names]
    found = process.extract(query, keys, scorer=fuzz.token_set_ratio, score_cutoff=least, limit=None)
    scored = [(place, 0.8 * score + 0.2 * fuzz.token_sort_ratio(query, name)) for name, score, place in found if name]
    return heapq.nsmallest(most, scored, key=lambda pair: (-pair[1], pair[0]))


def meant(typed: str, names: Sequence[str]) -> int | None:
    """The place of the one name that was meant beyond doubt, but for a slip of the finger; None: ask.

    Every word counts: «Новая Александровка» is no «Александровка».
    """
    query = key(typed)
    if len(query) < SHORTEST or len(query) > LONGEST:
        return None
    keys = [key(name) for name in names]
    for asked in dict.fromkeys((query, " ".join(map(lemma, query.split())))):  # as it stands, and «в Ивановке»
        found = process.extract(asked, keys, scorer=fuzz.token_sort_ratio, score_cutoff=SURE - LEADS, limit=2)
        if found and found[0][1] >= SURE and (len(found) == 1 or found[0][1] - found[1][1] >= LEADS):
            return int(found[0][2])
    return None


@lru_cache(maxsize=20_000)
def key(name: str) -> str:
    """What is compared: small letters, no signs, no words of a letter or two beside longer ones."""
    words = utils.default_process(plain(name)).split()
    return " ".join([word for word in words if len(word) >= SHORTEST or word.isdigit()] or words)
