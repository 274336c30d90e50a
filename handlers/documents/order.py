"""Documents to take away: the plan, the chronicle, the roster, reports, words for the press (rows 26, 97, 98, 99).

Only what is public anyway goes into them, so anybody may ask; how many at once is limited.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.event import State
from domain.quotas import Quota
from domain.time.months import month_away
from handlers.alliances.choosing import which_alliance
from handlers.notices.progress import show
from handlers.plan.actions import co_hosts_of
from handlers.plan.card import show_card, visible
from handlers.texts.documents import documents as texts
from handlers.texts.plan import planning
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.paging import number_of, page_of, turn_of
from handlers.turn.quotas import spend
from storage.files.long_jobs import PLAN_WORK
from talk.prompt import Button, Prompt, Rows
from talk.rich import rich

if TYPE_CHECKING:
    from handlers.turn.context import Context

AT_ONCE: Final = 3
"""Wishes of one person that are not fulfilled yet."""
RELEASES: Final = 5
"""Releases of one message; a messenger cuts it where it must."""
MOST: Final = 1000
"""Events of a month."""
COMING: Final = (State.DRAFT, State.ANNOUNCED)
KINDS: Final = ("plan", "calendar", "chronicle", "roster", "month", "year", "month-release")
_MONTH: Final = re.compile(r"(2\d{3})-(0[1-9]|1[0-2])")


@errand("papers", command="papers", most_args=2, about=texts.ABOUT, words=texts.WORDS, order=90)
async def papers(context: Context, alliance_arg: str = "", period: str = "") -> None:
    """What there is; ``period`` is the month of the monthly ones."""
    alliance = await which_alliance(context, "papers", alliance_arg)
    if alliance is None:
        return
    when = _month(period) or context.now.astimezone(ZoneInfo(alliance.zone)).date().replace(day=1)
    before, after = month_away(when, -1), month_away(when, 1)

    def wish(label: str, kind: str) -> Button:
        return Button(label=label, press=f"paper:{alliance.id}:{kind}:{when:%Y-%m}")

    rows: Rows = (
        (wish(texts.MONTH_REPORT, "month"), wish(texts.YEAR_REPORT, "year")),
        (wish(texts.PLAN_XLSX, "plan"), wish(texts.PLAN_ICS, "calendar")),
        (wish(texts.CHRONICLE_XLSX, "chronicle"), wish(texts.ROSTER_XLSX, "roster")),
        (
            wish(texts.MONTH_RELEASE, "month-release"),
            Button(label=texts.MONTH_RELEASE_TEXT, press=f"releases:{alliance.id}:{when:%Y-%m}"),
        ),
        (
            Button(label=texts.EARLIER_MONTH, press=f"papers:{alliance.id}:{before:%Y-%m}"),
            Button(label=texts.LATER_MONTH, press=f"papers:{alliance.id}:{after:%Y-%m}"),
        ),
        (shared.BACK_TO_MENU,),
    )
    await context.say(texts.choose(alliance.settlement, when), rows=rows, in_place=True)


@errand("paper", most_args=3, deep_linkable=False)
async def order_document(context: Context, alliance_arg: str = "", kind: str = "", period: str = "") -> None:
    """The wish is written down; a job makes the document and sends it."""
    when = _month(period)
    if not alliance_arg or kind not in KINDS or when is None:
        await papers(context, alliance_arg)
        return
    alliance = await which_alliance(context, "papers", alliance_arg)
    if alliance is not None:
        await _want(context, kind, {"alliance": alliance.id, "start": when.isoformat()})


@errand("releases", most_args=3)
async def show_releases(context: Context, alliance_arg: str = "", period: str = "", page: str = "0") -> None:
    """The same for all announced events of a month, some at a time."""
    when = _month(period)
    alliance = await which_alliance(context, "papers", alliance_arg) if alliance_arg and when else None
    if alliance is None or when is None:
        if not alliance_arg or when is None:
            await papers(context, alliance_arg)
        return
    found = await context.books.events.plan(
        alliance.id, when, month_away(when, 1), states=(State.ANNOUNCED,), limit=MOST
    )
    press = f"{alliance.id}:{when:%Y-%m}"
    back = Button(label=texts.PAPERS, press=f"papers:{press}")
    if not found.items:
        await context.say(texts.no_releases(when), rows=((back,), (shared.BACK_TO_MENU,)))
        return
    at, pages = page_of(page, len(found.items), RELEASES)
    shown = found.items[at * RELEASES : (at + 1) * RELEASES]
    told = [
        texts.release(one, await co_hosts_of(context.books, one), url=context.directory.page_url(f"/e/{one.id}"))
        for one in shown
    ]
    text = texts.releases(alliance.settlement, when, told, page=at, pages=pages)
    rows: Rows = (*turn_of(f"releases:{press}", at, pages), (back, shared.BACK_TO_MENU))
    await context.say(text, rows=rows)


@errand("release", most_args=1)
async def show_release(context: Context, event_id: str = "") -> None:
    """The card for PRO.Культура.РФ and the press release of one event, as text to copy."""
    event = await visible(context, event_id)
    if event.state not in COMING:  # nobody is invited to what is over or cancelled
        await show_card(context, event)
        return
    url = context.directory.page_url(f"/e/{event.id}")
    docx = Button(label=texts.RELEASE_DOCX, press=f"release-docx:{event.id}")
    rows: Rows = (
        *(((docx,),) if event.state is not State.DRAFT else ()),
        (Button(label=planning.OPEN, press=f"e:{event.id}"), shared.BACK_TO_MENU),
    )
    await context.say(texts.release(event, await co_hosts_of(context.books, event), url=url), rows=rows)


@errand("release-docx", most_args=1, deep_linkable=False)
async def want_release(context: Context, event_id: str = "") -> None:
    event = await visible(context, event_id)
    if event.state is not State.ANNOUNCED:
        await show_release(context, event_id)
        return
    about: dict[str, str | int] = {"alliance": event.alliance_id, "start": event.day.isoformat(), "event": event.id}
    await _want(context, "release", about)


async def _want(context: Context, kind: str, about: dict[str, str | int]) -> None:
    if await context.books.documents.open_of(context.person.id) >= AT_ONCE:
        await context.say(texts.ENOUGH, rows=context.ways)
        return
    await spend(context, Quota.DOCUMENTS)
    wish = await context.books.long_jobs.want(context.person.id, kind, about, context.now)
    await show(context.books, wish, how_far(wish, 0, 0), context.now)


def how_far(wish_id: int, done: int, total: int) -> Prompt:
    """The message that says how far a document is; nothing is known of ``total`` 0."""
    stop = Button(label=texts.NOT_WANTED, press=f"paper-stop:{wish_id}")
    return Prompt(text=rich(texts.making(done, total)), rows=((stop,), (shared.BACK_TO_MENU,)))


@errand("paper-stop", most_args=1, deep_linkable=False)
async def stop_document(context: Context, wish_arg: str = "") -> None:
    """It need not be made."""
    wish = await context.books.long_jobs.get(number_of(wish_arg), lock=True)
    mine = wish is not None and wish.person_id == context.person.id and wish.kind not in PLAN_WORK
    stopped = mine and wish is not None and await context.books.long_jobs.end(wish.id, "stopped")
    more = Button(label=texts.PAPERS, press="papers")
    await context.say(
        texts.STOPPED if stopped else texts.OVER, rows=((more,), (shared.BACK_TO_MENU,)), in_place=stopped
    )


def _month(period: str) -> date | None:
    found = _MONTH.fullmatch(period) if period.isascii() else None
    return date(int(found[1]), int(found[2]), 1) if found else None
