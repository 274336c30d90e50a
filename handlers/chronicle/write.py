"""Telling how it went: of an event of the plan, or of something that was in no plan (rows 29, 30, 31)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from domain.event import State
from domain.rights import Action, Thing
from handlers.chronicle.actions import Account, can_be_told, write
from handlers.chronicle.counts import NewReaders
from handlers.chronicle.offered import FromWhich
from handlers.chronicle.past_day import PastDay
from handlers.chronicle.photos import MOST_PHOTOS, ask_photos
from handlers.chronicle.post import shown_pictures
from handlers.chronicle.told import Told, told_of
from handlers.plan import actions
from handlers.texts.chronicle import reading
from handlers.texts.chronicle import telling as texts
from handlers.texts.turn import shared
from handlers.texts.turn.labels import LABEL
from handlers.turn.context import Context
from handlers.turn.errands import errand
from handlers.turn.own_libraries import served_library
from handlers.turn.paging import number_of
from talk.fields import Choice, Line, Number, Option, Text
from talk.keyboard import shorten
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.script import script

if TYPE_CHECKING:
    from storage.plan.events import Event

WAITING: Final = 6
"""Events offered at once, the latest ones."""
LONGEST_TITLE: Final = 200
LONGEST_STORY: Final = 3000
MOST_PEOPLE: Final = 1_000_000

NOTHING: Final = Told()
UNPLANNED: Final = Button(label=texts.UNPLANNED, press="chronicle-new")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What is told of. Without an event there is neither a title nor a day yet; of a month the day is not known."""

    library: int
    event: int | None
    title: str | None
    day: date | None
    zone: str


@errand("tell", most_args=1, words=texts.WORDS)
async def tell(context: Context, event_arg: str = "") -> None:
    """Begin to tell of an event, or choose which."""
    if not event_arg:
        await _choose_event(context)
        return
    event = await context.books.events.get(number_of(event_arg))
    if event is None or event.state is State.DRAFT:
        await context.say(texts.GONE, rows=((UNPLANNED,), (shared.BACK_TO_MENU,)))
        return
    context.require(Action.WRITE_CHRONICLE, actions.thing_of(event))
    if can_be_told(event, context.now):
        await context.begin(write_chronicle, event=event.id)
    else:
        await _say_why_not(context, event)


async def _say_why_not(context: Context, event: Event) -> None:
    told = await context.books.chronicle.of_event(event.id)
    if told:
        entry = await context.books.chronicle.newest_of(told[-1])
        see = Button(label=texts.SEE_ENTRY, press=f"entry:{entry.id}", tone="main")
        correct = Button(label=reading.CORRECT, press=f"correct:{entry.id}")
        await context.say(texts.already_told(event.title), rows=((see, correct), (UNPLANNED,), (shared.BACK_TO_MENU,)))
        return
    text = texts.CANCELLED if event.state is State.CANCELLED else texts.NOT_YET
    await context.say(text, rows=((UNPLANNED,), (shared.BACK_TO_MENU,)))


async def _choose_event(context: Context) -> None:
    """The last events of the person's libraries of which nobody has told."""
    if not context.roles.librarian_of:
        await context.say(texts.NO_LIBRARY, rows=((Button(label=texts.JOIN, press="join"),), (shared.BACK_TO_MENU,)))
        return
    waiting: dict[int, Event] = {}
    for library_id in sorted(context.roles.librarian_of):
        total = (await context.books.events.of_library(library_id, states=(State.HELD,), limit=1)).total
        last = await context.books.events.of_library(
            library_id, states=(State.HELD,), offset=max(total - WAITING, 0), limit=WAITING
        )
        waiting |= {event.id: event for event in last.items}
    newest = sorted(waiting.values(), key=lambda event: (event.day, event.id), reverse=True)[:WAITING]
    rows = [(Button(label=texts.event_label(one.day, one.title), press=f"tell:{one.id}"),) for one in newest]
    await context.say(
        texts.WHICH_EVENT if newest else texts.NOTHING_WAITS,
        rows=(*rows, (UNPLANNED,), (shared.BACK_TO_MENU,)),
        in_place=True,
    )


@errand("chronicle-new", most_args=1)
async def tell_of_the_unplanned(context: Context, library_arg: str = "") -> None:
    """Begin an entry without an event, in the name of a library that is the person's own."""
    library = await served_library(
        context,
        "chronicle-new",
        library_arg,
        question=texts.WHICH_LIBRARY,
        option=lambda title, _: shorten(title, LABEL),
        none=texts.NO_LIBRARY,
        ways=((Button(label=texts.JOIN, press="join"),), (shared.BACK_TO_MENU,)),
        members_only=True,
    )
    if library is not None:
        await context.begin(write_chronicle, library=library.id)


