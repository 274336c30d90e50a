"""The joint plan, open to anyone: a year by its months, a month by its events, with plan and fact (rows 22 and 26)."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from handlers.alliances.choosing import others, which_alliance
from handlers.texts.documents import documents
from handlers.texts.plan import event as event_texts
from handlers.texts.plan import month as texts
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace
from handlers.turn.paging import read_page
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.turn.context import Context
    from storage.alliances.alliances import Alliance
    from storage.plan.events import Event

MONTHS_IN_ROW: Final = 3
LINES: Final = 5
"""Events of one page: with their buttons they stay in the message itself on VK (ten buttons)."""
_YEAR: Final = re.compile(r"2\d{3}")
_MONTH: Final = re.compile(r"(2\d{3})-(0[1-9]|1[0-2])")


@errand(
    "plan",
    command="plan",
    most_args=3,
    about=texts.ABOUT,
    order=30,
    spoken=texts.SPOKEN,
    words=texts.WORDS,
    menu=MenuPlace(label=texts.IN_MENU, first=True),
)
async def plan(context: Context, alliance_arg: str = "", period: str = "", page: str = "0") -> None:
    """``period`` is a year or a month: «2026», «2026-12». Anything else means this year."""
    alliance = await which_alliance(context, "plan", alliance_arg)
    if alliance is None:
        return
    month = _MONTH.fullmatch(period) if period.isascii() else None
    if month is not None:
        await _show_month(context, alliance, date(int(month[1]), int(month[2]), 1), page)
        return
    today = context.now.astimezone(ZoneInfo(alliance.zone)).date()
    year = int(period) if period.isascii() and _YEAR.fullmatch(period) else today.year
    await _show_year(context, alliance, year, today)


async def _show_year(context: Context, alliance: Alliance, year: int, today: date) -> None:
    every = await context.books.events.months(alliance.id)
    months = await context.books.events.counts_by_month(alliance.id, year)
    buttons = [Button(label=texts.month_label(one), press=f"plan:{alliance.id}:{one:%Y-%m}") for one in months]
    rows: Rows = (
        *(tuple(buttons[at : at + MONTHS_IN_ROW]) for at in range(0, len(buttons), MONTHS_IN_ROW)),
        *_other_years(alliance.id, year, sorted({one.year for one in every} | {today.year})),
        _adding(context, alliance),
        (Button(label=documents.PAPERS, press=f"papers:{alliance.id}"),),
        (others("plan"), shared.BACK_TO_MENU),
    )
    text = texts.year_page(alliance.settlement, year, months) if every else texts.empty(alliance.settlement)
    await context.say(text, rows=tuple(row for row in rows if row), in_place=True)


def _other_years(alliance_id: int, year: int, years: Sequence[int]) -> Rows:
    """The nearest years with something in them, before and after."""
    before = [one for one in years if one < year][-1:]
    after = [one for one in years if one > year][:1]
    row = [Button(label=texts.year_label(one), press=f"plan:{alliance_id}:{one}") for one in (*before, *after)]
    return (tuple(row),) if row else ()


def _adding(context: Context, alliance: Alliance) -> tuple[Button, ...]:
    """Those who may add something are offered to."""
    if alliance.id not in context.roles.members.values():
        return ()
    return (Button(label=texts.ADD, press="event"),)


def numbers(events: Sequence[Event], first: int) -> tuple[Button, ...]:
    """A button for each numbered line."""
    return tuple(Button(label=str(number), press=f"e:{event.id}") for number, event in enumerate(events, first))


async def _show_month(context: Context, alliance: Alliance, month: date, page: str) -> None:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    shown = await read_page(partial(context.books.events.plan, alliance.id, month, following), page, LINES)
    counts = (await context.books.events.counts_by_month(alliance.id, month.year)).get(month, {})
    zone = context.person.zone
    lines = event_texts.numbered(shown.items, shown.first, zone=zone, now=context.now)
    text = texts.month_page(alliance.settlement, month, lines, counts, page=shown.at, pages=shown.pages)
    rows = (
        numbers(shown.items, shown.first),
        *shown.turn(f"plan:{alliance.id}:{month:%Y-%m}"),
        _adding(context, alliance),
        (Button(label=texts.TO_YEAR, press=f"plan:{alliance.id}:{month.year}"), shared.BACK_TO_MENU),
    )
    await context.say(text, rows=tuple(row for row in rows if row), in_place=True)
