"""When somebody who is not at the desk wants to be left alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from domain.time.notices import Quiet, settle
from domain.time.zones import HOME_ZONE

if TYPE_CHECKING:
    from datetime import datetime, time

NIGHT: Final = timedelta(days=1)
"""No night is longer."""


class Sleeper(Protocol):
    """Somebody with a clock and perhaps quiet hours."""

    @property
    def zone(self) -> str | None: ...
    @property
    def quiet_from(self) -> time | None: ...
    @property
    def quiet_to(self) -> time | None: ...


def quiet_of(one: Sleeper) -> Quiet | None:
    """Their quiet hours; None where they have none."""
    if one.quiet_from is None or one.quiet_to is None:
        return None
    return Quiet(start=one.quiet_from, end=one.quiet_to)


def morning(one: Sleeper, now: datetime) -> datetime:
    """When somebody may be written to: now, or the end of the quiet hours that it is in."""
    return settle(now, quiet_of(one), one.zone or HOME_ZONE, now + NIGHT, now) or now
