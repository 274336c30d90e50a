"""«Календарь» in «Мои подписки»: a secret link to one's own events, changed and revoked at will (rows 46, 61)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from handlers.texts.turn import shared
from handlers.texts.web import feeds as texts
from handlers.turn.errands import errand
from storage.people.tokens import CALENDAR, FOR_EVER
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from handlers.turn.context import Context


@errand("calendar", most_args=0)
async def calendar(context: Context) -> None:
    """What it is, or since when there is a link. The link itself is not kept and cannot be shown again."""
    if context.directory.public_url is None:
        await context.say(texts.NO_SITE, rows=texts.ROWS_AFTER, in_place=True)
        return
    known = await context.books.tokens.held_by(context.person.id, CALENDAR, context.now)
    if known is None:
        rows: Rows = ((Button(label=texts.GET_LINK, press="cal-new", tone="main"),), *texts.ROWS_AFTER)
        await context.say(texts.ABOUT_CALENDAR, rows=rows, in_place=True)
        return
    since = date.fromisoformat(str(known["since"]))
    await context.say(texts.has_link(since), rows=_rows(), in_place=True)


@errand("cal-new", most_args=0, deep_linkable=False)
async def hand_out(context: Context) -> None:
    """A new link; the one before stops working at once."""
    if context.directory.public_url is None:
        await context.say(texts.NO_SITE, rows=texts.ROWS_AFTER)
        return
    await context.books.tokens.revoke(context.person.id, CALENDAR)
    today = context.now.astimezone(ZoneInfo(context.zone)).date()
    facts = {"person": context.person.id, "since": today.isoformat()}
    token = await context.books.tokens.issue(CALENDAR, facts, context.person.id, FOR_EVER)
    address = context.directory.page_url(f"/c/{token}.ics")
    assert address is not None, "there is a site"
    await context.say(texts.handed_out(address), rows=_rows())


@errand("cal-off", most_args=0, deep_linkable=False)
async def revoke(context: Context) -> None:
    revoked = await context.books.tokens.revoke(context.person.id, CALENDAR)
    rows = ((Button(label=texts.GET_LINK, press="cal-new"),), *texts.ROWS_AFTER)
    await context.say(texts.REVOKED if revoked else texts.NOTHING_TO_REVOKE, rows=rows)


def _rows() -> Rows:
    return (
        (Button(label=texts.CHANGE_LINK, press="cal-new"), Button(label=texts.REVOKE_LINK, press="cal-off")),
        (texts.TO_SUBSCRIPTIONS,),
        (shared.BACK_TO_MENU,),
    )
