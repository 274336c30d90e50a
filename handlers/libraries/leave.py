"""A library leaves the Agreement, in its own time, with the same trail as it came (Положение, 1.8 and 5.3; row 12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from domain.event import State
from domain.journal import Kind
from domain.libraries.delays import Deed
from domain.rights import Action, Thing
from handlers.libraries.joined_post import publish_farewell
from handlers.libraries.joining import next_steps
from handlers.libraries.membership import enter, facts_of, ground_of, locked, regrant
from handlers.notices.delayed_deeds import About, carried_out, wait
from handlers.notices.people import tell_coordinators, tell_librarians
from handlers.texts.libraries import joining
from handlers.texts.libraries import leaving as texts
from handlers.texts.places import place_of
from handlers.texts.turn import delays, shared
from handlers.turn.context import Context, Forbidden
from handlers.turn.errands import errand
from handlers.turn.hooks import Leaving, library_leaves
from handlers.turn.menu_places import MenuPlace, Role
from handlers.turn.paging import PAGE, number_of
from storage.alliances.alliances import Alliance
from storage.libraries.libraries import Library
from talk.errors import Refused
from talk.fields import Choice, Line, Option
from talk.play import Talk
from talk.prompt import Button, Rows
from talk.script import script

MOST_EVENTS: Final = 1000
ONE_BY_ONE_AT_MOST: Final = 20
"""More questions than that tire people: then it is all or nothing, and «Мои события» for the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """A member library of this person."""

    id: int
    title: str
    alliance_id: int
    settlement: str
    """Of the alliance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An event that is still ahead."""

    id: int
    words: str


@errand(
    "leave",
    command="leave",
    most_args=1,
    about=texts.ABOUT,
    order=110,
    spoken=texts.SPOKEN,
    words=texts.WORDS,
    menu=MenuPlace(label=texts.ABOUT, role=Role.LIBRARIAN, wing=joining.WING),
)
async def leave(context: Context, library: str = "") -> None:
    if context.roles.librarian_of and not context.roles.vouched:
        raise Forbidden(Action.LEAVE_ALLIANCE, waits=True)
    await context.begin(leave_alliance, library=number_of(library) if library else None)


@script("leave-alliance", version=1, called=texts.CALLED)
async def leave_alliance(talk: Talk, context: Context) -> None:
    mine = await talk.look("mine", members_of, context, talk.given["library"])
    if not mine:
        await talk.say(texts.NO_LIBRARY, rows=((Button(label=texts.JOIN, press="join"),), (shared.BACK_TO_MENU,)))
        return
    library = mine[0]
    if len(mine) > 1:
        options = [Option(value=one.id, label=texts.option(one.title, one.settlement)) for one in mine]
        picked = await talk.ask("which", texts.WHICH, Choice(options))
        library = next(one for one in mine if one.id == picked)
    reason = await talk.ask("reason", texts.REASON, Line(most=300), optional=True)
    planned = await talk.look("planned", planned_of, context, library.id)
    cancelled = await choose_cancelled(talk, planned)
    sure = texts.sure(library.title, library.settlement, cancelled=len(cancelled), kept=len(planned) - len(cancelled))
    if not await talk.confirm("sure", sure, yes=texts.YES, no=texts.NO):
        await talk.say(texts.STAYED, rows=shared.MENU_ROWS)
        return
    left = await talk.do("leave", leave_it, context, library.id, reason, cancelled)
    if isinstance(left, datetime):
        await talk.say(delays.waits(delays.leaving(library.title), left), rows=shared.MENU_ROWS)
        return
    await talk.say(
        texts.left(library.title, library.settlement, cancelled=len(cancelled)), rows=_afterwards(library.id)
    )


async def choose_cancelled(talk: Talk, planned: Sequence[Planned]) -> list[int]:
    """Which of its events are to be cancelled; part of the script."""
    if not planned:
        return []
    ways: list[Option[Literal["keep", "cancel", "each"]]] = [
        Option(value="keep", label=texts.KEEP_ALL),
        Option(value="cancel", label=texts.CANCEL_ALL),
    ]
    if 1 < len(planned) <= ONE_BY_ONE_AT_MOST:
        ways.append(Option(value="each", label=texts.ONE_BY_ONE))
    shown = texts.planned([one.words for one in planned[:PAGE]], len(planned))
    way = await talk.ask("events", shown, Choice(ways))
    if way == "keep":
        return []
    if way == "cancel":
        return [one.id for one in planned]
    cancelled = []
    for one in planned:
        fates = [Option(value="keep", label=texts.KEEP), Option(value="cancel", label=texts.CANCEL)]
        fate = await talk.ask(f"event-{one.id}", texts.one_event(one.words), Choice(fates, columns=2))
        if fate == "cancel":
            cancelled.append(one.id)
    return cancelled


def _afterwards(library: int) -> Rows:
    return (
        (Button(label=texts.RETURN, press=f"return:{library}"),),
        (Button(label=texts.ROSTER, press="roster"), shared.BACK_TO_MENU),
    )


# Looks and deeds.


async def members_of(context: Context, library_id: int | None) -> list[Mine]:
    """The member libraries that this person serves; only the one that was named, if it is one of them."""
    served = [one for one in await context.books.libraries.served_by(context.person.id, vouched=True) if one.is_member]
    for hidden in sorted(context.roles.may_leave):
        found = await context.books.libraries.get(hidden, hidden=True)
        served += [found] if found is not None else []
    named = [one for one in served if one.id == library_id] or served
    mine = []
    for one in named:
        alliance = await context.books.alliances.get(one.alliance_id, hidden=True)
        if alliance is not None:
            mine.append(Mine(id=one.id, title=one.title, alliance_id=alliance.id, settlement=alliance.settlement))
    return mine


