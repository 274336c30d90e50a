"""What is told to libraries that an event's host would like to hold it with: the question, and what becomes of it.

A question is about the event as it is just now; when that changes, the older one is withdrawn and a newer one asked.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from domain.plan.co_hosting import CO_HOSTING, CoHosting
from domain.time.notices import morning_after
from handlers.notices.notices import withdraw
from handlers.notices.people import NEWS, tell_librarians
from handlers.texts.plan import co_hosting as texts
from handlers.texts.plan import event as event_texts
from handlers.texts.plan import planning
from handlers.turn.moves import Face
from storage.messaging.outbox import Notice
from talk.prompt import Button

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from storage.books import Books
    from storage.plan.events import Event
    from talk.prompt import Rows

QUESTION: Final = "question"
"""The kind of these notices."""
PATIENCE: Final = timedelta(days=2)
"""After so long, on the next morning, whoever has not answered is asked once more."""
SHORT_PATIENCE: Final = timedelta(hours=36)
"""Nearer to the start nobody is reminded: the first question has not grown old."""
FACES: Final = {
    CoHosting.INVITED: {
        "agree": Face(label=texts.AGREE, tone="good"),
        "decline": Face(label=texts.DECLINE, tone="bad"),
    },
    CoHosting.AGREED: {"decline": Face(label=texts.STEP_BACK)},
    CoHosting.DECLINED: {"agree": Face(label=texts.AFTER_ALL)},
}
"""By what was said before."""


def subject_of(event_id: int, library_id: int) -> str:
    """What a question is about."""
    return f"co-host:{event_id}:{library_id}"


def answers(event_id: int, library_id: int, state: CoHosting) -> Rows:
    """The buttons of what may be said now, a row each. Who may press them is asked when they are pressed."""
    faces = FACES[state]
    return tuple(
        (Button(label=face.label, press=f"together:{event_id}:{library_id}:{move.name}", tone=face.tone),)
        for move in CO_HOSTING.moves_from(state)
        if (face := faces.get(move.name)) is not None
    )


async def ask(books: Books, event: Event, libraries: Iterable[int], now: datetime, *, by: int) -> None:
    """The librarians of each, save the one who names them; in some days once more."""
    asked = sorted(libraries)
    for library in asked:
        await _ask(books, event, library, now, but=by)
    if asked:
        await books.co_hosts.remind(event.id, asked, reminder_at(event, now))


async def ask_again(books: Books, event: Event, library: int, now: datetime) -> int:
    """Once; how many people are asked."""
    await books.co_hosts.remind(event.id, (library,), None)
    return await _ask(books, event, library, now, again=True)


def reminder_at(event: Event, now: datetime) -> datetime | None:
    """None where the event comes sooner than one would like to be asked twice."""
    at = morning_after(now + PATIENCE, event.zone)
    if event.starts_at is None or at < event.starts_at - SHORT_PATIENCE:
        return at
    return morning_after(now, event.zone) if event.starts_at - now > SHORT_PATIENCE else None


async def tell_holding(books: Books, event: Event, libraries: Iterable[int], now: datetime, *, by: int) -> None:
    """Those who agreed before it became public: nobody should learn from a group that they host something."""
    text = texts.held_together(event.title, _when(event), event_texts.host_words(event.host))
    for library in sorted(libraries):
        about = Notice(kind=NEWS, subject=subject_of(event.id, library), version=event.sequence)
        occasion = f"co-host:{event.id}:{library}"
        rows = (*answers(event.id, library, CoHosting.AGREED), *planning.open_rows(event.id))
        await tell_librarians(books, library, text, but=by, occasion=occasion, now=now, rows=rows, about=about)


async def tell_of_change(books: Books, before: Event, after: Event, now: datetime, *, by: int) -> None:
    """They have agreed to something else, or are asked about something else."""
    if not event_texts.worth_telling(before, after):
        return
    still = set(before.invited) & set(after.invited)
    await withdraw_questions(books, after, still, now, below=after.sequence)
    await ask(books, after, still, now, by=by)
    text = texts.changed(event_texts.change_notice(before, after, today=event_texts.ALWAYS_YEAR))
    for library in sorted(set(before.co_hosts) & set(after.co_hosts)):
        about = Notice(kind=NEWS, subject=subject_of(after.id, library), version=after.sequence)
        occasion = f"co-host-changed:{after.id}:{library}:{after.sequence}"
        rows = (*answers(after.id, library, CoHosting.AGREED), *planning.open_rows(after.id))
        await tell_librarians(books, library, text, but=by, occasion=occasion, now=now, rows=rows, about=about)


async def withdraw_questions(
    books: Books, event: Event, libraries: Iterable[int], now: datetime, *, below: int | None = None
) -> None:
    """They are asked no more: what has not left yet does not leave, and nobody is reminded."""
    asked = sorted(libraries)
    upto = event.sequence + 1 if below is None else below
    for library in asked:
        await withdraw(books, subject_of(event.id, library), below=upto, now=now)
    if asked:
        await books.co_hosts.remind(event.id, asked, None)


async def _ask(
    books: Books, event: Event, library: int, now: datetime, *, but: int | None = None, again: bool = False
) -> int:
    repeats = event_texts.repeats_words(event.repeats) if event.repeats else None
    host = event_texts.host_words(event.host)
    text = texts.question(event.title, _when(event), host, repeats=repeats, again=again)
    return await tell_librarians(
        books,
        library,
        text,
        but=but,
        occasion=f"co-host-asked:{event.id}:{library}:{event.sequence}{':again' if again else ''}",
        now=now,
        rows=(*answers(event.id, library, CoHosting.INVITED), *planning.open_rows(event.id)),
        about=Notice(kind=QUESTION, subject=subject_of(event.id, library), version=event.sequence, may_wait=True),
        until=event.starts_at,
    )


def _when(event: Event) -> str:
    return event_texts.when_words(event, today=event_texts.ALWAYS_YEAR)
