"""Photographs are shown because somebody has said that the people in them agreed; when they take it back, they go.

Here, on the pages and in groups whose posts can be edited. Of the others the coordinators are told which to delete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.purposes import Purpose
from handlers.chronicle.post import publish_entry
from handlers.notices.people import NEWS, tell_coordinators
from handlers.texts.chronicle import photo_consent as texts
from handlers.turn.consent import give
from handlers.turn.hooks import consent_withdrawn
from storage.messaging.outbox import Notice
from talk.prompt import Button

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from handlers.turn.hooks import TakenBack
    from storage.books import Books
    from storage.chronicle.chronicle import ChronicleEntry

MOST: Final = 50
"""Entries that are taken care of at once; the oldest wait for the next time."""


async def agree_to_photos(books: Books, entry: ChronicleEntry, person_id: int, *, now: datetime) -> None:
    """They were asked whether the people in these photographs agreed."""
    subject = await books.chronicle.subject_of(entry)
    await give(books, person_id, Purpose.PHOTOS, how="answer", at=now, subject=subject)


@consent_withdrawn.heard(20)
async def take_photos_down(books: Books, directory: AccountDirectory, told: TakenBack, now: datetime) -> None:
    """All that this person has spoken for, or those of one entry; their bytes go, too."""
    if Purpose.PHOTOS not in told.purposes:
        return
    for entry in await books.chronicle.confirmed_by(told.person, limit=MOST):
        if told.subject not in (None, await books.chronicle.subject_of(entry, hidden=True)):
            continue
        await books.alliances.lock(entry.alliance_id)
        left = await _posts_that_stay(books, directory, entry)
        gone = await books.chronicle.take_pictures(told.person, entry.id)
        now_shown = await books.chronicle.get(entry.id)
        if now_shown is not None:  # of a hidden one nothing stands anywhere
            await publish_entry(books, now_shown, now=now, changes=texts.TAKEN_DOWN)
        await books.pictures.delete_unused(gone)
        if left:
            told.left.append(texts.must_be_deleted(entry.title, left))
            await tell_coordinators(
                books,
                entry.alliance_id,
                texts.delete_by_hand(entry.title, left),
                now=now,
                key=f"photos-back:{entry.id}:{int(now.timestamp())}",
                rows=tuple((Button(label=texts.OPEN, url=link),) for link in left),
                but=told.person,
                about=Notice(kind=NEWS, subject=f"chronicle:{entry.id}"),
            )


async def _posts_that_stay(books: Books, directory: AccountDirectory, entry: ChronicleEntry) -> list[str]:
    """Addresses of posts that show a photograph and cannot be edited: a new one comes to stand beside them."""
    if not any(one.agreed for one in entry.pictures):
        return []
    subject = await books.chronicle.subject_of(entry, hidden=True)
    posts = {one.group_id: one for one in await books.posts.of_subject(subject)}
    found = []
    for group in await books.groups.all_of_alliance(entry.alliance_id):
        messenger = directory.messengers.get(group.account_id)
        edits = messenger is not None and messenger.limits.edits_posts
        if group.id in posts and not edits and (link := posts[group.id].link) is not None:
            found.append(link)
    return found
