"""Whoever was told of an event, or said that they come, is told again when it changes."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from domain.event import State
from handlers.notices.notices import tell, withdraw
from handlers.notices.quiet import rings_at
from handlers.texts.plan.event_changes import worth_telling
from handlers.texts.subscriptions import reminders
from storage.messaging.outbox import Notice
from storage.reminders.changes import WAKE
from storage.reminders.in_outbox import REMINDER, subject_of
from storage.reminders.reminders import CHANGE
from talk.messenger import BULK, URGENT
from talk.prompt import Prompt

if TYPE_CHECKING:
    from datetime import datetime

    from storage.books import Books
    from storage.plan.events import Event
    from storage.reminders.changes import Batch, Change

SOON: Final = timedelta(hours=24)
"""What changes in an event this near goes out before everything else."""
AT_ONCE: Final = 100
"""So many people are told of a change at once; more would keep everybody else's turns waiting."""
CHANGED: Final = "change"
"""The kind of these notices."""
TO_GET_READY: Final = timedelta(hours=3)
"""A change is kept till the morning only if so much time is left then."""


async def event_changed(books: Books, before: Event, after: Event, *, now: datetime) -> int:
    """A public event was moved, cancelled or changed: whoever was told of it, or said that they come, is told again.

    Once per version (``sequence``) of the event; how many people. Unsent reminders of the old time are void, the new
    time gets reminders of its own. What is over concerns nobody any more. The first few are told in this transaction,
    very many by ``scheduler.reminders.tell_changes``.
    """
    if before.state is State.DRAFT:
        return 0
    moved = after.state is State.CANCELLED or before.starts_at != after.starts_at
    if moved:
        await books.fired_leads.reset(after.id, None if after.state is State.CANCELLED else after.starts_at, at=now)
    tells = _concerns(before, after, now)
    if not tells and not moved:
        return 0
    change = await books.changes.open(after, before if tells else None, moved=moved, at=now)
    told, reached = await tell_next(books, change, now=now, limit=AT_ONCE)
    if reached is None:
        return told
    books.wake(WAKE)
    return told + (await books.changes.count_listeners(after.id, after=reached) if tells else 0)


async def tell_next(books: Books, change: Change, *, now: datetime, limit: int) -> tuple[int, int | None]:
    """The next people hear of the change: how many, and up to whom the walk has come; None: that was the last of them.

    They hear what is true now, whatever happened to the event since; who heard of this version already hears nothing.
    """
    batch = await books.changes.next_batch(change.event_id, after=change.reached, limit=limit)
    if change.moved:
        await books.reminders.withdraw_older(
            change.event_id, sequence=change.sequence, after=batch.after, upto=batch.upto
        )
    await books.changes.lock([change.event_id], wait=True)  # or older news might leave behind newer ones
    event = await books.events.get(change.event_id)
    new: frozenset[int] = frozenset()
    if event is not None and change.before is not None and _concerns(change.before, event, now):
        # The news says all that a reminder says, of whatever version; and of what is cancelled no earlier news is left.
        subject, newest = subject_of(event.id), event.sequence + 1
        kinds = (REMINDER, CHANGED) if event.state is State.CANCELLED else (REMINDER,)
        await withdraw(books, subject, below=newest, kinds=kinds, people=batch.people, now=now)
        new = await _tell(books, change.before, event, batch, now)
        await books.reminders.record_told(event.id, sorted(new), lead=CHANGE, sequence=event.sequence, at=now)
    await books.changes.advance(change, batch)
    return len(new), None if batch.last else batch.upto


async def _tell(books: Books, before: Event, event: Event, batch: Batch, now: datetime) -> frozenset[int]:
    """Whom it is news to. What is near rings at once, and what was said of it before hurries, too."""
    listeners = await books.changes.listeners(event.id, batch)
    starts = [one.starts_at for one in (before, event) if one.starts_at is not None and one.starts_at > now]
    urgent = bool(starts) and min(starts) <= now + SOON
    # Kept till the end of somebody's quiet hours only where there is enough time left then.
    latest = min(starts) - TO_GET_READY if starts else now + timedelta(days=365)
    subject = subject_of(event.id)
    if urgent and listeners:
        await books.notices.make_urgent(batch.people, subject, kind=CHANGED)

    @cache
    def prompt(zone: str | None) -> Prompt:
        return Prompt(text=reminders.changed(before, event, zone=zone, now=now), rows=reminders.changed_rows(event))

    return await tell(
        books,
        listeners,
        lambda one: prompt(one.zone),
        now=now,
        key=f"changed:{event.id}:{event.sequence}",
        lane=URGENT if urgent else BULK,
        at=lambda one: rings_at(one, now, latest, now) or now,
        until=max(starts, default=None),
        notice=Notice(
            kind=CHANGED,
            subject=subject,
            version=event.sequence,
            may_wait=not urgent,
            # The old start or the new one is further away than that; which of them is next may have changed by then.
            wait_until=now + SOON - TO_GET_READY if starts else None,
        ),
    )


def _concerns(before: Event, after: Event, now: datetime) -> bool:
    """Whether the difference is worth telling, and the old time or the new one still lies ahead."""
    if not worth_telling(before, after) or after.starts_at is None:
        return worth_telling(before, after)
    old = before.starts_at or after.starts_at
    return old > now or (after.starts_at > now and after.state is not State.CANCELLED)
