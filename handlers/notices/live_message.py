"""One message to a person that changes while something goes on: the newest word of it replaces the one before."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from talk.messenger import INTERACTIVE, Tell

if TYPE_CHECKING:
    from datetime import datetime

    from storage.books import Books
    from storage.people.people import Person
    from talk.prompt import Prompt


def digest_of(prompt: Prompt) -> str:
    """By which it is known that this is shown already."""
    return sha256(repr(prompt).encode()).hexdigest()


async def update_live_message(
    books: Books, person: Person, prompt: Prompt, *, row: int | None, ref: str | None, now: datetime
) -> tuple[int, str | None] | None:
    """Show the newest word; the row of the outbox that carries it, and the messenger's id of the message it stands in.

    Both are given again the next time, as ``row`` and ``ref`` (None before the first word). A change that has not left
    yet is itself changed: never more than one waits. Returns None while the very first word is just being sent: where
    it will stand is known in a moment.
    """
    last = await books.outbox.state_of(row) if row is not None else None
    if last is not None and last[0] == "sending":
        if ref is None:
            return None
        row = None  # it is too late to change it; the next one leaves behind it
    if last is not None and last[1]:
        ref = last[1][0]
    tell = Tell(chat=person.chat, prompt=prompt, replaces=ref)
    if row is None or not await books.outbox.replace_waiting(row, tell):
        row = await books.outbox.put(
            person.account_id, person.chat, tell, lane=INTERACTIVE, now=now, person_id=person.id
        )
    assert row is not None, "without a key every row is new"
    return row, ref
