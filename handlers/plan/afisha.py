"""«Афиша»: today, this week, this month, one's own subscriptions, online (row 46). Anybody may look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from handlers.alliances.choosing import alliances_of
from handlers.plan.month import numbers
from handlers.texts.plan import afisha as texts
from handlers.texts.plan.event import event_line
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace
from handlers.turn.paging import number_of, read_page
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.plan.events import Event
    from storage.sql.paging import Page

SIZE: Final = 5
"""Lines of a page: with the other buttons ten, which a messenger shows under the message."""
DAYS: Final = {"today": 1, "week": 7, "month": 31, "mine": 92, "online": 31}
JUST_BEGUN: Final = timedelta(hours=1)
"""An event without an end is still on for so long."""
YEAR: Final = timedelta(days=366)
OWN, ALL = "own", "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Which part of the afisha is shown to whom."""

    when: str
    scope: str
    """``own``, ``all``, or the number of an alliance."""
    alliances: tuple[int, ...] | None
    """None: all of them."""


@errand(
    "afisha",
    command="afisha",
    most_args=3,
    about=texts.ABOUT,
    order=10,
    spoken=texts.SPOKEN,
    words=texts.WORDS,
    menu=MenuPlace(label=texts.IN_MENU, first=True),
)
async def afisha(context: Context, when: str = "week", scope: str = OWN, page: str = "0") -> None:
    """``afisha:<alliance>`` is the week of that alliance."""
    if when.isdecimal() and day_of(when) is None:
        when, scope = "week", when
    if (day := day_of(when)) is not None:
        await _on_day(context, day, scope, page)
        return
    view = await _view(context, when if when in DAYS else "week", scope)
    zone = ZoneInfo(context.zone)
    today = datetime.combine(context.now.astimezone(zone).date(), time(), tzinfo=zone)
    start, end = context.now - JUST_BEGUN, today + timedelta(days=DAYS[view.when])
    shown = await read_page(partial(_events, context, view, start, end), page, SIZE)
    if not shown.total:
        await _nothing(context, view, end)
        return
    lines = [
        texts.line(number, event, zone=context.person.zone, now=context.now)
        for number, event in enumerate(shown.items, shown.first)
    ]
    turning = shown.turn(f"afisha:{view.when}:{view.scope}")
    rows: Rows = (numbers(shown.items, shown.first), *turning, *await _ways(context, view))
    text = texts.listed(view.when, lines, shown.words, everybody=view.alliances is None)
    await context.say(text, rows=rows, in_place=True)


def day_of(word: str) -> date | None:
    """``20261205``; None where it is something else."""
    if len(word) != len("20261205") or not (word.isascii() and word.isdecimal()):
        return None
    try:
        return date(int(word[:4]), int(word[4:6]), int(word[6:]))
    except ValueError:
        return None


async def _on_day(context: Context, day: date, scope: str, page: str) -> None:
    """What is, or was, on that day."""
    view = await _view(context, f"{day:%Y%m%d}", scope)
    start = datetime.combine(day, time(), tzinfo=ZoneInfo(context.zone))
    shown = await read_page(
        partial(context.books.events.afisha, view.alliances, start, start + timedelta(days=1)), page, SIZE
    )
    lines = [
        texts.line(number, event, zone=context.person.zone, now=context.now)
        for number, event in enumerate(shown.items, shown.first)
    ]
    rows: Rows = (*((numbers(shown.items, shown.first),) if shown.items else ()),)
    rows = (*rows, *shown.turn(f"afisha:{view.when}:{view.scope}"), *await _ways(context, view))
    await context.say(texts.on_day(day, lines, shown.words), rows=rows, in_place=True)


async def _view(context: Context, when: str, scope: str) -> View:
    """Of one's own alliances; whoever has none sees all of them."""
    if scope.isdecimal():
        chosen = await context.books.alliances.get(number_of(scope))
        if chosen is not None:
            return View(when=when, scope=str(chosen.id), alliances=(chosen.id,))
    own = await alliances_of(context)
    if scope == ALL or not own:
        return View(when=when, scope=ALL, alliances=None)
    return View(when=when, scope=OWN, alliances=tuple(alliance.id for alliance in own))


async def _events(
    context: Context, view: View, start: datetime, end: datetime, *, offset: int, limit: int
) -> Page[Event]:
    events = context.books.events
    if view.when == "mine":
        return await events.mine(context.person.id, start, end, offset=offset, limit=limit)
    if view.when == "online":
        return await events.afisha(None, start, end, online=True, offset=offset, limit=limit)
    return await events.afisha(view.alliances, start, end, offset=offset, limit=limit)


async def _nothing(context: Context, view: View, end: datetime) -> None:
    """Nothing is on then; the next event is named instead."""
    if view.when == "mine":
        later = await context.books.events.mine(context.person.id, end, end + YEAR, limit=1)
    else:
        alliances = None if view.when == "online" else view.alliances
        online = True if view.when == "online" else None
        later = await context.books.events.upcoming(alliances, end, end + YEAR, online=online, limit=1)
    subscribe = Button(label=texts.SUBSCRIBE, press="subscribe")
    if later.items:
        coming = later.items[0]
        text = texts.later(view.when, event_line(coming, zone=context.person.zone, now=context.now))
        rows: Rows = ((Button(label=texts.OPEN, press=f"e:{coming.id}", tone="main"), subscribe),)
    else:
        text = texts.empty(view.when, serves=bool(context.roles.members))
        add = (Button(label=texts.ADD, press="event"),) if context.roles.members else ()
        rows = ((subscribe, *add),)
    await context.say(text, rows=(*rows, *await _ways(context, view)), in_place=True)


async def _ways(context: Context, view: View) -> Rows:
    """The other parts of the afisha."""
    ways = [
        Button(label=label, press=f"afisha:{when}:{view.scope}")
        for when, label in texts.TABS.items()
        if when != view.when
    ]
    last: tuple[Button, ...] = (shared.BACK_TO_MENU,)
    if view.scope != OWN and (await context.books.alliances.all(limit=1)).total > 1:
        last = (Button(label=texts.CHOOSE, press="which:afisha:0"), *last)
    return (tuple(ways[:2]), tuple(ways[2:]), last)
