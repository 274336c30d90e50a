"""What the chronicle counts: what was told, who came, who became a reader (rows 98, 99)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from domain.event import State
from domain.figures import Line
from storage.tables import chronicle, event_tags, events, libraries
from storage.tables.chronicle import SHOWN_ENTRY, corrected

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncConnection

TOLD: Final = "told"
VISITORS: Final = "visitors"
NEW_READERS: Final = "new_readers"


async def lines(connection: AsyncConnection, alliance_id: int, start: date, end: date) -> list[Line]:
    """One for each entry of those days (the end is exclusive), as it was corrected last.

    It serves the goals of its event, if that is in the plan of the same days; else no goal is known.
    """
    those_days = (
        chronicle.c.alliance_id == alliance_id,
        chronicle.c.happened_on >= start,
        chronicle.c.happened_on < end,
    )
    planned = (
        sa.select(event_tags.c.event_id, event_tags.c.tag)
        .join(events, events.c.id == event_tags.c.event_id)
        .join(chronicle, chronicle.c.event_id == events.c.id)
        .where(*those_days, events.c.day >= start, events.c.day < end, events.c.state != State.DRAFT.value)
        .distinct()
    )
    goals: defaultdict[int, list[str]] = defaultdict(list)
    for event_id, tag in await connection.execute(planned):
        goals[event_id].append(tag)
    told = (
        sa.select(chronicle, libraries.c.title.label("library"), libraries.c.settlement)
        .add_columns(libraries.c.district, libraries.c.region)
        .join(libraries, libraries.c.id == chronicle.c.library_id)
        .where(*those_days, SHOWN_ENTRY, ~corrected(chronicle.c.id))
        .order_by(chronicle.c.happened_on, chronicle.c.id)
    )
    return [
        Line(
            library=row["library_id"],
            title=row["library"],
            settlement=row["settlement"],
            district=row["district"],
            region=row["region"],
            goals=tuple(goals.get(row["event_id"], ())),
            day=row["happened_on"],
            amounts={TOLD: 1, VISITORS: row["visitors"] or 0, NEW_READERS: row["new_readers"] or 0},
        )
        for row in (await connection.execute(told)).mappings()
    ]
