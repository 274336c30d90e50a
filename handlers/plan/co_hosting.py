"""A library answers whether it holds an event together with its host (row 26)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from domain.event import State
from domain.plan.co_hosting import CO_HOSTING, CoHosting
from domain.quotas import Quota
from domain.rights import Action, Thing
from handlers.notices.people import NEWS, tell_librarians
from handlers.plan import actions
from handlers.plan.card import show_card
from handlers.plan.files.writing import MOST_AT_ONCE
from handlers.plan.month import numbers
from handlers.texts.plan import co_hosting as texts
from handlers.texts.plan import event as event_texts
from handlers.texts.plan import planning
from handlers.texts.turn import shared
from handlers.turn import moves
from handlers.turn.asking import hears_answer
from handlers.turn.errands import errand, go
from handlers.turn.paging import number_of, read_page
from handlers.turn.quotas import spend
from storage.messaging.outbox import Notice
from talk.fields.text import fold, says
from talk.prompt import Button, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from handlers.turn.context import Context
    from storage.messaging.notices import Asked
    from storage.plan.events import Event

LINES = 4
"""Events of one page, as in «Мои события»."""


@errand("together", most_args=3, deep_linkable=False)
async def together(context: Context, event_arg: str = "", library_arg: str = "", answer: str = "") -> None:
    """The answer to one question (a move's name); it may be given anew while the event lies ahead."""
    event = await context.books.events.lock(number_of(event_arg))
    library = number_of(library_arg)
    alliance = event.alliance_id if event is not None else None
    thing = Thing(alliance=alliance, library=library)
    context.require(Action.ANSWER_FOR_CO_HOST, thing)
    said = await context.books.co_hosts.state_of(event.id, library) if event is not None else None
    if event is None or said is None or event.state is State.DRAFT:
        await context.say(texts.NOT_ASKED, rows=shared.MENU_ROWS)
        return
    if not is_open(event, context.now):
        await show_card(context, event, above=texts.TOO_LATE)
        return
    if CO_HOSTING.move(said, answer) is None:
        await show_card(context, event, above=texts.ANSWERED_SO)
        return
    move = moves.require(context, CO_HOSTING, said, answer, thing, gone=texts.NOT_ASKED)
    if CoHosting.AGREED in (said, move.to):
        await spend(context, Quota.CHANGES)
    after = await _answer(context, event, library, said, move.to)
    await _tell_host(context, event, library, agreed=move.to is CoHosting.AGREED)
    await show_card(context, after, above=texts.AGREED if move.to is CoHosting.AGREED else texts.DECLINED)


@hears_answer("question", "co-host")
async def hear_together(context: Context, asked: Sequence[Asked]) -> bool:
    """A yes or a no in words, to the newest question that is still open."""
    phrases = context.question_context.phrases
    said = says(fold(context.message.text), phrases.polite_words)
    answer = "agree" if said in phrases.yes_words else "decline" if said in phrases.no_words else None
    if answer is None:
        return False
    for one in asked:
        event_id, library = (number_of(part) for part in one.subject.split(":")[1:3])
        event = await context.books.events.get(event_id)
        state = await context.books.co_hosts.state_of(event_id, library)
        thing = Thing(alliance=event.alliance_id if event else None, library=library)
        if event is None or not is_open(event, context.now) or state is not CoHosting.INVITED:
            continue
        if context.may(Action.ANSWER_FOR_CO_HOST, thing):
            return await go(context, "together", str(event_id), str(library), answer)
    return False


def is_open(event: Event, now: datetime) -> bool:
    """Whether an answer still means something."""
    return event.state is State.ANNOUNCED and (event.starts_at is None or event.starts_at > now)


async def _answer(context: Context, event: Event, library: int, said: CoHosting, to: CoHosting) -> Event:
    """The event as it is from then on; it is locked. Whoever reads of it in public reads the difference."""
    books, now = context.books, context.now
    if not await books.co_hosts.move_state(event.id, library, to):
        return event
    if CoHosting.AGREED in (said, to):
        return await actions.hosts_changed(books, event, now)
    return await books.events.get(event.id) or event


async def _tell_host(context: Context, event: Event, library: int, *, agreed: bool) -> None:
    asked = await context.books.libraries.get(library)
    assert asked is not None, "who answers serves there"
    await tell_librarians(
        context.books,
        event.library_id,
        texts.answered(event.title, asked.title, agreed=agreed),
        but=context.person.id,
        occasion=f"co-host-answered:{event.id}:{library}:{context.now.isoformat()}",
        now=context.now,
        rows=(*planning.open_rows(event.id), (shared.BACK_TO_MENU,)),
        about=Notice(kind=NEWS, subject=f"co-host-answer:{event.id}:{library}", version=event.sequence, may_wait=True),
    )


@errand("together-file", most_args=3, deep_linkable=False)
async def together_of_file(context: Context, import_arg: str = "", library_arg: str = "", answer: str = "") -> None:
    """The same answer to all events that came of a plan from a file, some at a time."""
    books, library = context.books, number_of(library_arg)
    found = await books.plan_imports.get(number_of(import_arg))
    alliance = found.alliance_id if found is not None else None
    context.require(Action.ANSWER_FOR_CO_HOST, Thing(alliance=alliance, library=library))
    move = CO_HOSTING.move(CoHosting.INVITED, answer)
    if found is None or move is None:
        await context.say(texts.NOBODY_TO_ASK, rows=_ways())
        return
    await books.alliances.lock(found.alliance_id)
    numbers_of_it = list(await books.plan_imports.events_of(found.id))
    events = await books.events.many(numbers_of_it) if numbers_of_it else ()
    waiting = [one for one in events if library in one.invited and is_open(one, context.now)]
    for event in waiting[:MOST_AT_ONCE]:
        await _answer(context, event, library, CoHosting.INVITED, move.to)
    if not waiting:
        await context.say(texts.NOBODY_TO_ASK, rows=_ways())
        return
    agreed = move.to is CoHosting.AGREED
    await _tell_hosts(context, waiting[:MOST_AT_ONCE], library, agreed=agreed)
    left = max(0, len(waiting) - MOST_AT_ONCE)
    label = texts.AGREE_TO_ALL if agreed else texts.DECLINE_ALL
    more = ((Button(label=label, press=f"together-file:{found.id}:{library}:{answer}", tone="main"),),) if left else ()
    done = min(len(waiting), MOST_AT_ONCE)
    text = texts.agreed_to_many(done, left) if agreed else texts.declined_many(done, left)
    await context.say(text, rows=(*more, *_ways()))


async def _tell_hosts(context: Context, events: list[Event], library: int, *, agreed: bool) -> None:
    """Each host once."""
    asked = await context.books.libraries.get(library)
    assert asked is not None, "who answers serves there"
    for host in sorted({event.library_id for event in events}):
        theirs = [event for event in events if event.library_id == host]
        await tell_librarians(
            context.books,
            host,
            texts.answered_many(asked.title, len(theirs), agreed=agreed),
            but=context.person.id,
            occasion=f"co-host-answered:{theirs[0].id}:{library}:{context.now.isoformat()}",
            now=context.now,
            rows=_ways(),
            about=Notice(kind=NEWS, subject=f"library:{host}", may_wait=True),
        )


@errand("together-asked", most_args=1)
async def asked(context: Context, page: str = "0") -> None:
    """What the person's libraries have not answered yet."""
    questions = partial(context.books.co_hosts.asked, context.roles.vouched, context.now)
    shown = await read_page(questions, page, LINES)
    lines = event_texts.numbered(shown.items, shown.first, zone=context.person.zone, now=context.now)
    rows: Rows = (
        *((numbers(shown.items, shown.first),) if shown.items else ()),
        *shown.turn("together-asked"),
        *_ways(),
    )
    await context.say(texts.waiting(lines, shown.words), rows=rows, in_place=True)


def _ways() -> Rows:
    return ((Button(label=planning.MINE, press="mine"), shared.BACK_TO_MENU),)
