"""What people had spent of their quotas who were erased lately: erasure is no way around a quota.

In memory only, for a day at the most: nothing of it is written down, and a program that starts anew knows nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from domain.quotas import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from storage.people.spent import Spending

MOST: Final = 10_000
"""Addresses; of more the oldest are forgotten."""

Key = tuple[int, int]
"""Account, and the messenger's id of the person."""


@dataclass(frozen=True, slots=True)
class ErasedLately:
    """By the addresses that were theirs."""

    _known: OrderedDict[Key, tuple[datetime, tuple[Spending, ...]]] = field(default_factory=OrderedDict)

    def remember(self, addresses: Iterable[Key], spent: Sequence[Spending], now: datetime) -> None:
        """Whoever comes back to one of these addresses has spent so much already."""
        for one in addresses:
            self._known.pop(one, None)
            if spent:
                self._known[one] = now, tuple(spent)
        while self._known:
            oldest = next(iter(self._known))
            if len(self._known) <= MOST and now - self._known[oldest][0] < DAY:
                break
            del self._known[oldest]

    def of(self, address: Key, now: datetime) -> tuple[Spending, ...]:
        """What was spent from there that still counts."""
        _, spent = self._known.get(address, (now, ()))
        return tuple(one for one in spent if now - one.at < DAY)
