"""The word to a person on how their long work goes (a document, a long plan): one message that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.notices.live_message import digest_of, update_live_message

if TYPE_CHECKING:
    from datetime import datetime

    from storage.books import Books
    from talk.prompt import Prompt


async def show(books: Books, wish_id: int, prompt: Prompt, now: datetime) -> None:
    """What is shown already is not shown again. Whoever calls this sees to it that it is not too often."""
    wish = await books.long_jobs.get(wish_id, lock=True)
    person = await books.people.get(wish.person_id) if wish is not None else None
    if wish is None or person is None or not person.reachable:
        return
    digest = digest_of(prompt)
    shown = wish.about.get("shown") or {}
    if shown.get("digest") == digest:
        return
    put = await update_live_message(books, person, prompt, row=shown.get("row"), ref=shown.get("ref"), now=now)
    if put is not None:
        row, ref = put
        await books.long_jobs.note(wish_id, {**wish.about, "shown": {"row": row, "ref": ref, "digest": digest}})
