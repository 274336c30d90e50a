"""Whom a plan from a file concerns besides its author: co-hosts, and the libraries whose drafts somebody else wrote."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from domain.event import State
from handlers.notices.people import tell_librarians
from handlers.plan import co_host_notices
from handlers.texts.plan import co_hosting as co_hosting_texts
from handlers.texts.plan import files as texts
from handlers.texts.plan.event import host_words
from handlers.texts.turn import shared as shared_texts
from storage.messaging.outbox import Notice
from talk.prompt import Button

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from storage.books import Books
    from storage.plan.events import Event
    from storage.plan.imports import PlanImport


async def tell_of_writing(books: Books, found: PlanImport, after: int, *, by: int | None, now: datetime) -> None:
    """The librarians of co-hosts, and of those whose drafts somebody else wrote: once for all behind ``after``."""
    ids = [event for event in await books.plan_imports.events_of(found.id) if event > after]
    hosted: dict[int, list[Event]] = defaultdict(list)
    announced: list[Event] = []
    for event in await books.events.many(ids) if ids else ():
        if event.state is State.DRAFT and found.joint and event.library_id is not None:
            hosted[event.library_id].append(event)
        elif event.state is State.ANNOUNCED:
            announced.append(event)
    for library, theirs in sorted(hosted.items()):
        text = texts.drafts_for_you(len(theirs), theirs[0].host.title)
        occasion = f"import:{found.id}:{after}:{library}:drafts"
        everything = Button(label=texts.ANNOUNCE_ALL, press=f"plan-file-take:{found.id}:{library}")
        look = Button(label=texts.DRAFTS, press="mine:drafts", tone="main")
        rows = ((look,), (everything,), (shared_texts.BACK_TO_MENU,))
        await tell_librarians(books, library, text, but=by or 0, occasion=occasion, now=now, rows=rows)
    await tell_co_hosts(books, found, announced, now, by=by)


async def tell_co_hosts(
    books: Books, found: PlanImport, events: Sequence[Event], now: datetime, *, by: int | None
) -> None:
    """They are asked about all of them at once; about one as if it came from no file."""
    shared: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        for library in event.invited:
            shared[library].append(event)
    for library, theirs in sorted(shared.items()):
        if len(theirs) == 1:
            await co_host_notices.ask(books, theirs[0], (library,), now, by=by or 0)
            continue
        text = co_hosting_texts.question_of_many(len(theirs), _hosts_of(theirs))
        occasion = f"import:{found.id}:{theirs[0].id}:{library}"
        press = f"together-file:{found.id}:{library}"
        rows = (
            (Button(label=co_hosting_texts.AGREE_TO_ALL, press=f"{press}:agree", tone="good"),),
            (Button(label=co_hosting_texts.ONE_BY_ONE, press="together-asked"),),
            (Button(label=co_hosting_texts.DECLINE_ALL, press=f"{press}:decline", tone="bad"),),
        )
        about = Notice(kind=co_host_notices.QUESTION, subject=f"plan-file:{found.id}:{library}", may_wait=True)
        await tell_librarians(books, library, text, but=by or 0, occasion=occasion, now=now, rows=rows, about=about)


async def tell_of_undoing(
    books: Books, found: PlanImport, gone: Sequence[Event], now: datetime, *, by: int | None
) -> None:
    """The same people hear that it is taken back."""
    concerned: Counter[int] = Counter()
    for event in gone:
        if event.state is State.ANNOUNCED:
            concerned.update((*event.co_hosts, *event.invited))
        if found.joint and event.library_id is not None:
            concerned[event.library_id] += 1
    for library, many in sorted(concerned.items()):
        occasion = f"import-undone:{found.id}:{gone[0].id}:{library}"
        text = texts.taken_back(many, _hosts_of([one for one in gone if library in _concerned(one)]))
        await tell_librarians(
            books, library, text, but=by or 0, occasion=occasion, now=now, rows=shared_texts.MENU_ROWS
        )


def _concerned(event: Event) -> tuple[int, ...]:
    return (event.library_id, *event.co_hosts, *event.invited)


def _hosts_of(events: Sequence[Event]) -> str:
    return "; ".join(dict.fromkeys(host_words(event.host) for event in events))
