"""When somebody who is not at the desk wants to be left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from domain.time.notices import Quiet

if TYPE_CHECKING:
    from datetime import time


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
