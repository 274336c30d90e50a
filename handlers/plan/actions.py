"""What can be done to an event of the joint plan: the only place where its state, its posts and its journal change.

Each deed checks rights itself. Whoever knew of the event is told by ``handlers.plan.change_notices``: they may be very
many, so what they were told before is withdrawn there, on the walk through them, and not by
``handlers.notices.moves.carry_out``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Unpack

from domain.event import USUAL_LENGTH, Change, State, can_move
from domain.event import changes as differences
from domain.journal import Json, Kind
from domain.libraries.delays import Deed
from domain.quotas import Quota
from domain.rights import Action, Thing
from domain.time.notices import morning_after
from handlers.notices.delayed_deeds import wait
from handlers.notices.posts import publish
from handlers.plan import co_host_notices
from handlers.plan.change_notices import event_changed
from handlers.plan.month_post import publish_months
from handlers.texts.plan import event as texts
from handlers.texts.plan import event_changes as change_texts
from handlers.texts.plan import month as month_texts
from handlers.texts.plan import planning
from handlers.texts.turn import delays, shared
from handlers.turn.accounts import AccountDirectory
from handlers.turn.context import Context, TurnRefused
from handlers.turn.quotas import spend
from storage.books import Books
from storage.plan.events import Event, EventFacts
from storage.reminders.in_outbox import subject_of
from talk.errors import Refused
from talk.rich import Say

EDITABLE: Final = (State.DRAFT, State.ANNOUNCED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a deed."""

    event_id: int
    state: State
    groups: int = 0
    """In how many groups it is published."""
    told: int = 0
    """How many people were told of the change."""
    already: bool = False
    """It was so before: a second press of the same button."""
    waits_until: datetime | None = None
    """By the clock of the host, where it takes effect later (``handlers.notices.delayed_deeds``)."""


def thing_of(event: Event) -> Thing:
    """The event as rights see it."""
    return Thing(alliance=event.alliance_id, library=event.library_id, co_hosts=frozenset(event.co_hosts))


def changing(event: Event) -> Action:
    """The right to say something else of it: a draft rings nobody."""
    return Action.EDIT_DRAFT if event.state is State.DRAFT else Action.EDIT_EVENT


def ending(event: Event) -> Action:
    """The right to give it up."""
    return Action.DROP_DRAFT if event.state is State.DRAFT else Action.CANCEL_EVENT


def over_at(event: Event) -> datetime | None:
    """When it is over; None while only a month is known."""
    if event.starts_at is None:
        return None
    return event.ends_at or event.starts_at + USUAL_LENGTH


async def plan(context: Context, alliance_id: int, facts: EventFacts) -> int:
    """A new draft's id. Whom it is to be held with is asked when it is announced.

    Raises Refused where the time has passed meanwhile.
    """
    context.require(Action.ADD_EVENT, Thing(alliance=alliance_id, library=facts["library_id"]))
    _refuse_past(facts.get("starts_at"), context.now)
    await spend(context, Quota.EVENTS)
    facts = await _asking(context, alliance_id, facts["library_id"], facts)
    event = await context.books.events.add(alliance_id=alliance_id, at=context.now, **facts)
    return event.id


async def announce(context: Context, event_id: int) -> Done:
    """From now on the public sees it: a post in every group, the month's plan, a line in the journal."""
    event = await _event(context, event_id)
    context.require(Action.ANNOUNCE_EVENT, thing_of(event))
    if event.state is State.ANNOUNCED:
        return await _done(context.books, event, already=True)
    if not can_move(event.state, State.ANNOUNCED):
        raise TurnRefused(planning.CANNOT_ANNOUNCE, rows=planning.card_rows(event_id))
    _refuse_past(event.starts_at, context.now)
    await spend(context, Quota.ANNOUNCED)
    return await make_public(context.books, event, context.now, by=context.person.id)


