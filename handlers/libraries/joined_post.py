"""The notices of a library that has joined or left, as its group reads them (Положение, 5.3; rows 11, 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.notices.posts import publish
from handlers.texts.libraries import joining as texts
from handlers.texts.libraries import leaving
from handlers.texts.places import place_of
from handlers.texts.sections import hashtags
from talk.prompt import Button, Post, Section

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.alliances.alliances import Alliance
    from storage.books import Books
    from storage.libraries.libraries import Library
    from talk.rich import Say


async def publish_notice(
    books: Books,
    alliance: Alliance,
    library: Library,
    *,
    now: datetime,
    membership: int | None = None,
    changes: Say = "",
    only_edits: AccountDirectory | None = None,
) -> None:
    """The post of its present membership, new or as it should read by now. It says so while it is being confirmed."""
    again = await books.libraries.times_joined(library.id) > 1
    confirmed = not await books.librarians.is_being_confirmed(library.id)
    post = Post(
        section=Section.JOINING,
        text=texts.notice(alliance.settlement, library.title, place_of(library), again=again, confirmed=confirmed),
        hashtags=hashtags(Section.JOINING, alliance.hashtag),
        rows=(
            (Button(label=texts.SUBSCRIBE, invite=f"sub_l{library.id}"),),
            (Button(label=texts.JOIN, invite=f"join_{alliance.id}"),),
        ),
    )
    subject = f"joined:{membership or library.membership_id}"
    await publish(books, alliance.id, subject, post, now=now, changes=changes, only_edits=only_edits)


async def publish_farewell(
    books: Books, alliance: Alliance, library: Library, membership: int, reason: str | None, *, now: datetime
) -> None:
    """The post of a membership that ended; ``reason``: what the library says of it."""
    post = Post(
        section=Section.JOINING,
        text=leaving.notice(alliance.settlement, library.title, place_of(library), reason),
        hashtags=hashtags(Section.JOINING, alliance.hashtag),
    )
    await publish(books, alliance.id, f"left:{membership}", post, now=now)
