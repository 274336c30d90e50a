"""The plan of a month as a post in «Планы» of every bound group, published anew whenever it changes (row 22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.notices.posts import publish
from handlers.texts.plan import month as texts
from handlers.turn.hooks import group_bound

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from talk.rich import Say


def subject_of(alliance_id: int, month: date) -> str:
    """«plan:3:2026-12»."""
    return f"plan:{alliance_id}:{month:%Y-%m}"


async def publish_months(
    books: Books,
    alliance_id: int,
    months: Iterable[date],
    now: datetime,
    *,
    changes: Say = texts.UPDATED,
    only_edits: AccountDirectory | None = None,
    gathers: bool = True,
) -> None:
    """The posts of these months (any day of each). A month without anything is mended only where it was published.

    ``only_edits``, ``gathers``: see ``publish``.
    """
    chosen = sorted({day.replace(day=1) for day in months})
    if not chosen:
        return
    alliance = await books.alliances.lock(alliance_id)  # before its events are read: the later post is the newer one
    for month in chosen:
        events = await books.events.public_of_month(alliance_id, month)
        subject = subject_of(alliance_id, month)
        if not events and not await books.posts.of_subject(subject):
            continue
        over = month < now.date().replace(day=1)
        post = texts.month_post(alliance_id, alliance.settlement, month, events, hashtag=alliance.hashtag, over=over)
        await publish(
            books, alliance_id, subject, post, now=now, changes=changes, only_edits=only_edits, gathers=gathers
        )


async def published_of(books: Books, month: date) -> tuple[int, ...]:
    """The alliances in whose groups the plan of that month stands."""
    subjects = await books.posts.ending_with(f"{month:%Y-%m}", kind="plan")
    return tuple(int(subject.split(":")[1]) for subject in subjects)


@group_bound.heard(30)
async def publish_all(books: Books, alliance_id: int, now: datetime) -> None:
    """Everything from this month on, for a group that was bound just now; where it stands already nothing changes.

    Events get no posts of their own then: the plan names them all, and dozens at once would be a flood.
    """
    this_month = now.date().replace(day=1)
    months = [month for month in await books.events.months(alliance_id) if month >= this_month]
    await publish_months(books, alliance_id, months, now, gathers=False)
