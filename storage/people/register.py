"""What the tables declare of personal data, as people are told it: the purposes in use, and the days."""

from __future__ import annotations

from collections.abc import Mapping

from domain.purposes import PURPOSES, Purpose
from storage.tables import metadata
from storage.tables.messaging import KEPT_STRANGERS
from storage.tables.personal import kept_for_purpose
from storage.tables.retention import kept_for_some_time


def purposes_in_use() -> tuple[Purpose, ...]:
    """Those for which some column is kept, in the order in which they are told."""
    return tuple(purpose for purpose in PURPOSES if kept_for_purpose(metadata, purpose))


def days_kept() -> Mapping[str, int]:
    """Of what goes by itself, by the name of its count in the run journal; and of strangers (``strangers``)."""
    days = {one.counted: one.time.days for one in kept_for_some_time(metadata)}
    return {**days, "strangers": KEPT_STRANGERS.days}
