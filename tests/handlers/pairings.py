"""On which messenger, and in which of the two lives of the program, a dialogue is tried.

Each test takes two pairings: two messengers, one of them in a program that runs on, the other in one that is restarted
between any two turns. Which two follows from its name, so it is the same in every run, and a wing with some tests meets
all six. ``every_messenger`` marks tests that say themselves what differs: they take all messengers; `make soak` takes
all six pairings for every test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zlib import crc32

from tests.soak import SOAK

if TYPE_CHECKING:
    from collections.abc import Sequence

    Pairing = tuple[str, str]

PAIRS: Final[Sequence[tuple[Pairing, Pairing]]] = (
    (("telegram", "running"), ("vk", "restarting")),
    (("playground", "running"), ("telegram", "restarting")),
    (("vk", "running"), ("playground", "restarting")),
)
ALL: Final = tuple(pairing for pair in PAIRS for pairing in pair)


def pairings_of(test: str, *, every: bool = False) -> Sequence[Pairing]:
    """Of the test function of that name."""
    if SOAK:
        return ALL
    pair = PAIRS[crc32(test.encode()) % len(PAIRS)]
    if not every:
        return pair
    left = {messenger for messenger, _ in ALL} - {messenger for messenger, _ in pair}
    return (*pair, *(one for one in ALL if one[0] in left and one[1] == "restarting"))
