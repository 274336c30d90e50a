"""Telling somebody who is not in this turn: the one way to one person or very many, and the one way to take it back.

Whoever answers the person in whose turn they are says it (``Context.say``); everything else that a person reads was
told here. What is told alike to all whom one statement finds (reminders, letters) is put by that statement
(``storage.messaging.outbox.put_selected``) with the same ``Notice``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from handlers.notices.quiet import morning
from storage.messaging.outbox import Notice, Putting
from talk.messenger import INTERACTIVE, Tell
from talk.prompt import Prompt, Rows
from talk.rich import Say, rich

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from storage.books import Books


class Recipient(Protocol):
    """Where somebody is written to."""

    @property
    def person_id(self) -> int: ...
    @property
    def account_id(self) -> int: ...
    @property
    def chat(self) -> int: ...


R = TypeVar("R", bound=Recipient)


async def tell(
    books: Books,
    who: Iterable[R],
    text: Say | Prompt | Callable[[R], Prompt],
    *,
    now: datetime,
    key: str | Callable[[R], str] | None,
    notice: Notice,
    rows: Rows = (),
    lane: int = INTERACTIVE,
    at: datetime | Callable[[R], datetime] | None = None,
    until: datetime | None = None,
) -> frozenset[int]:
    """Each of them once: the ids of those who had not been told under this ``key`` before.

    ``text``: the same to all, with ``rows`` as its buttons, or a prompt for each. ``key``: an occasion, which a
    person's id is added to, or the whole key of each; None: whenever this is called. ``at``: not before; None: now, or
    after the quiet hours that somebody is in, if the ``notice`` may wait for their end. ``until``: from then on it
    helps nobody any more. What it is about says the ``notice``.
    """
    who = list(who)
    asleep = (
        await books.people.with_quiet_hours([one.person_id for one in who]) if notice.may_wait and at is None else {}
    )

    def moment(one: R) -> datetime | None:
        if at is None:
            return morning(asleep[one.person_id], now) if one.person_id in asleep else None
        return at(one) if callable(at) else at

    said = text if isinstance(text, Prompt) or callable(text) else Prompt(text=rich(text), rows=rows)
    messages = [
        Putting(
            account_id=one.account_id,
            chat=one.chat,
            action=Tell(chat=one.chat, prompt=said(one) if callable(said) else said),
            lane=lane,
            key=_key(key, one),
            not_before=moment(one),
            not_after=until,
            person_id=one.person_id,
            notice=notice,
        )
        for one in who
    ]
    return await tell_each(books, messages, now=now)


async def tell_each(books: Books, messages: Collection[Putting], *, now: datetime) -> frozenset[int]:
    """The same where for everybody something else holds.

    A few that somebody may be waiting for leave straight from here (``Outbox.put``), many go together.
    """
    assert all(one.notice is not None and one.person_id is not None for one in messages), "whom, and of what?"
    if all(one.lane == INTERACTIVE for one in messages):
        fresh = [one.person_id for one in messages if await books.outbox.put_one(one, now=now) is not None]
        return frozenset(number for number in fresh if number is not None)
    new = await books.outbox.put_many(messages, now=now)
    return frozenset(one.person_id for one in messages if one.key in new and one.person_id is not None)


async def withdraw(
    books: Books,
    subject: str,
    *,
    below: int,
    kinds: Collection[str] = (),
    people: Collection[int] | None = None,
    now: datetime,
) -> None:
    """What waits and tells of an older version of the subject than ``below`` does not leave.

    ``kinds``: only of these. ``people``: only to these, for a walk through very many.
    """
    if people is None:
        await books.outbox.withdraw(subject=subject, below=below, kinds=kinds, at=now)
    else:
        await books.notices.withdraw_from(people, subject, below=below, kinds=kinds, at=now)


def _key(key: str | Callable[[R], str] | None, one: R) -> str | None:
    if key is None:
        return None
    return key(one) if callable(key) else f"{key}:{one.person_id}"
