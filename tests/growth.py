"""By how much work grows with its input: a reader that costs four times as much for twice as much has a hole in it."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MOST: Final = 2.5
"""Times the cost, for twice the input."""
TRIES: Final = 7


def cost(work: Callable[[], object]) -> float:
    """Processor time of this thread; the least of several tries: whatever else the machine does only adds to it."""
    spent = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(TRIES):
            begun = time.thread_time()
            work()
            spent.append(time.thread_time() - begun)
    finally:
        gc.enable()
    return min(spent)


def grows(once: Callable[[], object], twice: Callable[[], object]) -> float:
    """Times the cost of the one that the other costs."""
    once(), twice()  # what is made only once
    return cost(twice) / cost(once)
