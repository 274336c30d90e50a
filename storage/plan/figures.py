"""What the plan counts: events, and what became of them (rows 98, 99)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.event import State
from domain.figures import Line
from storage.plan.events import Event, Events

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncConnection

MOST: Final = 20_000
"""Events of one period: more are not counted."""
PLANNED: Final = "planned"
HELD: Final = "held"
CANCELLED: Final = "cancelled"
AHEAD: Final = "ahead"


async def lines(connection: AsyncConnection, alliance_id: int, start: date, end: date) -> list[Line]:
    """One for each public event from one day to another (exclusive)."""
    found = await Events(connection).plan(alliance_id, start, end, limit=MOST)
    return [
        Line(
            library=event.library_id,
            title=event.host.title,
            settlement=event.host.settlement,
            district=event.host.district,
            region=event.host.region,
            goals=event.tags,
            day=event.day,
            amounts={PLANNED: 1, _became(event): 1},
        )
        for event in found.items
    ]


def _became(event: Event) -> str:
    if event.state in (State.HELD, State.CHRONICLED):
        return HELD
    return CANCELLED if event.state is State.CANCELLED else AHEAD
