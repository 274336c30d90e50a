"""An entry of the chronicle with its corrections, and the one post that stands for them in every group (row 29).

An entry and those that correct it form a chain: the first one gives the post its subject, the newest one its text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.notices.posts import publish
from handlers.texts.chronicle import reading as texts
from handlers.texts.sections import hashtags
from talk.prompt import Button, Post, Section, ShownPicture
from talk.updates import PictureId

if TYPE_CHECKING:
    from datetime import datetime

    from storage.books import Books
    from storage.chronicle.chronicle import ChronicleEntry
    from talk.rich import Say


def shown_pictures(entry: ChronicleEntry) -> tuple[ShownPicture, ...]:
    """Those whose people agreed. An entry that was corrected shows none: a consent may have been taken back since."""
    if entry.corrected_by is not None:
        return ()
    return tuple(ShownPicture(id=PictureId(one.picture_id), alt=one.alt) for one in entry.pictures if one.agreed)


async def publish_entry(books: Books, entry: ChronicleEntry, *, now: datetime, changes: Say = "") -> None:
    """Put it into «Хроника» of every bound group; a correction revises the post of what it corrects.

    ``changes``: what is different, unless the correction says so.
    """
    alliance = await books.alliances.get(entry.alliance_id)
    subject = await books.chronicle.subject_of(entry)
    post = Post(
        section=Section.CHRONICLE,
        text=texts.told(entry),
        hashtags=hashtags(Section.CHRONICLE, alliance.hashtag if alliance else None),
        rows=(
            (Button(label=texts.READ, invite=f"entry_{entry.id}"),),
            (Button(label=texts.SUBSCRIBE, invite=f"sub_l{entry.library_id}"),),
        ),
        pictures=shown_pictures(entry),
    )
    await publish(books, entry.alliance_id, subject, post, now=now, changes=changes or texts.changes(entry.correction))
