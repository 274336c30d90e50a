"""A whole alliance disappears, and comes back: what stands in its groups, and who is told.

Only the operator does that (``tezki moderate``). Its coordinators, and the librarians of its libraries, may say that it
was wrong, leave, take their data with them and erase themselves.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from domain.moderation import What
from handlers.alliances.about_post import publish_about
from handlers.libraries.joined_post import publish_farewell, publish_notice
from handlers.notices.people import tell_coordinators, tell_librarians
from handlers.plan.month_post import publish_months
from handlers.texts.libraries.leaving import ABOUT as LEAVE
from handlers.texts.moderation import hiding as texts
from handlers.texts.turn import shared
from storage.messaging.outbox import Notice
from talk.prompt import Button

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from handlers.moderation.things import PublicThing
    from storage.books import Books
    from storage.libraries.libraries import Library
    from storage.moderation.hidden import Hiding, Thing


HIDES: Final = "hiding"
"""The kind of the notices to those whose thing it is."""


async def subjects_in_groups(books: Books, alliance_id: int, covered: Iterable[Thing]) -> frozenset[str]:
    """Of the posts in its groups those that are its own: a group may have been another alliance's before."""
    groups = await books.groups.of_alliance(alliance_id)
    standing = await books.posts.in_groups([group.id for group in groups])
    names = {What.EVENT: "event", What.ENTRY: "chronicle"}
    own = {f"about:{alliance_id}"} | {f"{names[what]}:{number}" for what, number in covered if what in names}
    for membership in await books.libraries.memberships_of(alliance_id):
        own |= {f"joined:{membership.id}", f"left:{membership.id}"}
    return frozenset(one for one in standing if one in own or one.startswith(f"plan:{alliance_id}:"))


async def publish_again(books: Books, alliance_id: int, posted: Collection[str], now: datetime) -> None:
    """Of its posts those that are of no single event or entry, in the words of today."""
    alliance = await books.alliances.get(alliance_id)
    if alliance is None:
        return
    if f"about:{alliance_id}" in posted:
        await publish_about(books, alliance_id, now)
    for one in await books.libraries.memberships_of(alliance_id):
        library = await books.libraries.get(one.library_id)
        if library is None:
            continue  # hidden by itself
        if f"joined:{one.id}" in posted:
            await publish_notice(books, alliance, library, now=now, membership=one.id)
        if f"left:{one.id}" in posted:
            await publish_farewell(books, alliance, library, one.id, one.reason, now=now)
    plans = f"plan:{alliance_id}:"
    months = [date.fromisoformat(f"{one.removeprefix(plans)}-01") for one in posted if one.startswith(plans)]
    await publish_months(books, alliance_id, months, now)


async def tell_of_hiding(books: Books, thing: PublicThing, hiding: Hiding, now: datetime) -> None:
    """Everybody who serves in it: why, that they may object, and what they can do meanwhile."""
    text = texts.told_alliance_hidden(thing.title, hiding.reason)
    rows = (
        (Button(label=texts.OBJECT, press=f"object:{hiding.id}"),),
        (Button(label=texts.OWN_DATA, press="mydata"), shared.BACK_TO_MENU),
    )
    key = f"hidden:{hiding.id}"
    about = Notice(kind=HIDES, subject=key)
    await tell_coordinators(books, thing.alliance, text, now=now, key=key, rows=rows, about=about)
    for library in await _members(books, thing.alliance):
        theirs = (rows[0], (Button(label=LEAVE, press=f"leave:{library.id}"),), rows[1])
        await tell_librarians(books, library.id, text, but=None, occasion=key, now=now, rows=theirs, about=about)


async def tell_of_restoring(
    books: Books, thing: PublicThing, hiding: Hiding, reason: str | None, now: datetime
) -> None:
    """The same people; what they have not read yet of the hiding they need not read."""
    text = texts.told_restored(thing.what, thing.title, reason)
    key = f"restored:{hiding.id}"
    about = Notice(kind=HIDES, subject=f"hidden:{hiding.id}", version=1)
    rows = shared.MENU_ROWS
    await tell_coordinators(books, thing.alliance, text, now=now, key=key, rows=rows, about=about)
    for library in await _members(books, thing.alliance):
        await tell_librarians(books, library.id, text, but=None, occasion=key, now=now, rows=rows, about=about)


async def _members(books: Books, alliance_id: int) -> list[Library]:
    every = await books.libraries.of_alliance(alliance_id, hidden=True)
    return [one for one in every if one.joined_at is not None and one.left_at is None]
