"""An entry of the chronicle with its corrections, and the one post that stands for them in every group (row 29).

An entry and those that correct it form a chain: the first one gives the post its subject, the newest one its text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.notices.posts import publish
from handlers.texts.chronicle import reading as texts
from handlers.texts.sections import hashtags
from talk.heard import PictureId
from talk.prompt import Button, Post, Section, ShownPicture

if TYPE_CHECKING:
    from datetime import datetime

    from storage.books import Books
    from storage.chronicle.chronicle import ChronicleEntry


async def first_of(books: Books, entry: ChronicleEntry) -> ChronicleEntry:
    """What was told at first."""
    while entry.corrects_id is not None:
        before = await books.chronicle.get(entry.corrects_id)
        if before is None:
            break
        entry = before
    return entry


async def newest_of(books: Books, entry: ChronicleEntry) -> ChronicleEntry:
    """What holds now. For a deed: after ``books.alliances.take_turn``, so that nobody corrects it meanwhile."""
    while entry.corrected_by is not None:
        after = await books.chronicle.get(entry.corrected_by)
        if after is None:
            break
        entry = after
    return entry


def shown_pictures(entry: ChronicleEntry) -> tuple[ShownPicture, ...]:
    """Those whose people agreed. An entry that was corrected shows none: a consent may have been taken back since."""
    if entry.corrected_by is not None:
        return ()
    return tuple(ShownPicture(id=PictureId(one.picture_id), alt=one.alt) for one in entry.pictures if one.agreed)


async def post_link(books: Books, entry: ChronicleEntry) -> str | None:
    """The address of its post in the first group that has one."""
    return await books.posts.link_of(_subject(await first_of(books, entry)))


async def publish_entry(books: Books, entry: ChronicleEntry, *, now: datetime) -> None:
    """Put it into «Хроника» of every bound group; a correction revises the post of what it corrects."""
    alliance = await books.alliances.get(entry.alliance_id)
    first = await first_of(books, entry)
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
    await publish(books, entry.alliance_id, _subject(first), post, now=now, changes=texts.changes(entry.correction))


def _subject(first: ChronicleEntry) -> str:
    return f"chronicle:{first.id}"
