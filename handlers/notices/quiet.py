"""When somebody who is not in this turn wants to be left alone."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from domain.time.notices import Quiet, ring_time
from domain.time.zones import HOME_ZONE

if TYPE_CHECKING:
    from datetime import datetime, time

NIGHT: Final = timedelta(days=1)
"""No night is longer."""


class QuietHours(Protocol):
    """Somebody with a clock and perhaps quiet hours."""

    @property
    def zone(self) -> str | None: ...
    @property
    def quiet_from(self) -> time | None: ...
    @property
    def quiet_to(self) -> time | None: ...


def quiet_of(one: QuietHours) -> Quiet | None:
    """Their quiet hours; None where they have none."""
    if one.quiet_from is None or one.quiet_to is None:
        return None
    return Quiet(start=one.quiet_from, end=one.quiet_to)


def rings_at(one: QuietHours, at: datetime, until: datetime, now: datetime) -> datetime | None:
    """When what is due ``at`` a moment rings for them; None where it would come too late (``domain.time.notices``).

    Instants are aware, the answer is in UTC. Ask it for each of very many: it is worked out once for all who live by
    the same clock.
    """
    return _ring_time(quiet_of(one), one.zone or HOME_ZONE, at, until, now)


def morning(one: QuietHours, now: datetime) -> datetime:
    """When somebody may be written to: now, or the end of the quiet hours that it is in."""
    return rings_at(one, now, now + NIGHT, now) or now


@lru_cache(maxsize=4096)
def _ring_time(quiet: Quiet | None, zone: str, at: datetime, until: datetime, now: datetime) -> datetime | None:
    return ring_time(at, quiet, zone, until, now)