async def make_public(books: Books, event: Event, now: datetime, *, by: int = 0) -> Done:
    """The same for an event that is announced by itself, as the next one of its series.

    The librarians of the co-hosts hear of it, save the person who announces it; those of libraries that have not agreed
    yet are asked.
    """
    if not await announce_quietly(books, event, now):
        return await _done(books, event, already=True)
    await publish_event(books, event.id, now)
    await publish_months(books, event.alliance_id, (event.day,), now)
    await co_host_notices.tell_holding(books, event, event.co_hosts, now, by=by)
    await co_host_notices.ask(books, event, event.invited, now, by=by)
    return await _done(books, event)


async def announce_quietly(books: Books, event: Event, now: datetime) -> bool:
    """One of many: the plan of its month carries it, and the caller publishes that. False when it is no draft."""
    if not await books.events.move_state(event.id, State.ANNOUNCED):
        return False
    await books.fired_leads.reset(event.id, event.starts_at, at=now)
    await write_down(books, event, "announced", now)
    await _ask_later(books, event)
    return True


async def _asking(
    context: Context, alliance_id: int, host: int, facts: EventFacts, *, agreed: Collection[int] = ()
) -> EventFacts:
    """The facts with those whom the host names (``co_hosts``) told apart: who has agreed, and who is to be asked.

    Only members can be named. Whoever names a library of their own has its word.
    """
    if "co_hosts" not in facts:
        return facts
    named = set(facts["co_hosts"]) - {host}
    known = await context.books.libraries.many(named) if named else ()
    members = {one.id for one in known if one.is_member and one.alliance_id == alliance_id}
    together = named & (set(agreed) | (members & context.roles.vouched))
    return {**facts, "co_hosts": sorted(together), "invited": sorted((named & members) - together)}


async def change(context: Context, event_id: int, **facts: Unpack[EventFacts]) -> Done:
    """Say something else of it. What the public has seen is revised, and those who were told are told again."""
    before = await _event(context, event_id)
    context.require(changing(before), thing_of(before))
    if before.state not in EDITABLE:
        raise TurnRefused(planning.CANNOT_CHANGE, rows=planning.card_rows(event_id))
    if "starts_at" in facts and facts["starts_at"] != before.starts_at:
        _refuse_past(facts["starts_at"], context.now)
    public = before.state is State.ANNOUNCED
    facts = await _asking(context, before.alliance_id, before.library_id, facts, agreed=before.co_hosts)
    after = await context.books.events.change(event_id, **facts)
    words = change_texts.changes_words(before, after)
    if not words and before.invited == after.invited:
        return await _done(context.books, after, already=True)
    if not public:
        return await _done(context.books, after)
    await spend(context, Quota.CHANGES)
    told = await _made_known(context, before, after) if words else 0
    after = await context.books.events.get(event_id) or after
    await _ask_others(context, before, after)
    return await _done(context.books, after, told=told)


async def _made_known(context: Context, before: Event, after: Event) -> int:
    """What the public has seen is different; how many people are told of it."""
    after = await context.books.events.change(after.id, bump=True)
    what = [one.what.value for one in differences(change_texts.facts_of(before), change_texts.facts_of(after))]
    if what:
        moved = Change.MOVED in what and not change_texts.only_lasts_otherwise(before, after)
        await write_down(context.books, after, "moved" if moved else "changed", context.now, changed=what)
    if (before.starts_at, before.ends_at, before.month) != (after.starts_at, after.ends_at, after.month):
        await _ask_later(context.books, after)
    await publish_event(context.books, after.id, context.now, changes=change_texts.changes_words(before, after))
    await publish_months(context.books, after.alliance_id, (before.day, after.day), context.now)
    return await event_changed(context.books, before, after, now=context.now)


