"""All drafts of a library at once, and one after the other: nobody goes back to the list for each (rows 22, 25)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from domain.event import State
from domain.plan.rows import plain_title
from domain.quotas import Quota
from domain.rights import Action
from handlers.notices.people import tell_librarians
from handlers.plan import co_host_notices
from handlers.plan.actions import announce_quietly, thing_of
from handlers.plan.month_post import publish_months
from handlers.texts.plan import co_hosting, drafts
from handlers.texts.plan import event as event_texts
from handlers.texts.plan import planning as texts
from handlers.texts.turn import shared
from handlers.turn.errands import errand
from handlers.turn.quotas import left_of, spend
from storage.messaging.outbox import Notice
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.turn.context import Context
    from storage.plan.events import Event

AT_ONCE: Final = 30
"""Events of one transaction: everybody else waits while it is written, half a second at the most."""
MOST: Final = 500
"""Drafts that are looked at."""
YES: Final = "yes"
TO_DRAFTS: Final = Button(label=texts.TO_DRAFTS, press="mine:drafts")


async def ready_drafts(context: Context) -> tuple[list[Event], int]:
    """Those that this person may announce as they are, by their day; and how many want a look before.

    What lies in the past, and what a file gave no time for, wants a look.
    """
    found = await context.books.events.hosted(context.roles.librarian_of, states=(State.DRAFT,), limit=MOST)
    theirs = [one for one in found.items if context.may(Action.ANNOUNCE_EVENT, thing_of(one))]
    guessed = {
        (file.host_of(row), row.day, plain_title(row.title))
        for file in await context.books.plan_imports.of_libraries(context.roles.librarian_of)
        for row in file.rows
        if row.guessed
    }
    ready = [
        one
        for one in theirs
        if (one.starts_at is None or one.starts_at > context.now)
        and (one.library_id, one.day, plain_title(one.title)) not in guessed
    ]
    return ready, len(theirs) - len(ready)


@errand("drafts-announce", most_args=2, deep_linkable=False)
async def announce_all(context: Context, first: str = "", sure: str = "") -> None:
    """First how many, then the deed, some at a time. ``first`` tells one such button from another."""
    del first
    if context.is_pressed_again:
        await context.toast(texts.ANNOUNCED_ALREADY)
        return
    ready, others = await ready_drafts(context) if context.roles.librarian_of else ([], 0)
    if not ready:
        await context.say(drafts.nothing_ready(others), rows=((TO_DRAFTS,), (shared.BACK_TO_MENU,)))
        return
    if sure != YES:
        rows: Rows = (
            (
                Button(
                    label=drafts.announce_label(len(ready)), press=f"drafts-announce:{ready[0].id}:{YES}", tone="main"
                ),
            ),
            (Button(label=drafts.NOT_NOW, press="mine:drafts"),),
        )
        lines = event_texts.numbered(ready[: drafts.NAMED], 1, zone=context.person.zone, now=context.now)
        await context.say(drafts.sure_to_announce(len(ready), lines, others), rows=rows, in_place=True)
        return
    room = await left_of(context, Quota.ANNOUNCED)
    public = await _announce(context, ready[: min(AT_ONCE, room.left)])
    await spend(context, Quota.ANNOUNCED, len(public))
    await context.did()
    left = len(ready) - len(public)
    more = (Button(label=drafts.announce_label(left), press="drafts-announce", tone="main"),) if left else ()
    ways = [row for row in (more, (TO_DRAFTS,) if left or others else ()) if row]
    mine = Button(label=texts.MINE, press="mine")
    await context.say(drafts.announced(len(public), left, others), rows=(*ways, (mine,), (shared.BACK_TO_MENU,)))
    if left and room.left < AT_ONCE:
        await context.say(room.words, rows=shared.MENU_ROWS)


async def _announce(context: Context, events: Sequence[Event]) -> list[Event]:
    """What became public of these: their months say so, and whoever is to hold them, too, is asked once."""
    books, now = context.books, context.now
    public: list[Event] = []
    for alliance in sorted({one.alliance_id for one in events}):
        await books.alliances.lock(alliance)  # a colleague may be announcing one of them just now
        fresh = [one for one in events if one.alliance_id == alliance and await announce_quietly(books, one, now)]
        await publish_months(books, alliance, {one.day for one in fresh}, now)
        public += fresh
    asked: dict[int, list[Event]] = defaultdict(list)
    for event in public:
        await co_host_notices.tell_holding(books, event, event.co_hosts, now, by=context.person.id)
        for library in event.invited:
            asked[library].append(event)
    for library, theirs in sorted(asked.items()):
        await _ask(context, library, theirs)
    return public


async def _ask(context: Context, library: int, events: list[Event]) -> None:
    if len(events) == 1:
        await co_host_notices.ask(context.books, events[0], (library,), context.now, by=context.person.id)
        return
    one_by_one = Button(label=co_hosting.ONE_BY_ONE, press="together-asked", tone="main")
    hosts = "; ".join(dict.fromkeys(event_texts.host_words(one.host) for one in events))
    await tell_librarians(
        context.books,
        library,
        co_hosting.question_of_many(len(events), hosts),
        but=context.person.id,
        occasion=f"drafts:{events[0].id}:{library}",
        now=context.now,
        rows=((one_by_one,), (shared.BACK_TO_MENU,)),
        about=Notice(kind=co_host_notices.QUESTION, subject=f"library:{library}", may_wait=True),
    )


async def next_draft(context: Context, after: Event) -> Button | None:
    """The way to the draft that follows, or to the first of those before."""
    libraries = context.roles.librarian_of
    if not libraries:
        return None
    found = await context.books.events.hosted(libraries, states=(State.DRAFT,), limit=MOST)
    others = [one for one in found.items if one.id != after.id]
    place = (after.day, after.id)
    following = next((one for one in others if (one.day, one.id) > place), others[0] if others else None)
    return None if following is None else Button(label=texts.NEXT_DRAFT, press=f"e:{following.id}", tone="main")
