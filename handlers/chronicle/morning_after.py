"""The question of the next morning and its short answers: later, never, or it did not take place (row 29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.event import State
from domain.rights import Action
from domain.time.notices import morning_after
from handlers.notices.people import tell_librarians
from handlers.plan import actions
from handlers.texts.chronicle import telling as texts
from handlers.texts.turn import shared
from handlers.turn.context import Context
from handlers.turn.errands import errand
from handlers.turn.paging import number_of
from storage.messaging.outbox import Notice
from storage.reminders.in_outbox import subject_of
from talk.fields import Line
from talk.play import Talk
from talk.prompt import Button, Prompt, Rows
from talk.script import script

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.plan.events import Event

ROUNDS: Final = 3
"""How often a host is asked: once, and the question comes back twice."""
DAY_HOURS: Final = range(9, 21)
"""By the host's clock: a question that is late does not ring at night."""
LONGEST_REASON: Final = 200


async def ask_host(books: Books, event: Event, now: datetime, *, directory: AccountDirectory) -> int:
    """Ask the librarians of the host, each once a round, and set the next round; how many were asked.

    Its alliance and the event are locked by the caller.
    """
    if event.state is State.ANNOUNCED:
        await actions.mark_all_held(books, event.alliance_id, (event.id,), now, directory=directory)
        event = await books.events.get(event.id) or event  # the job that marks what is over may have been faster
    if event.state is not State.HELD or event.asked >= ROUNDS or await books.chronicle.of_event(event.id):
        coming = actions.over_at(event) if event.state is State.ANNOUNCED else None
        again = morning_after(coming, event.zone) if coming is not None and coming > now else None
        await books.schedule.set_ask(event.id, again, event.asked)
        return 0
    tomorrow = morning_after(now, event.zone)
    if now.astimezone(ZoneInfo(event.zone)).hour not in DAY_HOURS:
        await books.schedule.set_ask(event.id, tomorrow, event.asked)
        return 0
    prompt = Prompt(text=texts.how_did_it_go(event.title, event.day, again=event.asked), rows=question_rows(event.id))
    occasion = f"asked:{event.id}:{event.asked}"
    about = Notice(kind="question", subject=subject_of(event.id), version=event.sequence)
    asked = await tell_librarians(books, event.library_id, prompt, but=None, occasion=occasion, now=now, about=about)
    rounds = event.asked + 1
    await books.schedule.set_ask(event.id, tomorrow if rounds < ROUNDS else None, rounds)
    return asked


def question_rows(event_id: int) -> Rows:
    """The four answers."""
    return (
        (Button(label=texts.TELL, press=f"tell:{event_id}", tone="main"),),
        (
            Button(label=texts.LATER, press=f"tell-later:{event_id}"),
            Button(label=texts.SKIP, press=f"tell-skip:{event_id}"),
        ),
        (Button(label=texts.DID_NOT_HAPPEN, press=f"not-held:{event_id}"),),
    )


@errand("tell-later", most_args=1)
async def later(context: Context, event_arg: str = "") -> None:
    """The question comes back by itself; after the last round it does not."""
    event = await _asked_of(context, event_arg, Action.WRITE_CHRONICLE)
    if event is not None:
        await context.say(texts.ASK_AGAIN if event.ask_at is not None else texts.NO_MORE, rows=_tell_now(event))


@errand("tell-skip", most_args=1, deep_linkable=False)
async def skip(context: Context, event_arg: str = "") -> None:
    """Nobody is asked about this event any more."""
    event = await _asked_of(context, event_arg, Action.WRITE_CHRONICLE)
    if event is not None:
        await context.books.schedule.set_ask(event.id, None, event.asked)
        await context.say(texts.SKIPPED, rows=_tell_now(event))


@errand("not-held", most_args=1)
async def begin_not_held(context: Context, event_arg: str = "") -> None:
    """It did not take place after all: the plan says so from then on."""
    event = await _asked_of(context, event_arg, Action.CANCEL_EVENT)
    if event is not None:
        await context.begin(not_held, event=event.id, title=event.title)


@script("not-held", version=1, called=texts.NOT_HELD_CALLED)
async def not_held(talk: Talk, context: Context) -> None:
    """Why, and whether that is certain."""
    reason = await talk.ask("why", texts.WHY_NOT, Line(most=LONGEST_REASON), optional=True)
    sure = await talk.confirm(
        "sure", texts.sure_not_held(str(talk.given["title"])), yes=texts.NOT_HELD_LABEL, no=texts.KEEP_LABEL
    )
    if not sure:
        await talk.say(texts.LEFT_AS_IT_WAS, rows=shared.MENU_ROWS)
        return
    noted = await talk.do("note", note_not_held, context, int(talk.given["event"]), reason or texts.NO_REASON)
    await talk.say(texts.NOTED_NOT_HELD if noted else texts.TOO_LATE, rows=shared.MENU_ROWS)


async def note_not_held(context: Context, event_id: int, reason: str) -> bool:
    """The plan says that it did not take place; False when it was decided otherwise meanwhile."""
    event = await context.books.events.lock(event_id)
    if event is None:
        return False
    context.require(Action.CANCEL_EVENT, actions.thing_of(event))
    await actions.mark_held(
        context.books, event, context.now
    )  # those who came to it need no notice that it is cancelled
    event = await context.books.events.get(event_id)
    if event is None or event.state is not State.HELD:
        return False
    await actions.cancel(context, event_id, reason)
    return True


async def _asked_of(context: Context, event_arg: str, action: Action) -> Event | None:
    """The event of a button, while the question stands; None when the person was told that it does not."""
    event = await context.books.events.get(number_of(event_arg))
    if event is None or event.state is State.DRAFT:
        await context.say(texts.GONE, rows=shared.MENU_ROWS)
        return None
    context.require(action, actions.thing_of(event))
    if event.state not in (State.ANNOUNCED, State.HELD):
        await context.say(texts.TOO_LATE, rows=shared.MENU_ROWS)
        return None
    return event


def _tell_now(event: Event) -> Rows:
    return ((Button(label=texts.TELL_NOW, press=f"tell:{event.id}"),), (shared.BACK_TO_MENU,))
