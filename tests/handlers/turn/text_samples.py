"""Values for the texts of this wing."""

from __future__ import annotations

from datetime import date, time
from typing import Any, Final

from domain.quotas import Quota

FULL: Final[dict[str, Any]] = {
    "quota: Quota": Quota.ANNOUNCED,
    "most: int": 30,
    "days: Sequence[date": [date(2026, 12, 5), date(2026, 12, 12)],
    "until: time": time(17),
    "rule: str": "FREQ=MONTHLY;BYDAY=2TH",
    "words: Sequence[str": ["15:00–17:00", "по вторникам и четвергам"],
    "typed: str": "Железногорск",
    "newest: Sequence": ["Библиотека Азовского района присоединилась", "Новая заявка"],
}
SPARSE: Final[dict[str, Any]] = {
    "days: Sequence[date": [date(2026, 12, 5)],
    "quota: Quota": Quota.SUBSCRIPTIONS,
    "newest: Sequence": ["Новая заявка"],
}
