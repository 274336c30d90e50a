"""An event or a day is named, just so: its card, or what is on then."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.time import spoken
from handlers.texts.plan import afisha as texts
from handlers.turn.finding import Found, finds, nearest

if TYPE_CHECKING:
    from handlers.turn.context import Context

MOST: Final = 2000
"""Titles that are looked through, those of the latest days."""
BACK, AHEAD = timedelta(days=60), timedelta(days=366)


@finds(5)
async def days_named(context: Context, typed: str) -> list[Found]:
    """«5 декабря», «в субботу»: no mere number, and nothing else beside it."""
    if not any(sign.isalpha() for sign in typed) and "." not in typed:
        return []
    today = context.now.astimezone(ZoneInfo(context.zone)).date()
    said = spoken.parse_day(typed, today)
    if isinstance(said, spoken.Unclear):
        past = said.facts.get("day") if said.reason is spoken.Why.PAST else None
        if past is None:
            return []
        said = date.fromisoformat(str(past))
    return [Found(label=texts.day_label(said), press=f"afisha:{said:%Y%m%d}", sure=True, score=100.0)]


@finds(30)
async def events_named(context: Context, typed: str) -> list[Found]:
    """Events whose title it is, or like it, the latest first."""
    today = context.now.astimezone(ZoneInfo(context.zone)).date()
    titles = await context.books.events.titles(today - BACK, today + AHEAD, limit=MOST)
    return nearest(typed, [(title, texts.named_label(title, day), f"e:{number}") for number, title, day in titles])
