"""What the dialogues about events look at: who else may host it, what else is on that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.event import State
from domain.time import spoken
from handlers.plan.talks.fields import Partner
from handlers.texts.language import zone_city
from handlers.texts.plan import planning as texts
from handlers.texts.plan.event import host_apart
from handlers.turn.context import Context
from talk.play import Talk

MOST_PARTNERS: Final = 500
"""Libraries that a list for choosing holds."""
MOST_NEIGHBOURS: Final = 3
"""Events of the same day that are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """An event of the same day."""

    title: str
    host: str
    starts_at: datetime
    zone: str


async def partners_of(context: Context, alliance_id: int, but: int) -> list[Partner]:
    """The other members, in the order of the roster."""
    members = await context.books.libraries.members(alliance_id, limit=MOST_PARTNERS)
    return [
        Partner(id=one.id, title=one.title, where=", ".join(part for part in (one.district, one.region) if part))
        for one in members.items
        if one.id != but
    ]


async def titles_of(context: Context, library_ids: tuple[int, ...]) -> list[str]:
    if not library_ids:
        return []
    return [one.title for one in await context.books.libraries.many(library_ids)]


async def same_day(context: Context, alliance_id: int, day: date, zone: str, but: int) -> list[Neighbour]:
    """What the alliance has announced for that day of the host's, the first few of it."""
    midnight = datetime.combine(day, datetime.min.time(), tzinfo=ZoneInfo(zone))
    near = await context.books.events.between(alliance_id, midnight, midnight + timedelta(days=1))
    return [
        Neighbour(title=one.title, host=host_apart(one.host), starts_at=one.starts_at, zone=one.zone)
        for one in near
        if one.state is State.ANNOUNCED and one.id != but and one.starts_at is not None
    ][:MOST_NEIGHBOURS]


async def hint_same_day(
    talk: Talk, context: Context, when: spoken.Moment, *, alliance_id: int, zone: str, but: int = 0
) -> None:
    """A part of scripts: name, kindly, what the plan has on that day already (row 23)."""
    if when.day is None:
        return
    near = await talk.look("same-day", same_day, context, alliance_id, when.day, zone, but)
    if near:
        told = [(_clock_of(one), one.title, one.host) for one in near]
        await talk.say(texts.same_day(told))


def _clock_of(one: Neighbour) -> str:
    local = one.starts_at.astimezone(ZoneInfo(one.zone))
    return texts.neighbour_time(local, zone_city(one.zone))


async def told_count(context: Context, event_id: int) -> int:
    """How many people know of the event and would be told of a change."""
    return await context.books.changes.count_listeners(event_id)
