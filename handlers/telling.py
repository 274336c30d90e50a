"""Telling people who are not at the desk: one person, all coordinators of an alliance, or whoever knew of an event."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from alliance.event import State
from alliance.reminder import Quiet, settle
from handlers.desk import BULK, HOME_ZONE, INTERACTIVE, URGENT
from handlers.texts import reminding
from handlers.texts.event_changes import worth_telling
from storage.reminders import CHANGE
from talk.messenger import Tell
from talk.prompt import Prompt, Rows
from talk.rich import Say, rich

if TYPE_CHECKING:
    from datetime import datetime, time

    from handlers.house import House
    from storage.books import Books
    from storage.events import Event

SOON: Final = timedelta(hours=24)
"""What changes in an event this near goes out before everything else."""
TO_GET_READY: Final = timedelta(hours=3)
"""A change is kept till the morning only if so much time is left then."""


async def tell_coordinators(
    books: Books, alliance_id: int, text: Say, *, now: datetime, key: str, rows: Rows = (), but: int | None = None
) -> None:
    """Each coordinator once; ``key`` names the occasion, ``but`` is a person who knows already."""
    for one in await books.coordinators.of_alliance(alliance_id, now):
        if one.reachable and one.person_id != but:
            await books.outbox.put(
                one.account_id,
                one.chat,
                Tell(chat=one.chat, prompt=Prompt(text=rich(text), rows=rows)),
                lane=INTERACTIVE,
                now=now,
                person_id=one.person_id,
                key=f"{key}:{one.person_id}",
            )


async def tell_person(
    books: Books,
    person_id: int | None,
    text: Say,
    *,
    now: datetime,
    rows: Rows = (),
    key: str | None = None,
    not_before: datetime | None = None,
) -> None:
    """One person, where we still know them and may write to them."""
    person = await books.people.get(person_id) if person_id is not None else None
    if person is not None and person.reachable:
        await books.outbox.put(
            person.account_id,
            person.chat,
            Tell(chat=person.chat, prompt=Prompt(text=rich(text), rows=rows)),
            lane=INTERACTIVE,
            now=now,
            not_before=not_before,
            person_id=person.id,
            key=key,
        )


async def event_changed(books: Books, before: Event, after: Event, *, house: House, now: datetime) -> int:
    """A public event was moved, cancelled or changed: whoever was told of it, or said that they come, is told again.

    Once per version (``sequence``) of the event; how many people. Unsent reminders of the old time are withdrawn, the
    new time gets reminders of its own. What is over concerns nobody any more.
    """
    del house  # every button leads into the same chat
    if before.state is State.DRAFT:
        return 0
    cancelled = after.state is State.CANCELLED
    if cancelled or before.starts_at != after.starts_at:
        await books.reminders.withdraw(after.id)
        await books.rules.forget(after.id)
    if not worth_telling(before, after) or _is_over(before, after, now):
        return 0
    if cancelled:
        await books.outbox.withdraw(at=now, key_prefix=f"changed:{after.id}:")
    starts = [event.starts_at for event in (before, after) if event.starts_at is not None and event.starts_at > now]
    lane = URGENT if starts and min(starts) <= now + SOON else BULK
    told = []
    for one in await books.reminders.told_people(after.id):
        text = reminding.changed(before, after, zone=one.zone, now=now)
        put = await books.outbox.put(
            one.account_id,
            one.chat,
            Tell(chat=one.chat, prompt=Prompt(text=text, rows=reminding.changed_rows(after))),
            lane=lane,
            now=now,
            not_before=_considerate(one, min(starts, default=None), now),
            not_after=max(starts, default=None),
            person_id=one.person_id,
            key=f"changed:{after.id}:{after.sequence}:{one.person_id}",
        )
        if put is not None:
            told.append(one.person_id)
    await books.reminders.record_told(after.id, told, lead=CHANGE, sequence=after.sequence, at=now)
    return len(told)


class Sleeper(Protocol):
    """Somebody with a clock and perhaps quiet hours."""

    @property
    def zone(self) -> str | None: ...
    @property
    def quiet_from(self) -> time | None: ...
    @property
    def quiet_to(self) -> time | None: ...


def quiet_of(one: Sleeper) -> Quiet | None:
    """Their quiet hours; None where they have none."""
    if one.quiet_from is None or one.quiet_to is None:
        return None
    return Quiet(start=one.quiet_from, end=one.quiet_to)


def _considerate(one: Sleeper, start: datetime | None, now: datetime) -> datetime:
    """Now; or the end of their quiet hours, where there is enough time left then."""
    latest = now + timedelta(days=365) if start is None else start - TO_GET_READY
    return settle(now, quiet_of(one), one.zone or HOME_ZONE, latest, now) or now


def _is_over(before: Event, after: Event, now: datetime) -> bool:
    """Neither the old time nor the new one lies ahead."""
    if after.starts_at is None:
        return False
    old = before.starts_at or after.starts_at
    return old <= now and (after.starts_at <= now or after.state is State.CANCELLED)
