"""A yes of a person, written into the ledger with the very words it was given to; the question for one in a talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.purposes import Purpose, given_with, may_agree
from handlers.texts.turn import consents as texts
from talk.fields import Choice, Option

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.context import Context
    from storage.books import Books
    from storage.people.consents import How
    from talk.play import Talk


async def give(
    books: Books,
    person_id: int,
    purpose: Purpose,
    *,
    how: How,
    at: datetime,
    subject: str | None = None,
    child: bool = False,
) -> None:
    """They agree to the words of today, and to what these imply. ``child``: it is one who says so.

    Raises ValueError where a child cannot.
    """
    if not may_agree(purpose, child=child):
        raise ValueError(f"{purpose}: for a child a parent agrees")
    for one in given_with(purpose):
        words = texts.current(one)
        await books.consents.give(
            person_id, one, version=words.version, text_hash=words.hash, how=how, at=at, subject=subject
        )


async def ask_consent(
    talk: Talk, context: Context, *purposes: Purpose, subject: str | None = None
) -> frozenset[Purpose]:
    """A part of a talk: asks for what is needed from here on, one after the other; to which of these they agree.

    What they agreed to before is not asked again. Whatever needed it goes on without it after a no.
    """
    agreed = set()
    for purpose in purposes:
        key = f"consent-{purpose}"
        if await talk.look(f"{key}-given", has_agreed, context, purpose, subject):
            agreed.add(purpose)
            continue
        answers = Choice([Option(value=True, label=texts.AGREE), Option(value=False, label=texts.NO)])
        if await talk.ask(key, texts.current(purpose).text, answers, label=texts.TITLES[purpose]):
            await talk.do(f"{key}-give", give_here, context, purpose, subject)
            agreed.add(purpose)
    return frozenset(agreed)


async def has_agreed(context: Context, purpose: Purpose, subject: str | None) -> bool:
    """To the words of today."""
    found = [one for one in await context.books.consents.of(context.person.id) if one.withdrawn_at is None]
    wanted = purpose, texts.current(purpose).version
    return any((one.purpose, one.version) == wanted and one.subject in (None, subject) for one in found)


async def give_here(context: Context, purpose: Purpose, subject: str | None) -> None:
    """The yes of whoever's turn it is."""
    await give(context.books, context.person.id, purpose, how="answer", at=context.now, subject=subject)
