"""How a person is reminded: the defaults, the questions about them, when a reminder will ring (row 61)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from domain.time.notices import due
from domain.time.zones import HOME_ZONE
from handlers.notices.quiet import rings_at
from handlers.texts.subscriptions import habits as texts
from handlers.texts.subscriptions.subscribing import LEADS
from talk.fields import Choice, Many, Option, Time

if TYPE_CHECKING:
    from handlers.turn.context import Context
    from storage.people.people import Person
    from talk.play import Talk

DEFAULT_LEADS: Final = (24 * 60, 60)
DEFAULT_QUIET: Final = (time(22), time(8))
PRESETS: Final = {
    "22-8": DEFAULT_QUIET,
    "21-9": (time(21), time(9)),
    "23-7": (time(23), time(7)),
}
NEVER, OWN = "never", "own"
EVENING: Final = (18, 19, 20, 21, 22, 23, 0, 1)
MORNING: Final = (4, 5, 6, 7, 8, 9, 10, 11)
"""Hours that quiet is asked to begin and to end at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How a person is reminded now; passes through a dialogue's journal."""

    zone: str
    leads: tuple[int, ...]
    quiet_from: time | None
    quiet_to: time | None
    weekly: bool


async def habits_of(context: Context) -> Habits:
    """As they are kept."""
    person = await context.books.people.get(context.person.id) or context.person
    return Habits(
        zone=person.zone or HOME_ZONE,
        leads=person.leads,
        quiet_from=person.quiet_from,
        quiet_to=person.quiet_to,
        weekly=person.weekly,
    )


async def set_defaults(context: Context, zone: str) -> bool:
    """At the first subscription: without any lead nobody would be reminded. False when it is not the first one."""
    person = context.person
    if person.leads or person.weekly:
        return False
    if person.zone is None:
        await context.books.people.set_zone(person.id, zone)
    await context.books.people.set_leads(person.id, DEFAULT_LEADS)
    if person.quiet_from is None:
        await context.books.people.set_quiet(person.id, *DEFAULT_QUIET)
    context.person = await context.books.people.get(person.id) or person
    return True


# The questions, as parts of scripts.


async def ask_leads(talk: Talk, leads: Sequence[int]) -> tuple[int, ...]:
    """From one to all of them."""
    options = [Option(value=lead, label=words[0]) for lead, words in LEADS.items()]
    known = tuple(lead for lead in LEADS if lead in leads)
    chosen = await talk.ask("leads", texts.WHICH_LEADS, Many(options, columns=2, at_first=known))
    return tuple(chosen)


async def ask_quiet(talk: Talk) -> tuple[time | None, time | None]:
    """Both None: no quiet hours."""
    options = [Option(value=name, label=texts.hours(*hours)) for name, hours in PRESETS.items()]
    options += [Option(value=OWN, label=texts.OWN_HOURS), Option(value=NEVER, label=texts.NO_QUIET)]
    chosen = await talk.ask("quiet", texts.WHICH_QUIET, Choice(options))
    if chosen == NEVER:
        return None, None
    if chosen != OWN:
        return PRESETS[chosen]
    start = await talk.ask("quiet-from", texts.QUIET_FROM, Time(EVENING))
    end = await talk.ask("quiet-to", texts.QUIET_TO, Time(MORNING))
    return (None, None) if start == end else (start, end)


# The deeds. What a person sets is their own: there is nothing to authorise.


async def keep_zone(context: Context, zone: str) -> None:
    await context.books.people.set_zone(context.person.id, zone)


async def keep_leads(context: Context, leads: tuple[int, ...]) -> None:
    """Planned reminders of leads that are not wanted any more are withdrawn."""
    await context.books.people.set_leads(context.person.id, leads)
    await context.books.people.set_weekly(context.person.id, False)
    await context.books.reminders.withdraw_of(context.person.id, but=leads)


async def keep_quiet(context: Context, start: time | None, end: time | None) -> None:
    await context.books.people.set_quiet(context.person.id, start, end)


async def keep_weekly(context: Context, *, weekly: bool) -> None:
    """The first digest comes on the next Sunday; single reminders that were planned are withdrawn."""
    person = context.person
    await context.books.people.set_weekly(person.id, weekly)
    if weekly:
        await context.books.people.digested(person.id, at=context.now)
        await context.books.reminders.withdraw_of(person.id)
    elif not person.leads:
        await context.books.people.set_leads(person.id, DEFAULT_LEADS)


# When it rings.


def rings(person: Person, starts_at: datetime | None, now: datetime) -> list[datetime]:
    """The moments at which this person will be reminded of an event, in order; what is past is left out."""
    if starts_at is None or person.weekly:
        return []
    moments = set()
    for lead in person.leads:
        due_at = due(starts_at, timedelta(minutes=lead))
        at = rings_at(person, due_at, starts_at, now)
        if due_at > now and at is not None:
            moments.add(max(at, now).astimezone(UTC))
    return sorted(moments)
