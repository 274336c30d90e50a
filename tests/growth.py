"""By how much work grows with its input: a reader that costs four times as much for twice as much has a hole in it."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MOST: Final = 2.5
"""Times the cost, for twice the input."""
TRIES: Final = 3
PATIENCE: Final = 40
"""Tries, on a machine whose other work takes the caches away: what costs four times as much does so each time."""


def cost(work: Callable[[], object]) -> float:
    """Processor time of this thread."""
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def grows(once: Callable[[], object], twice: Callable[[], object]) -> float:
    """Times the cost of the one that the other costs; the least of several tries: all else only adds to it."""
    once(), twice()  # what is made only once
    gc.collect()
    gc.disable()
    try:
        one, two = cost(once), cost(twice)
        for number in range(PATIENCE):
            if number >= TRIES and two / one < MOST:
                break
            one, two = min(one, cost(once)), min(two, cost(twice))
    finally:
        gc.enable()
    return two / one
