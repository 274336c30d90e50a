"""Telling some who are not in this turn: one person, all coordinators of an alliance, all librarians of a library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.notices.bundles import tell_in_measure
from handlers.notices.notices import tell
from storage.messaging.outbox import Notice
from talk.prompt import Prompt, Rows
from talk.rich import Say

if TYPE_CHECKING:
    from datetime import datetime

    from storage.books import Books

NEWS: Final = "news"
"""The kind of these notices: something happened that they answer for."""


async def tell_coordinators(
    books: Books,
    alliance_id: int,
    text: Say,
    *,
    now: datetime,
    key: str,
    rows: Rows = (),
    but: int | None = None,
    about: Notice | None = None,
) -> None:
    """Each coordinator once; ``key`` names the occasion, ``but`` is a person who knows already.

    Who is told very much in an hour is told the rest in one message that changes (``handlers.notices.bundles``).

    It is ``about`` the alliance, unless something else is named.
    """
    everybody = await books.coordinators.of_alliance(alliance_id, now)
    who = [one for one in everybody if one.reachable and one.person_id != but]
    notice = about or Notice(kind=NEWS, subject=f"alliance:{alliance_id}")
    await tell_in_measure(books, who, text, now=now, key=key, rows=rows, notice=notice)


async def tell_person(
    books: Books,
    person_id: int | None,
    text: Say | Prompt,
    *,
    now: datetime,
    rows: Rows = (),
    key: str | None = None,
    at: datetime | None = None,
    about: Notice | None = None,
) -> None:
    """One person, where we still know them and may write to them. ``key``: the whole key; ``at``: not before."""
    person = await books.people.get(person_id) if person_id is not None else None
    if person is not None and person.reachable:
        notice = about or Notice(kind=NEWS)
        named = None if key is None else lambda _: key
        await tell(books, [person], text, now=now, key=named, rows=rows, at=at, notice=notice)


async def tell_librarians(
    books: Books,
    library_id: int,
    text: Say | Prompt,
    *,
    but: int | None,
    occasion: str,
    now: datetime,
    rows: Rows = (),
    about: Notice | None = None,
    until: datetime | None = None,
) -> int:
    """Everybody who serves there, save one: how many; ``occasion`` names it once and for all.

    It is ``about`` the library, unless something else is named. ``until``: from then on it helps nobody any more.
    """
    everybody = await books.librarians.of_library(library_id)
    who = [one for one in everybody if one.reachable and one.person_id != but]
    notice = about or Notice(kind=NEWS, subject=f"library:{library_id}")
    return len(await tell(books, who, text, now=now, key=occasion, rows=rows, notice=notice, until=until))
