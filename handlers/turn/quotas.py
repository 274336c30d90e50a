"""Whether somebody has not had too much lately (``domain.quotas``): asked here alone, in the turn's transaction.

What is counted is rows that are there anyway, where they are: subscriptions, open applications and links, letters.
The rest is written down for two days (``storage.people.spent``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.quotas import LIMITS, Quota, limit_of
from handlers.texts.turn import quotas as texts
from handlers.texts.turn import shared
from handlers.turn.context import TurnRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

    from handlers.turn.context import Context
    from storage.books import Books
    from storage.people.people import Person
    from talk.rich import Rich

WRITTEN_DOWN: Final = frozenset(
    {
        Quota.ALLIANCES,
        Quota.LIBRARIES,
        Quota.OWN_LIBRARIES,
        Quota.CLAIMS,
        Quota.EVENTS,
        Quota.ANNOUNCED,
        Quota.CHANGES,
        Quota.DOCUMENTS,
        Quota.PLAN_FILES,
        Quota.PHOTOS,
        Quota.PHOTO_BYTES,
    }
)
"""No other row tells of these: it may be gone, or says nothing of who did it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What is left of a quota."""

    left: int
    words: Rich
    """For somebody who wants more."""


async def left_to(books: Books, person: Person, quota: Quota, raised: Mapping[str, int], now: datetime) -> Room:
    """Of what is written down."""
    limit, most = LIMITS[quota], limit_of(quota, known_since=person.created_at, now=now, raised=raised)
    assert limit.within is not None, "what is open at the same time has rows of its own"
    lately = await books.spent.since(person.id, quota, now - limit.within)
    free_at = lately.first_at + limit.within if lately.first_at is not None else None
    return Room(left=max(0, most - lately.amount), words=texts.met(quota, most, free_at, person.zone))


async def left_of(context: Context, quota: Quota) -> Room:
    """The same, of whoever has the turn."""
    return await left_to(context.books, context.person, quota, context.directory.quotas, context.now)


async def spend_of(
    books: Books, person: Person, quota: Quota, raised: Mapping[str, int], now: datetime, *, amount: int = 1
) -> None:
    """So much of it is done just now. Raises TurnRefused where it would be too much: nothing is done then."""
    found = await left_to(books, person, quota, raised, now)
    if found.left < amount:
        raise TurnRefused(found.words, shared.MENU_ROWS)
    if amount:
        await books.spent.add(person.id, quota, amount, at=now)


async def spend(context: Context, quota: Quota, amount: int = 1) -> None:
    """The same, by whoever has the turn; nothing of what was counted when it was asked for."""
    if context.counted:
        return
    await spend_of(context.books, context.person, quota, context.directory.quotas, context.now, amount=amount)


async def refuse(books: Books, person: Person, quota: Quota, raised: Mapping[str, int], now: datetime) -> None:
    """Raises TurnRefused where nothing is left."""
    found = await left_to(books, person, quota, raised, now)
    if not found.left:
        raise TurnRefused(found.words, shared.MENU_ROWS)


async def refuse_early(context: Context, quota: Quota) -> None:
    """Before many questions are asked in vain. Raises TurnRefused where nothing is left."""
    await refuse(context.books, context.person, quota, context.directory.quotas, context.now)


def most_of(context: Context, quota: Quota) -> int:
    """How many this person may."""
    return limit_of(quota, known_since=context.person.created_at, now=context.now, raised=context.directory.quotas)


async def refuse_more_appeals(context: Context, alliance_id: int) -> None:
    """Raises TurnRefused where enough applications wait already, of this person or in this alliance."""
    most, there = most_of(context, Quota.APPEALS), most_of(context, Quota.APPEALS_THERE)
    if await context.books.appeals.open_by(context.person.id) >= most:
        raise TurnRefused(shared.too_many_appeals(most), shared.MENU_ROWS)
    await context.books.alliances.lock(alliance_id)  # two at once do not both find the last place
    if (await context.books.appeals.open_of(alliance_id, limit=1)).total >= there:
        raise TurnRefused(texts.met(Quota.APPEALS_THERE, there, None, None), shared.MENU_ROWS)


async def refuse_more_subscriptions(context: Context, alliance_id: int, target: str) -> None:
    """Raises TurnRefused where somebody has enough of them, and this one is new."""
    most = most_of(context, Quota.SUBSCRIPTIONS)
    theirs = await context.books.subscriptions.of_person(context.person.id)
    if len(theirs) >= most and not await context.books.subscriptions.is_subscribed(
        context.person.id, alliance_id, target
    ):
        raise TurnRefused(texts.met(Quota.SUBSCRIPTIONS, most, None, None), texts.TO_SUBSCRIPTIONS)


async def refuse_more_complaints(context: Context) -> None:
    """Raises TurnRefused where enough of what this person complained of waits already."""
    most = most_of(context, Quota.COMPLAINTS)
    if await context.books.complaints.open_by(context.person.id) >= most:
        raise TurnRefused(shared.too_many_complaints(most), shared.MENU_ROWS)


async def refuse_more_asking(context: Context, alliance_id: int) -> None:
    """Raises TurnRefused where the members of this alliance are being asked about enough. The alliance is locked."""
    there = most_of(context, Quota.MEMBERS_ASKED)
    if await context.books.complaints.asked_in(alliance_id) >= there:
        raise TurnRefused(texts.met(Quota.MEMBERS_ASKED, there, None, None), shared.MENU_ROWS)


async def invitation(context: Context, purpose: str, facts: Mapping[str, int], lasts: timedelta) -> str:
    """The token of a new link from this person. Raises TurnRefused where enough of their links wait already."""
    most = most_of(context, Quota.INVITATIONS)
    if await context.books.tokens.open_by(context.person.id, purpose, context.now) >= most:
        raise TurnRefused(shared.too_many_invitations(most, lasts.days), shared.MENU_ROWS)
    return await context.books.tokens.issue(purpose, facts, context.person.id, context.now + lasts)
