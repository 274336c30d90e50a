"""A photograph was taken back, and the messenger would not let the old one go: its library is told, with where it is.

Whoever keeps the group is told by ``handlers.groups.refusals``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.notices.notices import tell
from handlers.notices.people import NEWS
from handlers.texts.chronicle import reading as texts
from handlers.turn.hooks import post_fell_short
from storage.messaging.outbox import Notice

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.hooks import Publication
    from storage.books import Books
    from storage.chronicle.chronicle import ChronicleEntry
    from talk.messenger import Shortfall


@post_fell_short.heard(20)
async def old_photos_stand(books: Books, what: Publication, shortfall: Shortfall, now: datetime) -> None:
    """Once for each revision that could not take away what it was made for."""
    post = await books.posts.get(what.post) if what.post is not None else None
    kind, _, number = post.subject.partition(":") if post is not None else ("", "", "")
    if shortfall.what != "removal" or kind != "chronicle":
        return
    first = await books.chronicle.get(int(number), hidden=True)
    if first is None:
        return
    newest = await books.chronicle.newest_of(first)
    if not await _took_back(books, first, newest):
        return
    keepers = {one.person_id for one in await books.coordinators.of_alliance(first.alliance_id, now)}
    everybody = await books.librarians.of_library(first.library_id)
    who = [one for one in everybody if one.reachable and (shortfall.right is None or one.person_id not in keepers)]
    text = texts.old_photos_stand(newest.title, shortfall.links)
    notice = Notice(kind=NEWS, subject=f"library:{first.library_id}")
    await tell(books, who, text, now=now, key=f"photos-stand:{what.row}", notice=notice)


async def _took_back(books: Books, first: ChronicleEntry, newest: ChronicleEntry) -> bool:
    """Whether any photograph that an earlier version showed is shown no longer."""
    shown = {one.picture_id for one in newest.pictures if one.agreed}
    entry: ChronicleEntry | None = first
    while entry is not None and entry.id != newest.id:
        if any(one.picture_id not in shown for one in entry.pictures):
            return True
        entry = await books.chronicle.get(entry.corrected_by) if entry.corrected_by is not None else None
    return False
