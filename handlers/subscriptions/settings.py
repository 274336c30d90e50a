"""«Настройки»: zone, reminders, quiet hours, the weekly digest; each changed alone (row 61)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.time.notices import digest_due
from handlers.subscriptions.habits import (
    DEFAULT_LEADS,
    ask_leads,
    ask_quiet,
    habits_of,
    keep_leads,
    keep_quiet,
    keep_weekly,
    keep_zone,
    rings,
)
from handlers.texts.subscriptions import habits as texts
from handlers.texts.subscriptions.reminders import DIGEST_DAY, DIGEST_TIME
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.menu_places import MenuPlace
from talk.fields import Zone
from talk.prompt import Button, Rows
from talk.script import script

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.turn.context import Context
    from talk.play import Talk

YEAR: Final = timedelta(days=365)
SATURDAY: Final = 5
AFTER: Final[Rows] = (
    (Button(label=texts.ALL_SETTINGS, press="settings"), Button(label=texts.SUBSCRIPTIONS, press="subscriptions")),
    (shared.BACK_TO_MENU,),
)


@errand(
    "settings",
    command="settings",
    most_args=0,
    about=texts.ABOUT,
    order=130,
    spoken=texts.SPOKEN,
    words=texts.WORDS,
    menu=MenuPlace(label=texts.IN_MENU, wing=texts.WING),
)
async def settings(context: Context) -> None:
    """How it is now, with an example of what comes when."""
    person = await context.books.people.get(context.person.id) or context.person
    local = context.now.astimezone(ZoneInfo(context.zone))
    leads = person.leads or DEFAULT_LEADS
    text = texts.shown(
        context.zone,
        local,
        leads,
        person.quiet_from,
        person.quiet_to,
        weekly=person.weekly,
        chosen=person.zone is not None,
        example=await _example(context, leads),
    )
    addresses = await context.books.addresses.of(context.person.id)
    weekly = Button(label=texts.SINGLE, press="set-weekly:0") if person.weekly else None
    rows: Rows = (
        (Button(label=texts.ZONE, press="set-zone"), Button(label=texts.QUIET, press="set-quiet")),
        (Button(label=texts.REMINDERS, press="set-leads"), weekly or Button(label=texts.WEEKLY, press="set-weekly:1")),
        *(((Button(label=texts.PLACES, press="places"),),) if len(addresses) > 1 else ()),
        (Button(label=texts.SUBSCRIPTIONS, press="subscriptions"), shared.BACK_TO_MENU),
    )
    await context.say(text, rows=rows, in_place=True)


async def _example(context: Context, leads: Sequence[int]) -> str:
    """The next event of the person's own, or a Saturday at three."""
    person = replace(context.person, leads=tuple(leads))
    zone = ZoneInfo(context.zone)
    today = context.now.astimezone(zone).date()
    if person.weekly:
        return texts.digest_example(digest_due(DIGEST_DAY, DIGEST_TIME, context.zone, context.now), context.zone, today)
    mine = await context.books.events.mine(person.id, context.now, context.now + YEAR)
    coming = next((one for one in mine.items if one.starts_at is not None and one.starts_at > context.now), None)
    title, start = (coming.title, coming.starts_at) if coming is not None else (None, None)
    if start is None:
        day = today + timedelta(days=(SATURDAY - today.weekday()) % 7 + 7)
        start = datetime(day.year, day.month, day.day, 15, tzinfo=zone).astimezone(UTC)
    return texts.example(title, start, rings(person, start, context.now), context.zone, today)


@errand("set-zone", most_args=0)
async def set_zone(context: Context) -> None:
    await context.begin(settings_zone)


@errand("set-leads", most_args=0)
async def set_leads(context: Context) -> None:
    await context.begin(settings_leads)


@errand("set-quiet", most_args=0)
async def set_quiet(context: Context) -> None:
    await context.begin(settings_quiet)


@errand("set-weekly", most_args=1, deep_linkable=False)
async def set_weekly(context: Context, wanted: str = "1") -> None:
    """One tap there, one tap back."""
    weekly = wanted != "0"
    await keep_weekly(context, weekly=weekly)
    back = Button(label=texts.UNDO, press=f"set-weekly:{0 if weekly else 1}")
    await context.say(texts.WEEKLY_ON if weekly else texts.WEEKLY_OFF, rows=((back,), *AFTER))


@script("settings-zone", version=1, called=texts.ZONE_CALLED)
async def settings_zone(talk: Talk, context: Context) -> None:
    habits = await talk.look("habits", habits_of, context)
    zone = await talk.ask("zone", texts.WHICH_ZONE, Zone(), present=habits.zone)
    await talk.do("keep", keep_zone, context, zone)
    now = await talk.now()
    await talk.say(texts.zone_kept(zone, now.astimezone(ZoneInfo(zone))), rows=AFTER)


@script("settings-leads", version=1, called=texts.LEADS_CALLED)
async def settings_leads(talk: Talk, context: Context) -> None:
    habits = await talk.look("habits", habits_of, context)
    leads = await ask_leads(talk, habits.leads)
    await talk.do("keep", keep_leads, context, leads)
    await talk.say(texts.leads_kept(leads), rows=AFTER)


@script("settings-quiet", version=1, called=texts.QUIET_CALLED)
async def settings_quiet(talk: Talk, context: Context) -> None:
    start, end = await ask_quiet(talk)
    await talk.do("keep", keep_quiet, context, start, end)
    await talk.say(texts.quiet_kept(start, end), rows=AFTER)
