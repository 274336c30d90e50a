"""«Календарь» in «Мои подписки»: a secret link to one's own events, changed and revoked at will (rows 46, 61)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.texts.turn import shared as base
from handlers.texts.web import feeds as texts
from handlers.turn.errands import errand
from storage.people.tokens import CALENDAR, FOR_EVER
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from handlers.turn.context import Desk


@errand("calendar", most_args=0)
async def calendar(desk: Desk) -> None:
    """What it is, or since when there is a link. The link itself is not kept and cannot be shown again."""
    if desk.house.public_url is None:
        await desk.say(texts.NO_SITE, rows=texts.ROWS_AFTER, in_place=True)
        return
    known = await desk.books.tokens.held_by(desk.person.id, CALENDAR, desk.now)
    if known is None:
        rows: Rows = ((Button(label=texts.GET_LINK, press="cal-new", tone="main"),), *texts.ROWS_AFTER)
        await desk.say(texts.ABOUT_CALENDAR, rows=rows, in_place=True)
        return
    since = date.fromisoformat(str(known["since"]))
    await desk.say(texts.has_link(since), rows=_rows(), in_place=True)


@errand("cal-new", most_args=0, by_link=False)
async def hand_out(desk: Desk) -> None:
    """A new link; the one before stops working at once."""
    if desk.house.public_url is None:
        await desk.say(texts.NO_SITE, rows=texts.ROWS_AFTER)
        return
    await desk.books.tokens.revoke(desk.person.id, CALENDAR)
    today = desk.now.astimezone(ZoneInfo(desk.zone)).date()
    facts = {"person": desk.person.id, "since": today.isoformat()}
    token = await desk.books.tokens.issue(CALENDAR, facts, desk.person.id, FOR_EVER)
    address = f"{desk.house.public_url.rstrip('/')}/c/{token}.ics"
    await desk.say(texts.handed_out(address), rows=_rows())


@errand("cal-off", most_args=0, by_link=False)
async def revoke(desk: Desk) -> None:
    revoked = await desk.books.tokens.revoke(desk.person.id, CALENDAR)
    rows = ((Button(label=texts.GET_LINK, press="cal-new"),), *texts.ROWS_AFTER)
    await desk.say(texts.REVOKED if revoked else texts.NOTHING_TO_REVOKE, rows=rows)


def _rows() -> Rows:
    return (
        (Button(label=texts.CHANGE_LINK, press="cal-new"), Button(label=texts.REVOKE_LINK, press="cal-off")),
        (texts.TO_SUBSCRIPTIONS,),
        (base.BACK_TO_MENU,),
    )
