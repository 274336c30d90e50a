"""Rate limits that a test server can enforce: sliding windows with names, off until a test sets them.

The server names the windows a request falls into, a test says how narrow they are:

    limits.allow("second", times=30, seconds=1)          # a test
    wait = limits.take(("second", token), ("chat", 42))   # the server: None, or seconds to wait

A window is counted per key, so one scope ("chat") holds many windows. A request that is refused counts
in none of its windows. Scopes are the server's own; each server lists its scopes in its docstring.
"""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many requests within any window of so many seconds."""

    times: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One request that came too early: which window refused it, and for how many seconds still."""

    scope: str
    key: Hashable
    wait: float


class Limits:
    """The limits of one test server. Safe to change from another thread than the server's."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.refusals: list[Refusal] = []
        self._clock = clock
        self._rates: dict[str, Rate] = {}
        self._taken: dict[tuple[str, Hashable], deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def allow(self, scope: str, *, times: int, seconds: float = 1) -> None:
        """From now on the windows of this scope admit `times` requests in `seconds` seconds each."""
        with self._lock:
            self._rates[scope] = Rate(times=times, seconds=seconds)

    def off(self, scope: str | None = None) -> None:
        """Take away one scope's limit, or all of them."""
        with self._lock:
            if scope is None:
                self._rates.clear()
                self._taken.clear()
            else:
                self._rates.pop(scope, None)

    def accept(self, *windows: tuple[str, Hashable]) -> float | None:
        """Count a request in all its windows; `None` when admitted, else the seconds to wait."""
        with self._lock:
            now = self._clock()
            refusals = [refusal for window in windows if (refusal := self._refusal(window, now))]
            if refusals:
                worst = max(refusals, key=lambda refusal: refusal.wait)
                self.refusals.append(worst)
                return worst.wait
            for window in windows:
                if window[0] in self._rates:
                    self._taken[window].append(now)
            return None

    def _refusal(self, window: tuple[str, Hashable], now: float) -> Refusal | None:
        scope, key = window
        rate = self._rates.get(scope)
        if rate is None:
            return None
        taken = self._taken[window]
        while taken and taken[0] <= now - rate.seconds:
            taken.popleft()
        if len(taken) < rate.times:
            return None
        return Refusal(scope=scope, key=key, wait=taken[len(taken) - rate.times] + rate.seconds - now)
