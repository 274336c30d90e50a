"""Telling people who are not at the desk: one person, all coordinators of an alliance, all librarians of a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talk.messenger import INTERACTIVE, Tell
from talk.prompt import Prompt, Rows
from talk.rich import Say, rich

if TYPE_CHECKING:
    from datetime import datetime

    from storage.books import Books
    from storage.messaging.outbox import Notice
    from talk.rich import Say


async def tell_coordinators(
    books: Books, alliance_id: int, text: Say, *, now: datetime, key: str, rows: Rows = (), but: int | None = None
) -> None:
    """Each coordinator once; ``key`` names the occasion, ``but`` is a person who knows already."""
    for one in await books.coordinators.of_alliance(alliance_id, now):
        if one.reachable and one.person_id != but:
            await books.outbox.put(
                one.account_id,
                one.chat,
                Tell(chat=one.chat, prompt=Prompt(text=rich(text), rows=rows)),
                lane=INTERACTIVE,
                now=now,
                person_id=one.person_id,
                key=f"{key}:{one.person_id}",
            )


async def tell_person(
    books: Books,
    person_id: int | None,
    text: Say,
    *,
    now: datetime,
    rows: Rows = (),
    key: str | None = None,
    not_before: datetime | None = None,
    notice: Notice | None = None,
) -> None:
    """One person, where we still know them and may write to them."""
    person = await books.people.get(person_id) if person_id is not None else None
    if person is not None and person.reachable:
        await books.outbox.put(
            person.account_id,
            person.chat,
            Tell(chat=person.chat, prompt=Prompt(text=rich(text), rows=rows)),
            lane=INTERACTIVE,
            now=now,
            not_before=not_before,
            person_id=person.id,
            key=key,
            notice=notice,
        )


async def tell_librarians(
    books: Books, library_id: int, text: Say, *, but: int, occasion: str, now: datetime, rows: Rows = ()
) -> None:
    """Everybody who serves there, save one; ``occasion`` names it once and for all."""
    for one in await books.librarians.of_library(library_id):
        if one.person_id != but:
            await tell_person(books, one.person_id, text, now=now, rows=rows, key=f"{occasion}:{one.person_id}")
