"""Values for the texts of this wing."""

from __future__ import annotations

from typing import Any, Final

from domain.quotas import Quota

FULL: Final[dict[str, Any]] = {
    "quota: Quota": Quota.ANNOUNCED,
    "most: int": 30,
    "newest: Sequence": ["Библиотека Азовского района присоединилась", "Новая заявка"],
}
SPARSE: Final[dict[str, Any]] = {
    "quota: Quota": Quota.SUBSCRIPTIONS,
    "newest: Sequence": ["Новая заявка"],
}
