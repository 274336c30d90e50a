"""The line to a messenger, judged by its round trips of late."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from typing import Final

REMEMBERED: Final = 500
"""Round trips by which the line is judged: half a minute of bulk."""
ENOUGH: Final = 30
"""Round trips before which it is not judged: the fastest may be yet to come."""
DOUBT: Final = 12
"""How much faster the fastest may be yet: in n round trips spread evenly the gaps are a quarter's width times 4/n;
thrice that is to be on the safe side."""
HELD_UP: Final = 1.3
"""A round trip longer than so many times the third quarter was held up somewhere, perhaps before the call left."""


class Line:
    """Seconds that calls take to the messenger and back."""

    def __init__(self) -> None:
        self._trips: deque[float] = deque()
        self._ordered: list[float] = []
        self.fastest = 0.0
        """No call will be faster; 0 while the line is not known."""
        self.usual = 0.0
        """What took longer was held up."""

    def took(self, seconds: float) -> None:
        """One more round trip."""
        if len(self._trips) == REMEMBERED:
            del self._ordered[bisect_left(self._ordered, self._trips.popleft())]
        self._trips.append(seconds)
        insort(self._ordered, seconds)
        known, ordered = len(self._ordered), self._ordered
        self.usual = ordered[known * 3 // 4] * HELD_UP
        if known >= ENOUGH:
            self.fastest = max(0.0, ordered[0] - (ordered[known // 4] - ordered[0]) * DOUBT / known)