@script("write-chronicle", version=1, called=texts.CALLED)
async def write_chronicle(talk: Talk, context: Context) -> None:
    """Numbers, a few words, photographs: everything but the words may be left out.

    An answer that came by itself (``handlers.chronicle.answered``) is asked for nothing that it has told.
    """
    told, offered = await _offered(talk, context, told_of(talk.given))
    shots = await ask_photos(talk, texts.PHOTOS, told) if told is not None and told.pictures else None
    event_id: int | None = talk.given.get("event") if offered is None else offered
    if talk.given.get("among"):
        events = await talk.look("among", titles_of, context, [int(one) for one in talk.given["among"]])
        if not events:
            talk.leave(texts.GONE)
        options = [Option(value=number, label=label) for number, label in events]
        event_id = await talk.ask("which", texts.WHICH_OF_THEM, Choice(options))
    occasion = await talk.look("occasion", occasion_of, context, event_id, talk.given.get("library"))
    if occasion is None:
        talk.leave(texts.GONE)
    title, day = occasion.title, occasion.day
    if title is None:
        title = await talk.ask("title", texts.WHAT_WAS_IT, Line(most=LONGEST_TITLE), label=texts.TITLE_LABEL)
    else:
        await talk.say(texts.about(title) if told is None else texts.heard(title))
    if day is None:
        day = await talk.ask("day", texts.WHEN_WAS_IT, PastDay(zone=occasion.zone), label=texts.DAY_LABEL)
    told = told or NOTHING
    visitors = await talk.ask(
        "visitors",
        texts.HOW_MANY_CAME,
        Number(most=MOST_PEOPLE),
        optional=True,
        label=texts.VISITORS_LABEL,
        known=told.visitors,
    )
    new_readers = await talk.ask(
        "readers",
        texts.HOW_MANY_JOINED,
        NewReaders(most=MOST_PEOPLE, visitors=visitors),
        optional=True,
        label=texts.READERS_LABEL,
        known=told.new_readers,
        passed=told is not NOTHING and told.new_readers is None,
    )
    words = await talk.ask(
        "words", texts.A_FEW_WORDS, Text(most=LONGEST_STORY), label=texts.WORDS_LABEL, known=told.words
    )
    shots = shots or await ask_photos(talk, texts.PHOTOS, None if told is NOTHING else told)
    await talk.review(
        "sure",
        texts.summary(
            title=title,
            when=day,
            visitors=visitors,
            new_readers=new_readers,
            words=words,
            photos=shots.count,
            alts=shots.alts,
            published=shots.consented,
        ),
    )
    account = Account(
        library=occasion.library,
        event=occasion.event,
        title=title,
        day=day,
        text=words,
        visitors=visitors,
        new_readers=new_readers,
        pictures=shots.pictures,
    )
    entry = await talk.do("write", write, context, account)
    if entry is None:
        whole = Button(label=reading.WHOLE_CHRONICLE, press="chronicle")
        await talk.say(texts.OTHERS_TOLD, rows=((UNPLANNED,), (whole, shared.BACK_TO_MENU)))
        return
    await talk.say(texts.THANK_YOU)
    await talk.say(reading.told(entry), rows=after_writing(entry.id, entry.alliance_id), pictures=shown_pictures(entry))


async def _offered(talk: Talk, context: Context, told: Told | None) -> tuple[Told | None, int | None]:
    """A part of the script: of which event the photographs are that nobody asked for (``handlers.chronicle.unasked``).

    With all of their album; the event is None where it is known otherwise.
    """
    if told is None or not talk.given.get("offered"):
        return told, None
    events = await talk.look("offered", offered_of, context, [int(one) for one in talk.given["offered"]])
    if not events:
        talk.leave(texts.GONE)
    alone = len(events) == 1
    options = tuple((number, texts.FROM_IT if alone else label) for number, _, label in events)
    none = texts.NOT_FROM_IT if alone else texts.FROM_NONE
    question = texts.is_it_from(events[0][1]) if alone else texts.FROM_WHICH
    offer = await talk.ask("from", question, FromWhich(options, none, begun=told.pictures, most=MOST_PHOTOS))
    if offer.event is None:
        talk.leave(texts.LEFT_ALONE)
    return replace(told, pictures=offer.pictures, album=None), offer.event


def after_writing(entry_id: int, alliance_id: int) -> Rows:
    """What one may want next."""
    return (
        (Button(label=reading.CORRECT, press=f"correct:{entry_id}"), Button(label=reading.TELL, press="tell")),
        (Button(label=reading.WHOLE_CHRONICLE, press=f"chronicle:{alliance_id}"), shared.BACK_TO_MENU),
    )


async def offered_of(context: Context, event_ids: list[int]) -> list[tuple[int, str, str]]:
    """Of those that are still there: number, title, and the label of a button."""
    found = [await context.books.events.get(one) for one in event_ids]
    return [(one.id, one.title, texts.event_label(one.day, one.title)) for one in found if one is not None]


async def titles_of(context: Context, event_ids: list[int]) -> list[tuple[int, str]]:
    """Of those that are still there: number, and the label of a button."""
    found = [await context.books.events.get(one) for one in event_ids]
    return [(one.id, texts.event_label(one.day, one.title)) for one in found if one is not None]


async def occasion_of(context: Context, event_id: int | None, library_id: int | None) -> Occasion | None:
    """What is to be told of; None when it is gone. Raises Forbidden when it is somebody else's."""
    if event_id is not None:
        event = await context.books.events.get(event_id)
        if event is None:
            return None
        context.require(Action.WRITE_CHRONICLE, actions.thing_of(event))
        return Occasion(
            library=event.library_id,
            event=event.id,
            title=event.title,
            day=event.day if event.starts_at is not None else None,
            zone=event.zone,
        )
    library = await context.books.libraries.get(library_id) if library_id is not None else None
    if library is None:
        return None
    context.require(Action.WRITE_CHRONICLE, Thing(alliance=library.alliance_id, library=library.id))
    return Occasion(library=library.id, event=None, title=None, day=None, zone=library.zone)