async def _ask_others(context: Context, before: Event, after: Event) -> None:
    """Of those who are named now the new ones are asked, and those who are named no more are asked no more."""
    books, now, by = context.books, context.now, context.person.id
    dropped = set(before.invited) - {*after.invited, *after.co_hosts}
    await co_host_notices.withdraw_questions(books, after, dropped, now)
    await co_host_notices.tell_of_change(books, before, after, now, by=by)
    new = set(after.co_hosts) - set(before.co_hosts)  # their own word
    await co_host_notices.tell_holding(books, after, new, now, by=by)
    await co_host_notices.ask(books, after, set(after.invited) - set(before.invited), now, by=by)


async def hosts_changed(books: Books, before: Event, now: datetime) -> Event:
    """Another library holds it, too, or does not any more, as it has said itself; the event is locked by the caller.

    An event that has no post of its own, as those from files, gets none for that.
    """
    after = await books.events.change(before.id, bump=True)
    what = [one.what.value for one in differences(change_texts.facts_of(before), change_texts.facts_of(after))]
    await write_down(books, after, "changed", now, changed=what)
    if await books.posts.of_subject(f"event:{after.id}"):
        await publish_event(books, after.id, now, changes=change_texts.changes_words(before, after))
    return after


async def cancel(context: Context, event_id: int, reason: str, *, goes_on: bool = False) -> Done:
    """It will not take place. The post says so, and why; whoever meant to come is told.

    Where somebody means to, and one person alone says so, it waits: others may know better. ``goes_on``: then the next
    of its series comes with it.
    """
    before = await _event(context, event_id)
    context.require(Action.CANCEL_EVENT, thing_of(before))
    if before.state is State.ANNOUNCED and await context.books.changes.count_listeners(event_id):
        about = {"event": event_id, "reason": reason, "goes_on": goes_on, "what": delays.cancelling(before.title)}
        host, what = before.library_id, subject_of(event_id)
        until = await wait(context, host, Deed.CANCEL, what, about, ends=before.starts_at, changes=1)
        if until is not None:
            return Done(event_id=event_id, state=before.state, waits_until=until)
    return await cancel_now(context, event_id, reason)


async def cancel_now(context: Context, event_id: int, reason: str) -> Done:
    """The same without anybody else."""
    before = await _event(context, event_id)
    context.require(Action.CANCEL_EVENT, thing_of(before))
    if before.state is State.CANCELLED:
        return await _done(context.books, before, already=True)
    moved = await context.books.events.move_state(event_id, State.CANCELLED, cancel_reason=reason, bump=True)
    if not moved:
        raise TurnRefused(planning.CANNOT_CANCEL, rows=planning.card_rows(event_id))
    after = await context.books.events.get(event_id)
    assert after is not None, "only drafts are thrown away, and this one is locked"
    if before.state is State.DRAFT:
        return await _done(context.books, after)
    await spend(context, Quota.CHANGES)
    return await _withdraw(context.books, before, after, now=context.now)


async def _withdraw(books: Books, before: Event, after: Event, *, now: datetime) -> Done:
    await write_down(books, after, "cancelled", now)
    await co_host_notices.withdraw_questions(books, after, after.invited, now)
    await publish_event(books, after.id, now, changes=change_texts.changes_words(before, after))
    await publish_months(books, after.alliance_id, (after.day,), now)
    told = await event_changed(books, before, after, now=now)
    return await _done(books, after, told=told)


async def drop(context: Context, event_id: int) -> bool:
    """A draft is thrown away; False when it is public already."""
    event = await _event(context, event_id)
    context.require(ending(event), thing_of(event))
    return await context.books.events.remove(event_id)