async def planned_of(context: Context, library_id: int) -> list[Planned]:
    """What it hosts from today on and has not been held yet; co-hosted events are their hosts' affair."""
    today = context.now.astimezone(ZoneInfo(context.zone)).date()
    month = today.replace(day=1)  # an event of which only the month is known stands on its first day
    found = await context.books.events.of_library(
        library_id, since=month, states=(State.ANNOUNCED, State.DRAFT), limit=MOST_EVENTS
    )
    return [
        Planned(id=one.id, words=texts.event_line(one.title, one.day, month_only=one.starts_at is None, today=today))
        for one in found.items
        if one.library_id == library_id and (one.starts_at is None or one.starts_at > context.now)
    ]


async def leave_it(context: Context, library_id: int, reason: str | None, cancelled: list[int]) -> int | datetime:
    """The membership ends; the id of it. The history stays as it is.

    A moment: until when it waits, by the clock of the library, as one person alone has said so.
    """
    library, alliance = await _member(context, library_id)
    about = {
        "library": library.id,
        "reason": reason,
        "cancelled": cancelled,
        "what": delays.leaving(library.title),
    }
    public = [one for one in await context.books.events.many(cancelled) if one.state is State.ANNOUNCED]
    until = await wait(context, library.id, Deed.LEAVE, f"library:{library.id}", about, changes=len(public))
    return until if until is not None else await _leave_now(context, library, alliance, reason, cancelled)


@carried_out(Deed.LEAVE)
async def leave_later(context: Context, about: About) -> None:
    library, alliance = await _member(context, int(about["library"]))
    await _leave_now(context, library, alliance, about["reason"], about["cancelled"])


async def _member(context: Context, library_id: int) -> tuple[Library, Alliance]:
    """Locked, for whoever may end its membership. Raises Refused, Forbidden."""
    found = await locked(context.books, library_id, hidden=library_id in context.roles.may_leave)
    if found is None or not found[0].is_member:
        raise Refused(texts.NOT_MEMBER)
    library, alliance = found
    context.require(Action.LEAVE_ALLIANCE, Thing(alliance=alliance.id, library=library.id))
    return library, alliance


async def _leave_now(
    context: Context, library: Library, alliance: Alliance, reason: str | None, cancelled: Sequence[int]
) -> int:
    await library_leaves(
        context,
        Leaving(
            library=library.id,
            alliance=alliance.id,
            cancelled=tuple(cancelled),
            why_cancelled=texts.WHY_CANCELLED,
        ),
    )
    membership = await context.books.libraries.leave(library.id, context.now, reason)
    assert membership is not None, "it was a member a moment ago, in this very transaction"
    await context.books.journal.write(alliance.id, Kind.LEFT, facts_of(library), at=context.now)
    await publish_farewell(context.books, alliance, library, membership, reason, now=context.now)
    await tell_coordinators(
        context.books,
        alliance.id,
        texts.tell_coordinators(alliance.settlement, library.title, place_of(library), reason),
        now=context.now,
        key=f"left:{membership}",
        rows=((Button(label=joining.SHOW_CARD, press=f"lib:{library.id}"), shared.BACK_TO_MENU),),
        but=context.person.id,
    )
    await tell_librarians(
        context.books,
        library.id,
        texts.tell_colleagues(library.title, alliance.settlement),
        but=context.person.id,
        occasion=f"gone:{membership}",
        now=context.now,
        rows=((Button(label=texts.RETURN, press=f"return:{library.id}"), shared.BACK_TO_MENU),),
    )
    await context.refresh()
    return membership


# The way back.


@errand("return", most_args=2, deep_linkable=False)
async def come_back(context: Context, library: str = "", sure: str = "") -> None:
    """A library that has left is a partner again; its librarians decide, after one question."""
    known = await locked(context.books, number_of(library))
    if known is None:
        await context.say(texts.NO_LIBRARY, rows=((Button(label=texts.JOIN, press="join"),), (shared.BACK_TO_MENU,)))
        return
    found, alliance = known
    context.require(Action.EDIT_LIBRARY, Thing(alliance=alliance.id, library=found.id))
    if found.is_member:
        await context.say(texts.IS_MEMBER, rows=shared.MENU_ROWS)
        return
    granted = ground_of(alliance, found)  # the rule of the alliance may have changed meanwhile
    if granted is None:
        anew = Button(label=texts.JOIN, press=f"join:{alliance.id}")
        text = texts.no_namesake_now(found.settlement, alliance.settlement)
        await context.say(text, rows=((anew,), (shared.BACK_TO_MENU,)))
        return
    if sure != "yes":
        yes = Button(label=texts.RETURN_SURE, press=f"return:{found.id}:yes", tone="main")
        await context.say(texts.sure_to_return(found.title, alliance.settlement), rows=((yes,), (shared.BACK_TO_MENU,)))
        return
    found = await regrant(context.books, found, granted)
    back = await enter(context.books, alliance, found, context.person.id, now=context.now)
    await context.refresh()
    await context.say(
        joining.rejoined(alliance.settlement, back.title, published=back.published), rows=next_steps(back.library)
    )
