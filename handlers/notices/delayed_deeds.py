"""What cannot be taken back waits, where one person alone does it who is new, or the only one; others may undo it.

A wing that has such a deed asks ``wait`` before it does it, and registers how it is done in the end (``@carried_out``):
it is done in the name of the one who wanted it, whose rights are asked anew then.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from domain.libraries.delays import Deed, Delay, is_new, waits_until
from domain.libraries.service import Service
from domain.quotas import Quota
from handlers.notices.notices import tell, withdraw
from handlers.notices.people import tell_person
from handlers.texts.turn import delays as texts
from handlers.texts.turn import shared
from handlers.turn.context import Context, TurnRefused
from handlers.turn.in_the_name_of import in_the_name_of
from handlers.turn.quotas import spend
from storage.messaging.outbox import Notice
from talk.errors import Refused
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.alliances.coordinators import Coordinator
    from storage.books import Books
    from storage.libraries.delayed_deeds import DelayedDeed
    from storage.libraries.librarians import Librarian
    from storage.libraries.libraries import Library

About = Mapping[str, Any]
"""JSON; its ``what`` says in words what it is."""
Carry = Callable[[Context, About], Awaitable[None]]

CARRIED: Final[dict[Deed, Carry]] = {}
DELAYED: Final = "delayed"
"""The kind of these notices; their subject is ``delayed:<id>``."""
DECIDED: Final = 1
"""The version of a deed that waits no longer."""


def carried_out(deed: Deed) -> Callable[[Carry], Carry]:
    """Register how a deed is done once its time has come. Raises ValueError when somebody has said so already."""

    def register(carry: Carry) -> Carry:
        if CARRIED.setdefault(deed, carry) is not carry:
            raise ValueError(f"two ways to carry out {deed}")
        return carry

    return register


async def wait(
    context: Context,
    library_id: int,
    deed: Deed,
    subject: str,
    about: About,
    *,
    ends: datetime | None = None,
    changes: int = 0,
) -> datetime | None:
    """Until when the deed waits, by the clock of the library; None: it is to be done at once.

    The right to it was asked for, and its alliance is locked. ``ends``: until when it means anything. ``changes``:
    how many public things it will change; they are spent now, and never when it is carried out. Raises TurnRefused.
    """
    books, now = context.books, context.now
    library = await books.libraries.get(library_id)
    if library is None or not await _must_wait(context, library):
        return None
    await spend(context, Quota.CHANGES, changes)
    due = waits_until(now, ends=ends)
    kept = await books.delayed_deeds.add(library_id, context.person.id, deed, subject, about, at=now, due=due)
    await _tell_others(context, library, kept)
    return _local(library, due)


async def _must_wait(context: Context, library: Library) -> bool:
    """Not where they coordinate the alliance: that is who looks at such deeds."""
    if library.alliance_id in context.roles.coordinates:
        return False
    speaking = await context.books.librarians.of_library(library.id, {Service.VOUCHED})
    mine = next((one for one in speaking if one.person_id == context.person.id), None)
    others = [one for one in speaking if one is not mine and one.reachable]
    return mine is not None and (not others or is_new(mine.vouched_at, context.now))


async def _tell_others(context: Context, library: Library, kept: DelayedDeed) -> None:
    """Colleagues and coordinators, each once; not the one who is to be sent away."""
    books, now = context.books, context.now
    speaking = await books.librarians.of_library(library.id, {Service.VOUCHED})
    coordinating = await books.coordinators.of_alliance(library.alliance_id, now)
    concerned = {context.person.id, kept.about.get("person")}
    who: dict[int, Librarian | Coordinator] = {one.person_id: one for one in speaking if one.reachable}
    who |= {one.person_id: one for one in coordinating if one.reachable}
    rows: Rows = (
        (Button(label=texts.UNDO, press=f"undo-deed:{kept.id}", tone="bad"),),
        (Button(label=texts.HURRY, press=f"hurry-deed:{kept.id}"),),
    )
    await tell(
        books,
        [one for person, one in sorted(who.items()) if person not in concerned],
        texts.told(library.title, kept.about["what"], _local(library, kept.due_at)),
        now=now,
        key=f"delayed:{kept.id}",
        rows=rows,
        notice=Notice(kind=DELAYED, subject=f"delayed:{kept.id}", may_wait=True, wait_until=kept.due_at),
    )


async def carry(books: Books, kept: DelayedDeed, directory: AccountDirectory, now: datetime) -> None:
    """It is done, in the name of the one who wanted it.

    Raises Refused, TurnRefused where it cannot be any more: nothing of it is kept then.
    """
    if not await books.delayed_deeds.decide(kept.id, Delay.DONE):
        raise TurnRefused(texts.GONE, shared.MENU_ROWS)
    person = await books.people.get(kept.person_id)
    if person is None:
        raise Refused(texts.GONE)
    context = await in_the_name_of(
        books, person, event_id=f"delayed:{person.id}", directory=directory, now=now, counted=True
    )
    await CARRIED[kept.deed](context, kept.about)
    await close(books, kept, now)
    await tell_person(books, kept.person_id, texts.done(kept.about["what"]), now=now, rows=shared.MENU_ROWS)


async def give_up(books: Books, kept: DelayedDeed, now: datetime) -> None:
    """It could not be done when its time had come."""
    if await books.delayed_deeds.decide(kept.id, Delay.VOID):
        await close(books, kept, now)
        await tell_person(books, kept.person_id, texts.void(kept.about["what"]), now=now, rows=shared.MENU_ROWS)


async def close(books: Books, kept: DelayedDeed, now: datetime) -> None:
    """Whoever has not heard of it yet need not."""
    await withdraw(books, f"delayed:{kept.id}", below=DECIDED, kinds={DELAYED}, now=now)


def _local(library: Library, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(library.zone))