async def mark_all_held(
    books: Books, alliance_id: int, event_ids: Collection[int], now: datetime, *, directory: AccountDirectory
) -> int:
    """What of these was announced and is over has been held, and the plans of their months say so; how many.

    Events with only a month are left alone: nobody knows when they are over. That something is over is news to nobody:
    where a post cannot be edited, it is not published anew for that.
    """
    await books.alliances.lock(alliance_id)  # nothing of it is changed meanwhile, nor published
    days = []
    for event_id in event_ids:
        event = await books.events.get(event_id)
        if event is not None and await mark_held(books, event, now):
            days.append(event.day)
            if await books.posts.published([f"event:{event_id}"]):  # «Пойду» has nothing to lead to any more
                await publish_event(books, event_id, now, changes=month_texts.PASSED, only_edits=directory)
    await publish_months(books, alliance_id, days, now, changes=month_texts.PASSED, only_edits=directory)
    return len(days)


async def mark_held(books: Books, event: Event, now: datetime) -> bool:
    """Its time has passed. False when it was not announced or is not over. The caller republishes the months."""
    end = over_at(event)
    if end is None or end > now:
        return False
    return await books.events.move_state(event.id, State.HELD)


async def publish_event(
    books: Books, event_id: int, now: datetime, *, changes: Say = "", only_edits: AccountDirectory | None = None
) -> None:
    """Put its post into «Планы» of every bound group, or revise it there. Drafts have no post.

    ``only_edits``: see ``publish``.
    """
    event = await books.events.get(event_id)
    if event is None or event.state is State.DRAFT:
        return
    alliance = await books.alliances.lock(event.alliance_id)  # so that the later of two posts is the newer one
    post = texts.event_post(event, await co_hosts_of(books, event), hashtag=alliance.hashtag, emblem=alliance.emblem_id)
    over = over_at(event)
    until = over if over is not None and over > now else None  # what is said of it after it is over, is said
    await publish(
        books,
        event.alliance_id,
        f"event:{event_id}",
        post,
        now=now,
        changes=changes,
        until=until,
        only_edits=only_edits,
    )


async def co_hosts_of(books: Books, event: Event) -> tuple[str, ...]:
    """The titles of those who host it together with the host."""
    return await titles_of(books, event.co_hosts)


async def titles_of(books: Books, library_ids: Collection[int]) -> tuple[str, ...]:
    return tuple(library.title for library in await books.libraries.many(library_ids)) if library_ids else ()


async def _event(context: Context, event_id: int) -> Event:
    """As it stays until this turn ends (``Events.lock``). Raises TurnRefused where there is none."""
    event = await context.books.events.lock(event_id)
    if event is None:
        raise TurnRefused(planning.NO_SUCH_EVENT, rows=shared.MENU_ROWS)
    return event


async def _ask_later(books: Books, event: Event) -> None:
    """Next morning the host is asked how it went (row 29); a month has no morning after."""
    end = over_at(event)
    await books.schedule.set_ask(event.id, morning_after(end, event.zone) if end else None, 0)


async def write_down(
    books: Books,
    event: Event,
    what: str,
    now: datetime,
    *,
    changed: list[str] | None = None,
) -> None:
    """A line of the public journal: only facts. Why an event is cancelled may name people, and a seal is for ever."""
    facts: dict[str, Json] = {
        "what": what,
        "event": event.id,
        "title": event.title,
        "library": event.library_id,
        "host": event.host.title,
        "day": event.day.isoformat(),
        "month_only": event.starts_at is None,
    }
    host = await books.libraries.get(event.library_id)
    if host is None or not host.is_member:  # whoever has left writes no words into it any more
        facts = {name: fact for name, fact in facts.items() if name not in ("title", "host")}
    if changed:
        facts["changed"] = changed
    await books.journal.write(event.alliance_id, Kind.PLAN_CHANGED, facts, at=now)


async def _done(books: Books, event: Event, *, told: int = 0, already: bool = False) -> Done:
    known = await books.events.get(event.id)
    groups = await books.groups.of_alliance(event.alliance_id)
    return Done(
        event_id=event.id,
        state=known.state if known else event.state,
        groups=len(groups),
        told=told,
        already=already,
    )


def _refuse_past(start: datetime | None, now: datetime) -> None:
    if start is not None and start <= now:
        raise Refused(planning.ALREADY_PAST)
