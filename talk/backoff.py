"""How long to wait before something that failed is tried again: the one formula of the house."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def backoff(failures: int, *, first: float, longest: float, chance: Callable[[], float] = random.random) -> float:
    """Seconds, after so many ``failures`` in a row (1, 2, …): doubling from ``first`` to ``longest``, with jitter.

    The jitter (``chance``: 0 to 1) takes up to half of it away, so that not all who failed together come back at once.
    """
    grown = min(longest, first * 2.0 ** min(failures - 1, 30))
    return grown * (0.5 + chance() / 2)
